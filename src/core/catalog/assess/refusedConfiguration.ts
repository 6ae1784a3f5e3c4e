import type { Finding } from '../../ground/finding';
import { joinPath } from '../../ground/paths';
import { type FileTree, isFailure } from '../../ground/ports';
import type { BackupEvidence } from '../read/backupEvidence';

/** From 12 on recovery is requested by a signal file, and a server refuses the file that did so before. */
const SIGNAL_FILES_SINCE = 120000;

/**
 * Configuration in a copied data directory with which no server of its version starts. Only recovery.conf is looked
 * for: from 12 on its mere presence is fatal (`readRecoverySignalFile` in xlog.c, later in xlogrecovery.c), whatever
 * its content. The signal files are harmless in every version. Backup tools write and remove these files themselves
 * when they restore, so their repositories are not checked.
 */
export async function refusedConfiguration(
  tree: FileTree,
  { files, tool }: BackupEvidence,
  versionNum: number | undefined,
): Promise<Finding[]> {
  const data = files.dataDirectory;
  if (data === undefined || tool !== undefined) return [];
  if (versionNum === undefined || versionNum < SIGNAL_FILES_SINCE) return [];
  const file = joinPath(data, 'recovery.conf');
  if (isFailure(await tree.stat(file))) return [];
  return [
    {
      code: 'refused-configuration',
      severity: 'error',
      file,
      args: { name: 'recovery.conf', reason: 'recovery-conf' },
    },
  ];
}
