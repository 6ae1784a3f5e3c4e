import { randomBytes } from 'node:crypto';
import { appendFile, chmod, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32c } from '../../../src/core/formats/crc';
import { CONTROL_LAYOUTS } from '../../../src/core/formats/controlLayout';
import { makeOnce } from '../../support/makeOnce';
import { sharedCacheFolder } from '../../support/paths';
import type { Installation } from './installPostgres';
import { serverEnvironment } from './postmaster';
import { runProgram } from './runProgram';
import { giveToServer, serverUser } from './serverUser';
import { pinnedVersion } from './versions';

/** Options for initdb: superuser `postgres`, every connection trusted, nothing waits for the disk. */
const OPTIONS = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'];

/** Increment it when a template in the cache must be recreated. */
const TEMPLATE = 1;

/** Makes a cluster in an empty directory that belongs to the servers' user, by the version's own initdb. */
export async function initializeCluster(
  installation: Installation,
  data: string,
  megabytes: number,
): Promise<void> {
  await chmod(data, 0o700);
  const segmentSize = installation.major >= 11 ? [`--wal-segsize=${String(megabytes)}`] : [];
  const options = ['-D', data, ...OPTIONS, ...segmentSize];
  await runProgram(installation.initdb, options, { ...serverUser(), env: serverEnvironment(), cwd: data });
  await appendFile(join(data, 'pg_hba.conf'), 'host replication all 127.0.0.1/32 trust\n');
}

/**
 * Makes a cluster as {@link initializeCluster} does, as a copy of a template that is made once for each version and
 * segment size, in an eighth of the time. The copy gets its own system identifier, as every cluster has.
 */
export async function cloneCluster(
  installation: Installation,
  data: string,
  megabytes: number,
): Promise<void> {
  const { major } = installation;
  const name = `${pinnedVersion(major)}-${String(megabytes)}mb-${String(TEMPLATE)}`;
  const template = await makeOnce(join(sharedCacheFolder(), 'clusters', name), async (temporary) => {
    const folder = join(temporary, 'data');
    await mkdir(folder);
    // If the servers' user does not own the directory above, it must be able to enter.
    await chmod(temporary, 0o755);
    giveToServer(folder);
    await initializeCluster(installation, folder, megabytes);
  });
  const from = join(template, 'data');
  if (process.platform === 'win32') await cp(from, data, { recursive: true });
  else await runProgram('cp', ['-a', `${from}/.`, data]);
  await giveIdentity(data);
}

/** Gives a shut-down cluster another system identifier: in pg_control, and on the first page of each segment. */
async function giveIdentity(data: string): Promise<void> {
  const identifier = randomBytes(8);
  // As in real ones, it begins with a time: positive as a signed number.
  identifier[7] = 0x6a;
  const control = join(data, 'global', 'pg_control');
  const bytes = await readFile(control);
  const version = bytes.readUInt32LE(8);
  const layout = CONTROL_LAYOUTS.find(
    ({ controlVersion, crc }) =>
      controlVersion === version && bytes.readUInt32LE(crc) === crc32c(bytes, 0, crc),
  );
  if (layout === undefined) throw new Error(`a pg_control of version ${String(version)} is not known here`);
  identifier.copy(bytes, 0);
  bytes.writeUInt32LE(crc32c(bytes, 0, layout.crc), layout.crc);
  await writeFile(control, bytes);
  const wal = join(data, 'pg_wal');
  for (const segment of (await readdir(wal)).filter((each) => each.length === 24)) {
    const content = await readFile(join(wal, segment));
    identifier.copy(content, LONG_HEADER_IDENTIFIER);
    await writeFile(join(wal, segment), content);
  }
}

/** Where the long header of a segment's first page has the system identifier. */
const LONG_HEADER_IDENTIFIER = 24;
