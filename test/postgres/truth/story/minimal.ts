import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { installPostgres } from '../../support/installPostgres';
import { Postmaster, type Settings } from '../../support/postmaster';
import { giveToServer } from '../../support/serverUser';
import { copyHome } from './copyCluster';
import { Life } from './life';
import type { Moment } from './story';
import { inSession } from './told';

/** What timeline 1 would have gone on with: a time with wal_level = minimal, and one after it. */
export interface MinimalTail {
  /** Segments that follow those of the archive. */
  readonly files: string;
  /** The first was made with wal_level = minimal; a table was loaded then, of which the WAL has nothing. */
  readonly moments: readonly Moment[];
}

/** Lets the server live on after its story ended. */
export async function liveMinimally(
  major: number,
  home: string,
  cold: string,
  told: number,
): Promise<MinimalTail> {
  const files = join(home, 'minimal-files');
  await mkdir(files);
  giveToServer(files);
  await copyHome(cold, join(home, 'minimal'));
  const data = join(home, 'minimal', 'set');
  // A server with a slot does not start so.
  await rm(join(data, 'pg_replslot', 'follower'), { recursive: true });
  const installation = await installPostgres(major);
  const start = (settings: Settings): Promise<Postmaster> =>
    Postmaster.start(installation, data, { unix_socket_directories: '', ...settings });
  let server = await start({ wal_level: 'minimal', max_wal_senders: '0', archive_mode: 'off' });
  const life = new Life({
    get port() {
      return server.port;
    },
  });
  life.skip(told);
  life.hasPoints = false;
  await life.tell([
    'DROP TABLE made',
    'CREATE TABLE made AS SELECT i AS id, md5(i::text) AS body FROM generate_series(1, 30000) i',
  ]);
  await server.stop('fast');
  const command = `test -f "${files}/%f" || cp "%p" "${files}/%f"`;
  server = await start({ wal_level: 'replica', archive_mode: 'on', archive_command: command });
  life.hasPoints = true;
  await life.tell();
  await inSession({ host: '127.0.0.1', port: server.port }, 'postgres', (client) =>
    client.query('SELECT pg_switch_wal()'),
  );
  await server.stop('fast');
  return { files, moments: life.moments };
}
