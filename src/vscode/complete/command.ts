import type { BackupSet } from '../../core/model/backupSet';
import type { ArchiveOffer } from './archiveOffer';
import { setOf } from '../commands/arguments';
import type { CommandServices, Handler } from '../commands/services';

/** Completes a given or picked set from the known archives. */
export const completeSetCommand: Handler = async (services, ...args) => {
  const set = await setOf(services, args);
  if (set === undefined) return;
  const { completeInWindow } = await import('./completeDialog');
  await completeInWindow(services, { set: set.id, offers: (each) => archivesOfServers(services, each) });
};

/** Directories into which the servers of a set archive, as far as is known: no connection is made for this. */
async function archivesOfServers(
  { servers }: CommandServices,
  { systemIdentifier }: BackupSet,
): Promise<readonly ArchiveOffer[]> {
  if (systemIdentifier === undefined) return [];
  return (await servers.controller.get()).archivesOf(String(systemIdentifier));
}
