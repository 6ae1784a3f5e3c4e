import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { installPostgres } from '../../support/installPostgres';
import { Postmaster, type Settings } from '../../support/postmaster';
import { giveToServer } from '../../support/serverUser';
import { copyHome } from './copyCluster';
import { Life, type Lived } from './life';
import { type Moment, segmentNames } from './story';
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
  { cold, archive, moments }: Pick<Lived, 'cold' | 'archive' | 'moments'>,
): Promise<MinimalTail> {
  const files = join(home, 'minimal-files');
  await mkdir(files);
  giveToServer(files);
  await copyHome(cold, join(home, 'minimal'));
  const data = join(home, 'minimal', 'set');
  // A server with a slot does not start so.
  await rm(join(data, 'pg_replslot', 'follower'), { recursive: true });
  const installation = await installPostgres(major);
  const kept: Settings = major >= 13 ? { wal_keep_size: '256MB' } : { wal_keep_segments: '256' };
  const start = (settings: Settings): Promise<Postmaster> =>
    Postmaster.start(installation, data, { unix_socket_directories: '', ...kept, ...settings });
  let server = await start({ wal_level: 'minimal', max_wal_senders: '0', archive_mode: 'off' });
  const life = new Life({
    get port() {
      return server.port;
    },
  });
  life.skip(moments.length);
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
  await copyUnarchived(join(data, 'pg_wal'), archive, files);
  return { files, moments: life.moments };
}

/** With wal_level = minimal nothing is archived. An administrator copies what the archive lacks, so that it has no gap. */
async function copyUnarchived(wal: string, archive: string, files: string): Promise<void> {
  const last = (await segmentNames(archive)).at(-1) ?? '';
  const end = (await segmentNames(files)).at(-1) ?? '';
  for (const name of await segmentNames(wal))
    if (name > last && name < end && !existsSync(join(files, name)))
      await copyFile(join(wal, name), join(files, name));
}
