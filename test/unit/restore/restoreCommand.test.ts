import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { ArchiveFact } from '../../../src/core/restore/steps/facts';
import { restoreCommand, toolCommand, unopened } from '../../../src/core/restore/steps/restoreCommand';
import { confQuote, isWritable, percentQuote } from '../../../src/core/restore/shell';
import { shellQuote } from '../../../src/core/ground/shellWord';

const SEGMENT = '0000000100000002000000FB';
const SUM = '0123456789abcdef0123456789abcdef01234567';

const fact = (path: string, more: Partial<ArchiveFact> = {}): ArchiveFact => ({
  path,
  layout: 'wal-directory',
  suffixes: [''],
  sharded: false,
  summed: false,
  ...more,
});

describe('restoreCommand', function () {
  if (process.platform === 'win32') return;
  let home = '';
  before(() => {
    home = mkdtempSync(join(tmpdir(), `pgbi-it's %p "$x" \\`));
  });
  after(() => {
    rmSync(home, { recursive: true, force: true });
  });

  const put = (path: string, bytes: string | Uint8Array): void => {
    const file = join(home, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  };
  /** As a server runs it: `%f`, `%p` and `%%` replaced, then by `sh -c` in the data directory. */
  const run = (archives: readonly ArchiveFact[], name: string): string | undefined => {
    const out = 'RECOVERYXLOG';
    const command = restoreCommand(archives).replace(/%([fp%])/g, (_, key: string) =>
      key === 'f' ? name : key === 'p' ? out : '%',
    );
    rmSync(join(home, out), { force: true });
    const { status } = spawnSync('sh', ['-c', command], { cwd: home, stdio: 'ignore' });
    return status === 0 ? readFileSync(join(home, out), 'utf8') : undefined;
  };

  it('copies out of a plain archive, and fails for what is not there', () => {
    put(`plain/${SEGMENT}`, 'plain');
    const archives = [fact(join(home, 'plain'))];
    assert.equal(run(archives, SEGMENT), 'plain');
    assert.equal(run(archives, '00000002.history'), undefined);
    assert.equal(restoreCommand([fact('/wal')]), `cp '/wal'/%f "%p"`);
  });

  it('unpacks, and takes what is plain as it is', () => {
    put(`mixed/${SEGMENT}.gz`, gzipSync('packed'));
    put('mixed/00000002.history', 'history');
    const archives = [fact(join(home, 'mixed'), { suffixes: ['', '.gz'] })];
    assert.equal(run(archives, SEGMENT), 'packed');
    assert.equal(run(archives, '00000002.history'), 'history');
    assert.equal(run(archives, '00000003.history'), undefined);
    assert.equal(restoreCommand([fact('/w', { suffixes: ['.zst'] })]), `zstd -dc < '/w'/%f.zst > "%p"`);
    for (const [suffix, program] of [
      ['.lz4', 'lz4 -dc'],
      ['.bz2', 'bzip2 -dc'],
      ['.xz', 'xz -dc'],
    ] as const)
      assert.ok(restoreCommand([fact('/w', { suffixes: [suffix] })]).startsWith(program));
  });

  it('looks into one archive after the other', () => {
    put(`first/${SEGMENT}`, 'first');
    put('second/00000002.history', 'second');
    const archives = [fact(join(home, 'first')), fact(join(home, 'second'))];
    assert.deepEqual([run(archives, SEGMENT), run(archives, '00000002.history')], ['first', 'second']);
    assert.equal(run(archives, '0000000100000002000000FC'), undefined);
  });

  it('finds what Barman parted into folders, packed without a suffix', () => {
    put(`barman/main/wals/${SEGMENT.slice(0, 16)}/${SEGMENT}`, gzipSync('parted'));
    put('barman/main/wals/00000002.history', 'history');
    const archives = [fact(join(home, 'barman/main/wals'), { layout: 'barman', sharded: true })];
    assert.deepEqual([run(archives, SEGMENT), run(archives, '00000002.history')], ['parted', 'history']);
    assert.equal(run(archives, '0000000100000002000000FC'), undefined);
    assert.equal(toolCommand(archives[0] ?? fact('')), `barman-wal-restore BACKUPHOST 'main' %f %p`);
  });

  it('finds what pgBackRest named with a checksum, among files that look alike', () => {
    const folder = `repo/archive/main/15-1/${SEGMENT.slice(0, 16)}`;
    put(`${folder}/${SEGMENT}-${SUM}.gz`, gzipSync('summed'));
    put(`${folder}/0000000100000002000000FC-${SUM}`, 'bare');
    put('repo/archive/main/15-1/00000002.history', 'history');
    const path = join(home, 'repo/archive/main/15-1');
    const archives = [
      fact(path, { layout: 'pgbackrest', sharded: true, summed: true, suffixes: ['', '.gz'] }),
    ];
    assert.deepEqual(
      [SEGMENT, '0000000100000002000000FC', '00000002.history', '0000000100000002000000FD'].map((name) =>
        run(archives, name),
      ),
      ['summed', 'bare', 'history', undefined],
    );
    assert.equal(toolCommand(archives[0] ?? fact('')), `pgbackrest --stanza='main' archive-get %f "%p"`);
  });

  it('tells what it cannot open', () => {
    assert.deepEqual(unopened([fact('/w', { suffixes: ['', '.gz', '.gz.gpg'] })]), ['.gz.gpg']);
    assert.equal(restoreCommand([fact('/w', { suffixes: ['.gpg'] })]), 'false');
  });
});

describe('texts for shells and configuration files', () => {
  const text = fc.string({ unit: 'binary' }).filter((one) => !one.includes('\0'));

  it('stay one word in a shell', function () {
    if (process.platform === 'win32') this.skip();
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 20 }), (words) => {
        const whole = words.filter((word) => isWritable(word));
        const { stdout } = spawnSync('sh', ['-c', `printf '%s\\n' x ${whole.map(shellQuote).join(' ')}`], {
          encoding: 'utf8',
        });
        assert.deepEqual(stdout.split('\n').slice(0, -1), ['x', ...whole]);
      }),
      { numRuns: 30 },
    );
  });

  it('come back from a configuration file and from the placeholders', () => {
    fc.assert(
      fc.property(text, (value) => {
        // As GUC_scanstr (guc-file.l) reads a value.
        const body = confQuote(value).slice(1, -1);
        assert.equal(
          body.replace(/''|\\(.)/gsu, (whole, escaped: string | undefined) => escaped ?? whole[0] ?? ''),
          value,
        );
        assert.equal(percentQuote(value).replace(/%(.)/gsu, '$1'), value);
      }),
    );
  });

  it('are never written with what nobody sees', () => {
    for (const bad of ['a\nb', 'a\rb', '\u001b[2K', '\u2028', '\u202e', '\ufffd', '\0'])
      assert.ok(!isWritable(`/x${bad}`));
    assert.ok(isWritable("/backup's/größe/“x” $HOME `id` \\ %f"));
  });
});
