import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { scratchFolder } from '../../../support/scratch';
import { giveToServer } from '../serverUser';
import { TestServer } from '../testServer';
import { ArchiveScript } from './archiveScript';
import type { BarmanServer } from './barmanHome';
import { BarmanHome } from './barmanHome';
import { promote, write } from './repositoryStory';
import { PATIENCE_MS } from '../../../support/patience';

/** Barman's files of one server with its two other methods: streamed WAL, and files copied by rsync. */
export interface BarmanStory {
  readonly home: string;
  readonly barman: BarmanHome;
}

const SERVERS: readonly BarmanServer[] = [
  { name: 'streamed', streams: true },
  { name: 'copied', method: 'rsync', compression: 'gzip' },
];

/**
 * One backup of each on timeline 1; the server is promoted, then two more of each. `look` is called while the WAL of
 * the first ones is still streaming.
 */
export async function makeBarmanStory(
  major: number,
  look: (home: string) => Promise<void>,
): Promise<BarmanStory> {
  const home = scratchFolder('barman');
  giveToServer(home);
  const script = new ArchiveScript(home);
  await script.sendNowhere();
  const server = await TestServer.create(major, { settings: script.settings });
  try {
    const barman = await BarmanHome.create(home, SERVERS);
    await barman.configure(server);
    await script.sendTo(barman.push);
    await server.sql('CREATE TABLE story (id serial, chapter text)');
    await barman.run('receive-wal', '--create-slot', 'streamed');
    await streamed(barman, server, async () => {
      await write(server, 2);
      await barman.backupAll();
      await write(server, 2);
      await server.sql("INSERT INTO story (chapter) VALUES ('not finished')");
      await until('the beginning of a segment', () => hasBegun(join(barman.path, 'streamed/streaming')));
      await look(home);
    });
    await promote(server);
    await barman.configure(server);
    await streamed(barman, server, async () => {
      for (let i = 0; i < 2; i++) {
        await write(server, 2);
        await barman.backupAll();
      }
      await write(server, 3);
    });
    await server.stop();
    await barman.archiveAll();
    return { home, barman };
  } finally {
    await server.destroy();
  }
}

/** Does something while WAL is streamed, and waits until all of it has arrived. */
async function streamed(barman: BarmanHome, server: TestServer, work: () => Promise<void>): Promise<void> {
  const receiver = barman.receive('streamed');
  try {
    await until('a receiver', () =>
      server.value('SELECT count(*) FROM pg_replication_slots WHERE active').then((n) => n === '1'),
    );
    await work();
    const written = await server.value('SELECT pg_walfile_name(pg_current_wal_lsn())');
    await server.switchWal();
    const there = (): Promise<boolean> => readdir(folder).then((names) => names.includes(written));
    const folder = join(barman.path, 'streamed/streaming');
    await until(`${written} in streaming`, there);
  } finally {
    await receiver.stop();
  }
}

/** Whether the segment that is being received already contains its first page. */
async function hasBegun(folder: string): Promise<boolean> {
  const unfinished = (await readdir(folder)).find((name) => name.endsWith('.partial'));
  if (unfinished === undefined) return false;
  const file = await open(join(folder, unfinished));
  try {
    return (await file.read(new Uint8Array(1), 0, 1, 1)).buffer[0] !== 0;
  } finally {
    await file.close();
  }
}

async function until(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`${what} did not come`);
    await delay(50);
  }
}
