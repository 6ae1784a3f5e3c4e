import { setTimeout as delay } from 'node:timers/promises';
import type { ResolvedConnection } from '../connection/connectionSpec';
import { PostgresError } from '../postgresError';
import type { ArchiveWaiting, StartedBackup } from '../session/backupTypes';
import type { BackupTimings } from '../session/timings';
import { type ArchiveLook, archiverProgress, ArchiveView } from './archiveView';

const MOST_NAMES = 100;

/**
 * Reports what the archive lacks while the server itself waits for it inside the stop call (up to 9.6). The stop is not
 * known yet: every waiting file from the start on counts. Returns a function that ends the watch.
 */
export function watchServerWait(
  connection: ResolvedConnection,
  started: StartedBackup,
  onWaiting: (waiting: ArchiveWaiting) => void,
  timings: BackupTimings,
): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const begun = Date.now();
  const waited = (): number => Math.round((Date.now() - begun) / 1000);
  const watch = async (): Promise<void> => {
    let view: ArchiveView | undefined;
    try {
      while (!signal.aborted) {
        await delay(timings.archivePoll, undefined, { signal });
        view ??= await ArchiveView.open(connection, signal);
        const look = await view.look(signal);
        onWaiting({ waitedSeconds: waited(), ...archiverProgress(look), ...waitingFiles(look, started) });
      }
    } catch (error) {
      const note = error instanceof PostgresError ? error.message : String(error);
      if (!signal.aborted) onWaiting({ waitedSeconds: waited(), note });
    } finally {
      await view?.close();
    }
  };
  void watch();
  return () => {
    stop.abort();
  };
}

function waitingFiles(
  { status }: ArchiveLook,
  { startSegment }: StartedBackup,
): Pick<ArchiveWaiting, 'missing' | 'missingCount'> {
  if (status === undefined) return {};
  const names = [...status]
    .filter((name) => name.endsWith('.ready') && name >= startSegment)
    .map((name) => name.slice(0, -'.ready'.length))
    .sort();
  return { missing: names.slice(0, MOST_NAMES), missingCount: names.length };
}
