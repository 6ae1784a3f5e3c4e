import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PATIENCE_MS } from '../../../support/patience';
import { copyDataDirectory } from '../../support/copyTree';
import { lowLevelBackup } from '../../support/lowLevelBackup';
import { giveToServer } from '../../support/serverUser';
import { TestServer } from '../../support/testServer';
import { copyHome, copySpaces, linkSpaces, ownTree } from './copyCluster';
import type { Lived } from './life';
import { BASEBACKUP_LABEL, segmentNames, type StoryBackup } from './story';
import { tellAll } from './told';
import { bytesOf, momentAtLsn, momentPaths } from './paths';

/** A backup that was taken from a standby, while it replayed what came into its archive. */
export interface StandbyBackup extends StoryBackup {
  /** pg_control as it was before the other files were copied. */
  readonly earlyControl: Buffer;
}

/** Moments of timeline 1 that the standby knows before the backup, and at its end. */
const [BEFORE, AT_END] = [11, 13];

/** Takes it after the story ended: the standby knows the archive only. */
export async function backUpStandby(lived: Lived, root: string): Promise<StandbyBackup> {
  const place = join(root, 'standby');
  await mkdir(place);
  const home = join(place, 'backup');
  await copyHome(lived.early.home, join(place, 'trunk'));
  const archive = join(place, 'archive');
  await mkdir(archive);
  giveToServer(archive);
  const arrive = async (moments: number): Promise<void> => {
    await copySegments(lived, archive, lived.moments[moments - 1]?.lsn ?? '');
  };
  await arrive(BEFORE);
  const server = await TestServer.standby(lived.server, join(place, 'trunk', 'set'), archive);
  try {
    const data = server.dataDirectory;
    let earlyControl = Buffer.alloc(0);
    const set = join(home, 'set');
    const taken = await lowLevelBackup(server, set, {
      label: BASEBACKUP_LABEL,
      beforeStop: async () => {
        earlyControl = await readFile(join(data, 'global', 'pg_control'));
        await arrive(AT_END);
        await untilKnown(server, lived.moments[AT_END - 1]?.told ?? '');
        // Its files are then newer than the pg_control from before.
        await server.sql('CHECKPOINT');
        await rm(set, { recursive: true });
        await copyDataDirectory(data, set);
        await copySpaces(data, home);
      },
    });
    await rm(join(set, 'tablespace_map'), { force: true });
    await rm(join(set, 'standby.signal'), { force: true });
    await linkSpaces(home);
    await ownTree(home);
    const names = await segmentNames(lived.archive);
    const segments = names.filter((name) => name >= taken.startWalFile && name <= taken.stopWalFile);
    // It ends where the pages that were written then may end, not with what was known.
    const paths = momentPaths(lived, undefined, []);
    const last = momentAtLsn(paths, 1, taken.stopLsn);
    const moments = lived.moments.findIndex(({ label }) => label === last?.label) + 1;
    return { home, set, taken, told: last?.told ?? '', moments, begun: BEFORE, segments, earlyControl };
  } finally {
    await server.destroy();
  }
}

/** Segments of timeline 1 up to the one that holds a location. */
async function copySegments({ archive: from, segmentSize }: Lived, to: string, until: string): Promise<void> {
  for (const name of await segmentNames(from)) {
    if (segmentOf(name, segmentSize) > bytesOf(until) / BigInt(segmentSize)) return;
    // A standby takes a file as soon as its name is there.
    await copyFile(join(from, name), join(to, `${name}.new`));
    giveToServer(join(to, `${name}.new`));
    await rename(join(to, `${name}.new`), join(to, name));
  }
}

function segmentOf(name: string, segmentSize: number): bigint {
  const [high, low] = [BigInt(`0x${name.slice(8, 16)}`), BigInt(`0x${name.slice(16)}`)];
  return high * (0x1_0000_0000n / BigInt(segmentSize)) + low;
}

async function untilKnown(server: TestServer, told: string): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while ((await tellAll({ host: '127.0.0.1', port: server.port })) !== told) {
    if (Date.now() > end) throw new Error('the standby does not follow');
    await delay(20);
  }
}
