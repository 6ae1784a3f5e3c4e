import { archiveOffersOf, type ArchiveOffer } from '../../complete/archiveOffer';
import { parseLsn } from '../../../core/ground/lsn';
import type { ServerFiles } from '../../../postgres/files/serverFiles';
import type { StopResult } from '../../../postgres/session/backupTypes';
import type { CompletionRequest } from '../../../engine/complete/completionHost';
import { errorText } from '../../services/log';
import type { ServerServices } from '../serverServices';

/**
 * Copies the required WAL into the copy: from known archives, otherwise over the connection. The session for that is
 * opened only when a file is requested.
 */
export async function completeStopped(
  services: ServerServices,
  connection: string,
  folder: string,
  result: StopResult,
): Promise<void> {
  const lsn = parseLsn(result.stopLsn);
  let files: Promise<ServerFiles> | undefined;
  const open = (signal: AbortSignal): Promise<ServerFiles> =>
    (files ??= openFiles(services, connection, signal));
  const request: CompletionRequest<ArchiveOffer> = {
    set: folder,
    ...(lsn === undefined ? {} : { stop: { lsn, timeline: result.stopTimeline } }),
    offers: async () => {
      const { facts } = services.watch.lookOf(connection);
      return facts === undefined || !services.isTrusted() ? [] : archiveOffersOf(connection, facts);
    },
    server: {
      name: connection,
      ...(result.historyFile === undefined ? {} : { historyFile: result.historyFile }),
      async *fetch(name, signal) {
        const server = await open(signal);
        yield* server.stream(`${server.walFolder}/${name}`, signal);
      },
    },
  };
  try {
    await services.complete(request);
  } finally {
    await files
      ?.then((server) => server.close())
      .catch((error: unknown) => {
        services.log.warn(`${connection}: ${errorText(error)}`);
      });
  }
}

async function openFiles(
  { layer, connections }: ServerServices,
  connection: string,
  signal: AbortSignal,
): Promise<ServerFiles> {
  return (await layer()).openServerFiles(await connections.resolve(connection, true), signal);
}
