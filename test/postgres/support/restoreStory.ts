import { gzipSync } from 'node:zlib';
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Catalog } from '../../../src/core/model/catalog';
import { scan } from '../../../src/core/catalog/scan';
import { setJobOf } from '../../../src/core/proofs/setJob';
import { withReading } from '../../../src/core/proofs/withReading';
import { withRecords } from '../../../src/core/proofs/withRecords';
import { LocatedTree } from '../../../src/io/location/locatedTree';
import { withPhysicalFiles } from '../../../src/io/location/physicalFiles';
import { NodeFileTree } from '../../../src/io/nodeFileTree';
import { InlineRunner } from '../../../src/worker/inlineRunner';
import { readWindows } from '../../../src/engine/read/readRecordsOfArchive';
import { Verifier } from '../../../src/engine/read/verifier';
import { scratchFolder } from '../../support/scratch';
import { type LowLevelBackup, lowLevelBackup } from './lowLevelBackup';
import { giveToServer, giveTreeToServer } from './serverUser';
import { TestServer } from './testServer';

/** Points in a server's life to which recovery is then sent, with what the server knew at each. */
export interface RestoreStory {
  readonly home: string;
  /** Contains the backup and the plain archive; its name needs quoting. */
  readonly folder: string;
  readonly backup: string;
  readonly plain: string;
  /** The same archive with every file compressed. */
  readonly compressed: string;
  readonly backupTold: string;
  readonly time: { readonly text: string; readonly told: string };
  readonly lsn: { readonly text: string; readonly told: string };
  readonly point: { readonly name: string; readonly told: string };
  /** The ends of timeline 2, which left at the restore point, and of timeline 1, which continued. */
  readonly ends: { readonly young: string; readonly old: string };
}

/** What a server knows: its chapters, and how many of them are in the tablespace. */
export const STORY =
  "SELECT (SELECT coalesce(string_agg(chapter, ' ' ORDER BY id), '') FROM story) || ' / ' || (SELECT count(*) FROM aside) AS told";

const POINT = "the 'fork' \\ 100%";

export async function makeRestoreStory(major: number): Promise<RestoreStory> {
  const home = scratchFolder('restore-story');
  const folder = join(home, `it's a "100% \\ safe" $place`);
  const space = join(home, 'space');
  for (const path of [folder, space]) {
    await mkdir(path);
    giveToServer(path);
  }
  const first = await TestServer.create(major, { archive: join(home, 'live-archive') });
  const backup = join(folder, 'backup');
  try {
    await first.sql(`CREATE TABLESPACE apart LOCATION '${space}'`);
    await first.sql('CREATE TABLE story (id serial, chapter text)');
    await first.sql('CREATE TABLE aside (chapter text) TABLESPACE apart');
    const taken = await lowLevelBackup(first, backup, {
      label: 'early',
      writesDuring: () => tell(first, 'backup'),
    });
    await cp(space, join(home, 'space-copy'), { recursive: true });
    const moments = await liveOn(first);
    await first.stop();
    const young = await branch(first, taken);
    await takeApart(home, backup);
    const archives = await copyArchives(first.archive, folder);
    await giveTreeToServer(folder);
    const old = `${moments.point.told.split(' / ')[0] ?? ''} lost / 4`;
    return { home, folder, backup, ...archives, ...moments, backupTold: 'backup / 1', ends: { young, old } };
  } finally {
    await first.destroy();
  }
}

async function liveOn(server: TestServer) {
  await nextSecond(server);
  await tell(server, 'one');
  const time = { text: await server.value('SELECT clock_timestamp()::text'), told: 'backup one / 2' };
  await tell(server, 'two');
  const lsn = { text: await server.value('SELECT pg_current_wal_lsn()'), told: 'backup one two / 3' };
  await server.switchWal();
  await server.sql('SELECT pg_create_restore_point($1)', [POINT]);
  const point = { name: POINT, told: 'backup one two / 3' };
  await tell(server, 'lost');
  await server.switchWal();
  return { time, lsn, point };
}

/** The stop time is written in whole seconds: a target within that second may be before the end of the backup. */
async function nextSecond(server: TestServer): Promise<void> {
  const second = 'SELECT floor(extract(epoch FROM clock_timestamp()))';
  const stopped = await server.value(second);
  while ((await server.value(second)) === stopped) await delay(20);
}

/** A second server that leaves at the restore point, on timeline 2. */
async function branch(first: TestServer, backup: LowLevelBackup): Promise<string> {
  const target = {
    recovery_target_name: POINT.replaceAll('\\', '\\\\').replaceAll("'", "''"),
    recovery_target_action: 'promote',
  };
  const second = await TestServer.restore(first, backup.directory, target);
  try {
    await tell(second, 'new');
    await second.switchWal();
    const told = await second.value(STORY);
    await second.stop();
    return told;
  } finally {
    await second.crash();
  }
}

async function tell(server: TestServer, chapter: string): Promise<void> {
  await server.session(async (client) => {
    await client.query('BEGIN');
    await client.query('INSERT INTO story (chapter) VALUES ($1)', [chapter]);
    await client.query('INSERT INTO aside VALUES ($1)', [chapter]);
    await client.query('COMMIT');
  });
}

/** As copied by a tool that follows links: the tablespace's files inside, and no link to the server's. */
async function takeApart(home: string, backup: string): Promise<void> {
  const links = join(backup, 'pg_tblspc');
  const [oid = ''] = await readdir(links);
  await rm(join(links, oid));
  await rename(join(home, 'space-copy'), join(links, oid));
  // Nothing is left at the original place for code that still looks there.
  await rm(join(home, 'space'), { recursive: true });
}

async function copyArchives(from: string, folder: string) {
  const plain = join(folder, 'archive 1');
  const compressed = join(folder, 'packed');
  await mkdir(plain);
  await mkdir(compressed);
  for (const name of await readdir(from)) {
    const bytes = await readFile(join(from, name));
    await writeFile(join(plain, name), bytes);
    await writeFile(join(compressed, `${name}.gz`), gzipSync(bytes));
  }
  return { plain, compressed };
}

/** The catalog of some directories with everything read that "Verify" reads. */
export async function readCatalog(
  roots: readonly string[],
  archiveDirectories: readonly string[],
): Promise<Catalog> {
  const tree = new LocatedTree(new NodeFileTree());
  const catalog = withPhysicalFiles(await scan(tree, { roots, archiveDirectories, level: 'headers' }));
  const verifier = new Verifier(new InlineRunner());
  const sets = await Promise.all(
    catalog.sets.map(async (set) => {
      const job = setJobOf(set, catalog);
      return job === undefined ? set : withRecords(set, await verifier.verifySet(job));
    }),
  );
  const archives = await Promise.all(
    catalog.archives.map(async (archive) =>
      withReading(archive, await readWindows(verifier, archive, sets, catalog), sets),
    ),
  );
  return { ...catalog, sets, archives };
}
