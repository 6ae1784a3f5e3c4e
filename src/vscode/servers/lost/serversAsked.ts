import type { ServersAsked } from '../../../engine/backup/backupModeNow';
import type { ServerServices } from '../serverServices';

/** Asks servers about lost backups with the stored connections, never with a dialog. */
export function serversAsked({ layer, connections, isTrusted }: ServerServices): ServersAsked {
  return {
    isTrusted,
    isConfigured: (connection) => connections.find(connection) !== undefined,
    factsOf: async (connection, signal) => {
      const resolved = await connections.resolve(connection, false);
      return (await layer()).readServerFacts(resolved, signal);
    },
  };
}
