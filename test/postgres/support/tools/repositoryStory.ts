import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scratchFolder } from '../../../support/scratch';
import { giveToServer } from '../serverUser';
import { TestServer } from '../testServer';
import { ArchiveScript } from './archiveScript';
import type { BarmanServer } from './barmanHome';
import { BarmanHome } from './barmanHome';
import type { CompressType } from './pgbackrestRepository';
import { PgbackrestRepository } from './pgbackrestRepository';

/** Barman's and pgBackRest's files of one server, on two timelines. */
export interface RepositoryStory {
  readonly home: string;
  readonly barman: BarmanHome;
  readonly pgbackrest: PgbackrestRepository;
}

export const BARMAN_SERVERS: readonly BarmanServer[] = [
  { name: 'plain' },
  { name: 'packed', compression: 'gzip', backupCompression: 'gzip' },
  { name: 'python', compression: 'pybzip2' },
];

/** Each storage format, with a kind of backup that builds on earlier ones. */
export const BACKUPS: readonly (readonly ['full' | 'diff' | 'incr', CompressType])[] = [
  ['full', 'none'],
  ['diff', 'gz'],
  ['incr', 'lz4'],
  ['full', 'zst'],
  ['incr', 'bz2'],
];

/** Lets both tools store one server's backups and WAL; then the server is promoted, and one more backup is taken. */
export async function makeRepositories(major: number): Promise<RepositoryStory> {
  const home = scratchFolder('repositories');
  giveToServer(home);
  const script = new ArchiveScript(home);
  await script.sendNowhere();
  const server = await TestServer.create(major, { settings: script.settings });
  try {
    const pgbackrest = await PgbackrestRepository.create(home);
    const barman = await BarmanHome.create(home, BARMAN_SERVERS);
    await pgbackrest.configure(server, 'none');
    await barman.configure(server);
    await pgbackrest.createStanza();
    await script.sendTo([pgbackrest.push, ...barman.push]);
    await server.sql('CREATE TABLE story (id serial, chapter text)');
    for (const [type, compressType] of BACKUPS) {
      await pgbackrest.configure(server, compressType);
      await write(server, 2);
      await pgbackrest.backup(type);
    }
    await write(server, 1);
    await barman.backupAll();
    await promote(server);
    await pgbackrest.configure(server, 'gz');
    await barman.configure(server);
    await write(server, 1);
    await pgbackrest.backup('full');
    await barman.backupAll();
    await write(server, 1);
    await server.stop();
    await barman.archiveAll();
    return { home, barman, pgbackrest };
  } finally {
    await server.destroy();
  }
}

/** Fills some segments, each archived. */
export async function write(server: TestServer, segments: number): Promise<void> {
  for (let i = 0; i < segments; i++) {
    await server.sql("INSERT INTO story (chapter) SELECT repeat('x', 200) FROM generate_series(1, 500)");
    await server.switchWal();
  }
}

/** From 12 on: the server comes back as a standby without a primary, and ends that at once. */
export async function promote(server: TestServer): Promise<void> {
  await server.stop();
  const signal = join(server.dataDirectory, 'standby.signal');
  await writeFile(signal, '');
  giveToServer(signal);
  await server.start({ restore_command: 'false' }, 'standby');
  await server.sql('SELECT pg_promote()');
}
