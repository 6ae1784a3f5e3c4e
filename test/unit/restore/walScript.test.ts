import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { ArchiveFact } from '../../../src/core/restore/steps/facts';
import { toolCommand } from '../../../src/core/restore/steps/script/tool';
import {
  RESTORE_COMMAND,
  unopened,
  WAL_SCRIPT,
  walPrograms,
  walScript,
} from '../../../src/core/restore/steps/walScript';
import { confQuote, isWritable } from '../../../src/core/restore/shell';
import { shellQuote } from '../../../src/core/ground/shellWord';
import { findOnPath } from '../../run/lib/systemPackages';

const SEGMENT = '0000000100000002000000FB';
/** Programs that write compressed input to their output with `-c`. */
const FORMS = [
  ['.gz', 'gzip'],
  ['.bz2', 'bzip2'],
  ['.xz', 'xz'],
  ['.lzma', 'lzma'],
  ['.lz4', 'lz4'],
  ['.zst', 'zstd'],
  ['.lzo', 'lzop'],
  ['.br', 'brotli'],
] as const;

const fact = (path: string, more: Partial<ArchiveFact> = {}): ArchiveFact => ({
  path,
  layout: 'wal-directory',
  suffixes: [''],
  sharded: false,
  summed: false,
  ...more,
});

describe('restore_wal.sh', function () {
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
  const OUT = 'RECOVERYXLOG';
  /** As a server runs it: by `sh -c` in the data directory. */
  const ended = (archives: readonly ArchiveFact[], name: string, env = process.env): number | null => {
    writeFileSync(join(home, WAL_SCRIPT), walScript(archives).join('\n'));
    rmSync(join(home, OUT), { force: true, recursive: true });
    const command = RESTORE_COMMAND.replace('%f', name).replace('%p', OUT);
    return spawnSync('/bin/sh', ['-c', command], { cwd: home, env, stdio: 'ignore' }).status;
  };
  const run = (archives: readonly ArchiveFact[], name: string): string | undefined =>
    ended(archives, name) === 0 ? readFileSync(join(home, OUT), 'utf8') : undefined;

  it('copies out of a plain archive, and ends with 1 for a missing file', () => {
    put(`plain/${SEGMENT}`, 'plain');
    const archives = [fact(join(home, 'plain'))];
    assert.equal(run(archives, SEGMENT), 'plain');
    assert.equal(ended(archives, '00000002.history'), 1);
    assert.equal(ended([], SEGMENT), 1);
  });

  it('decompresses every form with its program, by content', function () {
    for (const [suffix, program] of FORMS.filter(([, one]) => findOnPath(one) !== undefined)) {
      const { status, stdout } = spawnSync(program, ['-c'], { input: 'packed' });
      assert.equal(status, 0, program);
      put(`forms/${SEGMENT}${suffix}`, stdout);
      // As Barman stores it.
      put(`bare/${SEGMENT}`, stdout);
      assert.equal(run([fact(join(home, 'forms'), { suffixes: [suffix] })], SEGMENT), 'packed', suffix);
      const barman = fact(join(home, 'bare'), { layout: 'barman', programs: [program] });
      if (suffix !== '.br') assert.equal(run([barman], SEGMENT), 'packed', suffix);
      rmSync(join(home, 'forms'), { recursive: true });
    }
    assert.deepEqual(walPrograms([fact('/w', { suffixes: ['', '.zst', '.lzma'] })]), ['zstd', 'xz']);
    assert.deepEqual(walPrograms([fact('/w', { layout: 'barman', programs: ['bzip2'] })]), ['bzip2']);
  });

  it('takes a plain file first, also if its name promises a compressed one', () => {
    put(`mixed/${SEGMENT}.gz`, gzipSync('packed'));
    put('mixed/00000002.history', 'history');
    put('mixed/00000003.history.gz', 'not packed at all');
    const archives = [fact(join(home, 'mixed'), { suffixes: ['', '.gz'] })];
    assert.equal(run(archives, SEGMENT), 'packed');
    assert.equal(run(archives, '00000002.history'), 'history');
    assert.equal(run(archives, '00000003.history'), 'not packed at all');
    assert.equal(run(archives, '00000004.history'), undefined);
    put(`mixed/${SEGMENT}`, 'plain');
    assert.equal(run(archives, SEGMENT), 'plain');
  });

  it('searches one archive after the other', () => {
    put(`first/${SEGMENT}`, 'first');
    put('second/00000002.history', 'second');
    const archives = [fact(join(home, 'first')), fact(join(home, 'second'))];
    assert.deepEqual([run(archives, SEGMENT), run(archives, '00000002.history')], ['first', 'second']);
    assert.equal(ended(archives, '0000000100000002000000FC'), 1);
  });

  it('finds what Barman stores in directories, compressed without a suffix', () => {
    put(`barman/main/wals/${SEGMENT.slice(0, 16)}/${SEGMENT}`, gzipSync('parted'));
    put('barman/main/wals/00000002.history', 'history');
    const archives = [fact(join(home, 'barman/main/wals'), { layout: 'barman', sharded: true })];
    assert.deepEqual([run(archives, SEGMENT), run(archives, '00000002.history')], ['parted', 'history']);
    assert.equal(ended(archives, '0000000100000002000000FC'), 1);
    assert.equal(toolCommand(archives[0] ?? fact('')), `barman-wal-restore BACKUPHOST 'main' %f %p`);
  });

  it('finds what pgBackRest named with a checksum, and checks it', () => {
    const folder = `repo/archive/main/15-1/${SEGMENT.slice(0, 16)}`;
    const name = (segment: string, content: string): string =>
      `${folder}/${segment}-${createHash('sha1').update(content).digest('hex')}`;
    put(`${name(SEGMENT, 'summed')}.gz`, gzipSync('summed'));
    put(name('0000000100000002000000FC', 'bare'), 'bare');
    put(name('0000000100000002000000FE', 'whole'), 'changed');
    put(`${name('0000000100000002000000FE', 'whole')}.gz.pgbackrest.tmp`, gzipSync('unfinished'));
    put('repo/archive/main/15-1/00000002.history', 'history');
    const path = join(home, 'repo/archive/main/15-1');
    const archives = [
      fact(path, { layout: 'pgbackrest', sharded: true, summed: true, suffixes: ['', '.gz'] }),
    ];
    assert.deepEqual(
      [SEGMENT, '0000000100000002000000FC', '00000002.history'].map((segment) => run(archives, segment)),
      ['summed', 'bare', 'history'],
    );
    assert.equal(ended(archives, '0000000100000002000000FD'), 1);
    assert.equal(ended(archives, '0000000100000002000000FE'), 1, 'another content than the name says');
    assert.equal(toolCommand(archives[0] ?? fact('')), `pgbackrest --stanza='main' archive-get %f "%p"`);
    assert.equal(toolCommand(fact(path, { layout: 'pgbackrest', toolCannotRead: true })), undefined);
  });

  // A server takes any code up to 125 for "there is no such file", and silently ends recovery there.
  it('stops recovery for what is there but cannot be read or written', function () {
    put(`shut/${SEGMENT}`, 'x');
    put(`shut/${SEGMENT}.gz`, gzipSync('x'));
    put('shut/00000002.history.gpg', 'x');
    const plain = [fact(join(home, 'shut'))];
    const packed = [fact(join(home, 'shut'), { suffixes: ['.gz', '.gpg'] })];
    assert.equal(ended(packed, '00000002.history'), 255, 'encrypted');
    assert.equal(ended([fact(join(home, 'unmounted'))], SEGMENT), 255, 'no archive');
    assert.equal(ended(packed, SEGMENT, { PATH: emptyPath(home) }), 255, 'no program');
    for (const archives of [plain, packed]) {
      const script = walScript(archives).join('\n');
      const target = join(home, 'nowhere', 'target');
      const { status } = spawnSync('/bin/sh', ['-c', script, 'sh', SEGMENT, target], { stdio: 'ignore' });
      assert.equal(status, 255, 'no place to write');
    }
    if (process.getuid?.() === 0) return;
    chmodSync(join(home, 'shut', SEGMENT), 0);
    assert.equal(ended(plain, SEGMENT), 255, 'no right to read');
  });

  it('counts a damaged compressed file as missing, if no other copy is there', () => {
    put(`cut/${SEGMENT}.gz`, gzipSync('x'.repeat(1000)).subarray(0, 20));
    const archives = [fact(join(home, 'cut'), { suffixes: ['.gz'] }), fact(join(home, 'other'))];
    mkdirSync(join(home, 'other'));
    assert.equal(ended(archives, SEGMENT), 1);
    put(`other/${SEGMENT}`, 'whole');
    assert.equal(run(archives, SEGMENT), 'whole');
  });

  it('names the suffixes that it cannot open', () => {
    assert.deepEqual(unopened([fact('/w', { suffixes: ['', '.gz', '.gz.gpg'] })]), ['.gz.gpg']);
  });
});

/** A directory with the few programs that the script itself needs. */
function emptyPath(home: string): string {
  const folder = join(home, 'few programs');
  mkdirSync(folder, { recursive: true });
  for (const program of ['sh', 'head', 'od', 'tr', 'cp', 'rm']) {
    const path = spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim();
    symlinkSync(path, join(folder, program));
  }
  return folder;
}

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

  it('come back from a configuration file', () => {
    fc.assert(
      fc.property(text, (value) => {
        // As GUC_scanstr (guc-file.l) reads a value.
        const body = confQuote(value).slice(1, -1);
        assert.equal(
          body.replace(/''|\\(.)/gsu, (whole, escaped: string | undefined) => escaped ?? whole[0] ?? ''),
          value,
        );
      }),
    );
  });

  it('are never written with what nobody sees', () => {
    for (const bad of ['a\nb', 'a\rb', '\u001b[2K', '\u2028', '\u202e', '\ufffd', '\0'])
      assert.ok(!isWritable(`/x${bad}`));
    assert.ok(isWritable("/backup's/größe/“x” $HOME `id` \\ %f"));
  });
});
