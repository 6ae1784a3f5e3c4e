import type { CopyRequest } from '../../core/backup/copyRequest';
import type { ConnectionTarget } from '../../postgres/connection/connectionSpec';
import type { ServerFacts } from '../../postgres/facts/serverFacts';
import type { BackupMode } from '../../postgres/session/backupTypes';
import { isSameMachine } from './switchFile';

/** A name that neither ssh nor rsync could take for an option or for several words. */
const PLAIN_HOST = /^[A-Za-z0-9_][A-Za-z0-9_.:-]*$/;

/** What is to be copied from a server; undefined if its data directory is unknown. */
export async function copyRequestOf(
  facts: ServerFacts,
  target: ConnectionTarget,
  mode: BackupMode,
  folder: string | undefined,
): Promise<CopyRequest | undefined> {
  if (!facts.dataDirectory.known) return undefined;
  const dataDirectory = facts.dataDirectory.value;
  const host = (await isSameMachine(target, dataDirectory)) ? undefined : target.hosts[0]?.host;
  return {
    dataDirectory,
    versionNum: facts.version.number,
    exclusive: mode === 'exclusive',
    tablespaces: (facts.tablespaces.known ? facts.tablespaces.value : [])
      .filter(({ location }) => location !== '')
      .map(({ oid, name, location }) => ({ oid: String(oid), name, location })),
    ...(folder === undefined ? {} : { target: folder }),
    ...(host !== undefined && PLAIN_HOST.test(host) ? { host } : {}),
  };
}
