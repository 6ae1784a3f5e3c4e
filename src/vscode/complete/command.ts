import type { BackupSet } from '../../core/model/backupSet';
import type { ArchiveOffer } from './archiveOffer';
import { setOf } from '../commands/arguments';
import type { CommandServices, Handler } from '../commands/services';

/** Completes the set that is meant or picked, from the archives within reach. */
export const completeSetCommand: Handler = async (services, ...args) => {
  const set = await setOf(services, args);
  if (set === undefined) return;
  const { completeSet } = await import('./completeSet');
  await completeSet(services, { set: set.id, offers: (each) => archivesOfServers(services, each) });
};

/** Folders that the servers of a set archive into, as far as a look at them has told: none is connected to for this. */
async function archivesOfServers(
  { servers }: CommandServices,
  { systemIdentifier }: BackupSet,
): Promise<readonly ArchiveOffer[]> {
  if (systemIdentifier === undefined) return [];
  return (await servers.controller.get()).archivesOf(String(systemIdentifier));
}
