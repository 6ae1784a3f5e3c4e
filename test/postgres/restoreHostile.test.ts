import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFile,
  chmod,
  chown,
  cp,
  lstat,
  mkdir,
  readdir,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { scan } from '../../src/core/catalog/scan';
import { readRestoreFacts } from '../../src/core/restore/steps/readFacts';
import { type ChosenPath, restoreSteps } from '../../src/core/restore/steps/steps';
import { stepsText } from '../../src/core/restore/steps/stepsText';
import type { RecoveryTarget } from '../../src/core/restore/types';
import { NodeFileTree } from '../../src/io/nodeFileTree';
import { scratchFolder } from '../support/scratch';
import { takeBaseBackup } from './support/baseBackup';
import { findProgram } from './support/clientPrograms';
import { contentsOf } from './support/contentsOf';
import { hostileConfiguration } from './support/hostileConfiguration';
import { lowLevelBackup } from './support/lowLevelBackup';
import {
  placeForRestore,
  runSteps,
  StepsFailed,
  type StepsOptions,
  type StepsResult,
} from './support/runSteps';
import { giveToServer, giveTreeToServer, serverUser } from './support/serverUser';
import { TestServer } from './support/testServer';
import { availableMajors } from './support/versions';

/** A stopped server, its archive and a backup; nothing of them may change. */
interface Original {
  readonly home: string;
  readonly server: TestServer;
  readonly archive: string;
  readonly backup: string;
  readonly elsewhere: string;
}

async function makeOriginal(major: number): Promise<Original> {
  const home = scratchFolder('hostile');
  const [archive, backup, elsewhere] = ['archive', 'backup', 'elsewhere'].map((name) => join(home, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(elsewhere);
  giveToServer(elsewhere);
  const server = await TestServer.create(major, { archive });
  await server.sql('CREATE TABLE story (id serial, chapter text)');
  await server.sql('CREATE TABLE aside (chapter text)');
  await lowLevelBackup(server, backup, { label: 'hostile' });
  await server.sql("INSERT INTO story (chapter) VALUES ('later')");
  await server.stop();
  // From here on the WAL of a hot standby is refused by a server with less.
  await server.start({ max_connections: '150', max_worker_processes: '20', track_commit_timestamp: 'on' });
  await server.sql("INSERT INTO story (chapter) VALUES ('raised')");
  await server.switchWal();
  await server.stop();
  await giveTreeToServer(home);
  return { home, server, archive, backup, elsewhere };
}

/** A copy of the backup that a case may change. */
async function copyOf({ home, backup }: Original, name: string): Promise<string> {
  const copy = join(home, name);
  await cp(backup, copy, { recursive: true, verbatimSymlinks: true });
  await giveTreeToServer(copy);
  return copy;
}

async function scriptFor(
  { archive }: Pick<Original, 'archive'>,
  set: string,
  data: string,
  kind: 'immediate' | 'end' = 'immediate',
): Promise<string> {
  const catalog = await scan(new NodeFileTree(), {
    roots: [set],
    archiveDirectories: [archive],
    level: 'headers',
  });
  const [only, ...others] = catalog.sets;
  assert.ok(only !== undefined && others.length === 0);
  const target: RecoveryTarget = { kind };
  const path: ChosenPath = {
    target,
    timeline: 1,
    proven: true,
    wal: { count: 0, bytes: '0', ranges: [], extent: 'exact' },
  };
  const facts = await readRestoreFacts(new NodeFileTree(), catalog, only);
  return stepsText(restoreSteps(facts, path, { dataDirectory: data }));
}

/** Runs the steps of a set, and sees to it that nothing but the new directories has changed. */
async function follow(
  original: Original,
  set: string,
  kind: 'immediate' | 'end' = 'immediate',
  options: StepsOptions & { readonly data?: string; readonly edit?: (script: string) => string } = {},
): Promise<StepsResult> {
  const folders = [original.archive, set, original.server.dataDirectory, original.elsewhere];
  const before = await Promise.all(folders.map(contentsOf));
  const data = options.data ?? placeForRestore();
  const script = await scriptFor(original, set, data, kind);
  try {
    return await runSteps(options.edit?.(script) ?? script, data, original.server.major, options);
  } finally {
    assert.deepEqual(await Promise.all(folders.map(contentsOf)), before);
  }
}

/** What the steps wrote when they stopped. */
async function stopped(run: Promise<StepsResult>): Promise<string> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof StepsFailed, String(error));
  return error.said;
}

function listen(): Promise<{ server: Server; port: number }> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      assert.ok(typeof address === 'object' && address !== null);
      resolve({ server, port: address.port });
    });
  });
}

const asRoot = process.getuid?.() === 0;

for (const major of availableMajors()) {
  describe(`Restore steps beside the original server of PostgreSQL ${String(major)}`, () => {
    let original: Original;
    let busy: Awaited<ReturnType<typeof listen>>;
    before(async () => {
      original = await makeOriginal(major);
      busy = await listen();
    });
    after(async () => {
      busy.server.close();
      await original.server.destroy();
      await rm(original.home, { recursive: true, force: true });
    });

    it('obey nothing in the copied configuration, and follow no link into the original', async () => {
      const { archive, elsewhere, server } = original;
      const set = await copyOf(original, 'hostile');
      const places = { original: server.dataDirectory, archive, elsewhere, port: busy.port };
      for (const file of ['postgresql.conf', 'postgresql.auto.conf'])
        await appendFile(join(set, file), hostileConfiguration(major, places));
      await writeFile(join(set, 'standby.signal'), '');
      if (major >= 12) await writeFile(join(set, 'recovery.conf'), "standby_mode = 'on'\n");
      for (const name of ['pg_wal', 'pg_replslot', 'pg_hba.conf']) {
        await rm(join(set, name), { recursive: true });
        await symlink(join(server.dataDirectory, name), join(set, name));
      }
      await symlink(elsewhere, join(set, 'log'));
      await giveTreeToServer(set);
      // By TCP only the rules of the backup would let one in, and they are not in the backup.
      const edit = (script: string): string => script.replace('127.0.0.1/32 md5', '127.0.0.1/32 trust');
      const { told, opened } = await follow(original, set, 'immediate', { edit });
      assert.deepEqual([told, opened], [' / 0', ' / 0']);
    });

    it('reach the end with more connections than the server had at the time of the backup', async () => {
      const set = await copyOf(original, 'raised');
      // As a copy on a file system that is read-only, by another user.
      for (const name of ['postgresql.conf', 'pg_hba.conf', 'PG_VERSION'])
        await chmod(join(set, name), 0o444);
      for (const name of ['base', 'pg_xact', '']) await chmod(join(set, name), 0o555);
      const { told, timeline } = await follow(original, set, 'end');
      assert.deepEqual([told, timeline], ['later raised / 0', 2]);
    });
  });
}

describe('Restore steps in bad surroundings', () => {
  let original: Original;
  before(async () => {
    original = await makeOriginal(15);
  });
  after(async () => {
    await original.server.destroy();
    await rm(original.home, { recursive: true, force: true });
  });

  it('make a configuration if the backup has none, as on Debian', async () => {
    const set = await copyOf(original, 'debian');
    for (const name of ['postgresql.conf', 'postgresql.auto.conf', 'pg_hba.conf', 'pg_ident.conf'])
      await rm(join(set, name));
    const edit = (script: string): string => script.replace('127.0.0.1/32 md5', '127.0.0.1/32 trust');
    const { told, said } = await follow(original, set, 'end', { edit });
    assert.equal(told, 'later raised / 0');
    assert.match(said, /accepting connections/);
  });

  it('create directories that a tool has left out because they were empty', async () => {
    const set = await copyOf(original, 'without empty ones');
    for (const name of await readdir(set)) {
      const facts = await lstat(join(set, name));
      const needed = ['pg_commit_ts', 'pg_twophase', 'pg_logical'].includes(name);
      if (facts.isDirectory() && !needed && (await readdir(join(set, name))).length === 0)
        await rm(join(set, name), { recursive: true });
    }
    await rm(join(set, 'pg_wal'), { recursive: true });
    assert.equal((await follow(original, set, 'end')).told, 'later raised / 0');
  });

  it('stop before anything is written if a check fails', async () => {
    const set = await copyOf(original, 'checked');
    const busy = await listen();
    const port = (script: string): string =>
      script.replace('port="${PGPORT:-5433}"', `port=${String(busy.port)}`);
    assert.match(
      await stopped(follow(original, set, 'end', { edit: port })),
      /^Stopped: port \d+ is in use/m,
    );
    busy.server.close();
    const inside = join(set, 'in', 'data');
    assert.match(
      await stopped(follow(original, set, 'end', { data: inside })),
      /is inside .*checked, which must stay as it is/,
    );
  });

  it('stop at a directory that is not empty, and leave it alone', async () => {
    const set = await copyOf(original, 'not empty');
    const data = placeForRestore();
    await mkdir(data);
    await writeFile(join(data, 'precious'), 'x');
    await giveTreeToServer(data);
    const script = await scriptFor(original, set, data);
    const said = await stopped(runSteps(`${script}\nls -A "${data}"; exit 1`, data, 15));
    assert.match(said, /is not empty: choose another place\nprecious\n$/);
  });

  it('stop at programs of another version, and at a missing one', async () => {
    const set = await copyOf(original, 'programs');
    const other = (script: string): string =>
      script.replaceAll("') 15'", "') 14'").replace('is_root()', 'PATH=/usr/bin:/bin; is_root()');
    assert.match(
      await stopped(follow(original, set, 'end', { edit: other })),
      /Stopped: the programs of PostgreSQL 15 are not on the PATH/,
    );
    const missing = (script: string): string =>
      script.replace('for program in pg_ctl;', 'for program in pg_ctl no_such_program;');
    assert.match(
      await stopped(follow(original, set, 'end', { edit: missing })),
      /Stopped: no_such_program is not on the PATH/,
    );
  });

  it('never take WAL that cannot be read for the end of the archive', async function () {
    if (!asRoot) this.skip();
    const set = await copyOf(original, 'unreadable WAL');
    const last =
      (await readdir(original.archive))
        .filter((name) => name.length === 24)
        .sort()
        .at(-1) ?? '';
    await chmod(join(original.archive, last), 0o000);
    await chown(join(original.archive, last), 0, 0);
    try {
      const said = await stopped(follow(original, set, 'end'));
      assert.match(said, /permission denied: /);
      assert.match(said, /Stopped: the server (has ended|did not start)/);
    } finally {
      await chmod(join(original.archive, last), 0o600);
      await giveTreeToServer(original.archive);
    }
  });

  it('restore a copy of another user that may be read', async function () {
    if (!asRoot) this.skip();
    const set = await copyOf(original, 'of another user');
    for (const name of ['', ...(await readdir(set, { recursive: true }))]) {
      const path = join(set, name);
      await chown(path, 0, 0);
      await chmod(path, (await lstat(path)).isDirectory() ? 0o755 : 0o644);
    }
    assert.equal((await follow(original, set, 'end')).told, 'later raised / 0');
  });

  it('name the file that may not be read, and restore it if root runs them', async function () {
    if (!asRoot || spawnSync('runuser', ['--version']).status !== 0) this.skip();
    const set = await copyOf(original, 'of root');
    for (const name of ['', 'base', 'PG_VERSION', 'global/pg_control']) {
      await chown(join(set, name), 0, 0);
      await chmod(join(set, name), name === '' || name === 'base' ? 0o500 : 0o400);
    }
    assert.match(
      await stopped(follow(original, set)),
      /may not read .*, or let root run the steps|cannot be read by/,
    );
    const { uid = 0 } = serverUser() ?? {};
    const owner = (script: string): string =>
      script.replace(/^owner=postgres$/m, `owner=$(id -nu ${String(uid)})`);
    const { told } = await follow(original, set, 'end', { byRoot: true, edit: owner });
    assert.equal(told, 'later raised / 0');
  });

  it('look for space first', async function () {
    const place = scratchFolder('small');
    const mounted =
      asRoot && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', place]).status === 0;
    if (!mounted) this.skip();
    try {
      giveToServer(place);
      const set = await copyOf(original, 'large');
      const said = await stopped(follow(original, set, 'end', { data: join(place, 'in', 'data') }));
      assert.match(said, /Stopped: .* kB of free space, and the backup needs \d+ kB/);
    } finally {
      spawnSync('umount', [place]);
    }
  });

  it('say so if recovery ends before the target', async () => {
    const set = await copyOf(original, 'too far');
    const edit = (script: string): string =>
      script.replace("recovery_target = 'immediate'", "recovery_target_name = 'never made'");
    assert.match(
      await stopped(follow(original, set, 'immediate', { edit })),
      /recovery ended before configured recovery target was reached[^]*Stopped: the server (has ended|did not start)/,
    );
  });

  it('can be pasted into a shell, which an error does not close', async () => {
    const set = await copyOf(original, 'pasted');
    const again = 'echo "the shell is still here"\n';
    const data = placeForRestore();
    const script = await scriptFor(original, set, data, 'end');
    // The first try fails: the directory is not empty.
    const text = `mkdir -p "${data}" && touch "${data}/x"\n${script}${again}rm "${data}/x"\n${script}${again}`;
    const paste = join(scratchFolder('paste'), 'text');
    await writeFile(paste, text);
    const { told, said } = await runSteps(`bash --norc --noprofile -i < '${paste}' 2>&1`, data, 15);
    assert.equal(told, 'later raised / 0');
    assert.equal(said.match(/^the shell is still here$/gm)?.length, 2, said);
    assert.match(said, /is not empty: choose another place/);
  });

  it('start no server on a tablespace that the backup does not hold', async () => {
    const set = await copyOf(original, 'tablespace');
    await symlink(join(original.server.dataDirectory, 'base'), join(set, 'pg_tblspc', '16999'));
    const said = await stopped(follow(original, set, 'end'));
    assert.match(
      said,
      /Stopped: (tablespace_16999_from is not a directory|.* leads out of the restored server)/,
    );
    await rename(join(set, 'pg_tblspc', '16999'), join(set, 'base', '16999'));
    assert.match(
      await stopped(follow(original, set, 'end')),
      /base\/16999 is a link: its files are not in the backup/,
    );
  });

  it('compare the copy with its manifest, as far as the restore depends on it', async () => {
    await findProgram('pg_verifybackup');
    const taken = join(original.home, 'with manifest');
    const set = join(taken, 'data');
    await original.server.start();
    await takeBaseBackup(original.server, taken, { label: 'listed' });
    await original.server.stop();
    await appendFile(join(set, 'postgresql.conf'), "shared_preload_libraries = 'no_such_library'\n");
    await writeFile(join(set, 'notes of the DBA'), 'x');
    await giveTreeToServer(set);
    const programs = dirname(await findProgram('pg_verifybackup'));
    const { said, told } = await follow(original, set, 'end', { programs });
    assert.equal(told, 'later raised / 0');
    assert.doesNotMatch(said, /not compared/);
    const [table = ''] = (await readdir(join(set, 'base', '1'))).filter((name) => /^1259$/.test(name));
    await appendFile(join(set, 'base', '1', table), 'x');
    const wrong = await stopped(follow(original, set, 'end', { programs }));
    assert.match(wrong, /Stopped: the copy is not what its manifest says: .*base\/1\/1259/);
  });
});
