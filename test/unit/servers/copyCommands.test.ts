import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { copyCommands } from '../../../src/core/backup/copyCommands';
import { leaveOut } from '../../../src/core/backup/leaveOut';
import { shellWord } from '../../../src/core/ground/shellWord';

const patterns = (version: number, exclusive = false): string[] =>
  leaveOut(version, exclusive).map(({ pattern }) => pattern);

describe('what a copy leaves out', () => {
  it('follows the version', () => {
    assert.deepEqual(patterns(90124, true).slice(0, 3), ['pg_xlog', 'postmaster.pid', 'postmaster.opts']);
    assert.ok(!patterns(90124, true).includes('pg_replslot'));
    assert.ok(!patterns(90124, true).includes('pg_snapshots'));
    assert.ok(patterns(90224, true).includes('pg_snapshots'));
    assert.ok(patterns(90400, true).includes('pg_replslot') && patterns(90400, true).includes('pg_dynshmem'));
    assert.ok(patterns(90624).includes('pg_xlog') && patterns(100000).includes('pg_wal'));
  });

  it('never is the label of an exclusive backup, and always that of another one', () => {
    assert.ok(!patterns(140000, true).includes('backup_label'));
    assert.ok(patterns(140000, false).includes('backup_label'));
    assert.ok(patterns(180000).includes('backup_manifest'));
  });
});

describe('a word of a shell', () => {
  it('stays as it is where that is safe', () => {
    assert.equal(shellWord('/var/lib/postgresql/15/main'), '/var/lib/postgresql/15/main');
    assert.equal(shellWord(''), "''");
  });

  it('means what was put in, whatever that is', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((word) => !word.includes('\0'));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), (words) => {
        const script = `for word in ${words.map(shellWord).join(' ')}; do printf '%s\\0' "$word"; done`;
        const output = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
        assert.deepEqual(
          output.split('\0').slice(0, -1),
          words.map((word) => Buffer.from(word).toString()),
        );
      }),
      { numRuns: 30 },
    );
  });
});

describe('the commands that copy', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pgbi copy $(x) '));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const put = async (path: string): Promise<void> => {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), path);
  };

  it('by tar copy what is needed and nothing else, tablespaces with quotes in their paths included', async () => {
    const space = "space 'a' \\b";
    for (const path of [
      'data/PG_VERSION',
      'data/base/1/2',
      'data/base/pgsql_tmp/pgsql_tmp1.0',
      'data/base/1/pg_internal.init',
      'data/pg_replslot/slot/state',
      'data/pg_notify/0000',
      'data/postmaster.pid',
      'data/postmaster.opts',
      'data/backup_label',
      'data/pg_xact/0000',
      'live/000000010000000000000001',
      `${space}/PG_15/1/2`,
      `${space}/PG_15/pgsql_tmp/x`,
    ]) {
      await put(path);
    }
    // A WAL directory elsewhere: a copied link would lead into the running server.
    await symlink(join(folder, 'live'), join(folder, 'data', 'pg_wal'));
    const target = join(folder, 'the copy');
    const commands = copyCommands('tar', {
      dataDirectory: join(folder, 'data/'),
      versionNum: 150018,
      exclusive: false,
      tablespaces: [{ oid: '16384', name: 'space', location: join(folder, space) }],
      target,
    });
    execFileSync('sh', ['-e', '-c', commands.join('\n')], { stdio: 'pipe' });
    const found = await readdir(target, { recursive: true });
    assert.deepEqual(found.sort(), [
      'PG_VERSION',
      'base',
      'base/1',
      'base/1/2',
      'pg_notify',
      'pg_replslot',
      'pg_wal',
      'pg_xact',
      'pg_xact/0000',
    ]);
    const inSpace = await readdir(join(`${target}-tablespaces`, '16384'), { recursive: true });
    assert.deepEqual(inSpace.sort(), ['PG_15', 'PG_15/1', 'PG_15/1/2']);
    assert.equal(await readFile(join(target, 'base/1/2'), 'utf8'), 'data/base/1/2');
  });

  const request = { dataDirectory: '/data', versionNum: 150000, exclusive: false, tablespaces: [] };

  it('stop with a message where nobody said where the copy goes', () => {
    const commands = copyCommands('tar', request).join('\n');
    assert.throws(
      () => execFileSync('sh', ['-e', '-c', commands], { stdio: 'pipe', env: { PATH: process.env['PATH'] } }),
      /set COPY to the directory of the copy/,
    );
  });

  it('reach another machine by ssh, whose shell gets each word as it is', () => {
    const [, rsync] = copyCommands('rsync', { ...request, target: '/copy', host: 'fe80::1' });
    assert.match(rsync ?? '', /^rsync -a -s '--exclude=\/pg_wal'|^rsync -a -s --exclude=\/pg_wal /);
    assert.match(rsync ?? '', / -- '\[fe80::1\]:\/data\/' \/copy\/$/);
    const [, tar] = copyCommands('tar', { ...request, target: '/copy', host: 'db1', dataDirectory: "/it's" });
    assert.match(tar ?? '', /^ssh -- db1 '.*' \| tar -x -p -f - -C \/copy$/);
    const remote = /^ssh -- db1 (.*) \| tar/.exec(tar ?? '')?.[1] ?? '';
    const received = execFileSync('sh', ['-c', `printf %s ${remote}`], { encoding: 'utf8' });
    assert.ok(received.endsWith(`-C '/it'\\''s' .`), received);
  });

  it('by rsync leave the same out as by tar', () => {
    const [, rsync = ''] = copyCommands('rsync', { ...request, target: '/copy' });
    for (const { pattern } of leaveOut(150000, false)) assert.ok(rsync.includes(pattern), pattern);
    assert.ok(rsync.includes("'--exclude=/pg_replslot/*'") && rsync.endsWith(' -- /data/ /copy/'));
  });
});
