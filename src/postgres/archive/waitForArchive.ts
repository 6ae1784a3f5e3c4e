import { setTimeout as delay } from 'node:timers/promises';
import { walGeometry } from '../../core/wal/geometry';
import { parseSegmentName, rangeNames, segmentNumber } from '../../core/wal/segmentName';
import type { ResolvedConnection } from '../connection/connectionSpec';
import { PostgresError } from '../postgresError';
import type { ArchiveOutcome, ArchiveWaiting, StopResult } from '../session/backupTypes';
import { type BackupTimings, TIMINGS } from '../session/timings';
import { ArchiveView, archiverProgress } from './archiveView';
import { type Missing, missingByArchiver, missingByStatus, type Wanted } from './missing';

const MOST_NAMES = 100;

type OnWaiting = (waiting: ArchiveWaiting) => void;

/** See `PostgresLayer.waitForArchive`. */
export async function waitForArchive(
  connection: ResolvedConnection,
  stopped: StopResult,
  onProgress: OnWaiting,
  signal: AbortSignal,
  timings: BackupTimings = TIMINGS,
): Promise<ArchiveOutcome> {
  const wait = new ArchiveWait(connection, wantedOf(stopped), onProgress);
  let heardAt = Date.now();
  try {
    for (;;) {
      try {
        const outcome = await wait.look(signal);
        if (outcome !== undefined) return outcome;
        heardAt = Date.now();
      } catch (error) {
        if (signal.aborted) return 'canceled';
        if (Date.now() - heardAt > timings.dead) return 'unknown';
        wait.note(error);
      }
      await delay(timings.archivePoll, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await wait.close();
  }
}

/** The names that a stopped backup needs in the archive. */
export function wantedOf({ required, historyFile, started, stopSegment }: StopResult): Wanted {
  const geometry = walGeometry(started.segmentSize, started.version.number);
  const segments = required.flatMap(({ timeline, first, last }) => {
    const range = { timeline, first: numberOf(first), last: numberOf(last) };
    return [...rangeNames(range, geometry)];
  });
  const known = segments.length === 0 ? [stopSegment] : segments;
  return { segments: known, ...(historyFile === undefined ? {} : { historyFile }) };

  function numberOf(name: string): number {
    const parts = parseSegmentName(name);
    return (parts === undefined ? undefined : segmentNumber(parts, geometry)) ?? 0;
  }
}

class ArchiveWait {
  readonly #connection: ResolvedConnection;
  readonly #wanted: Wanted;
  readonly #onProgress: OnWaiting;
  readonly #begun = Date.now();
  #view: ArchiveView | undefined;

  constructor(connection: ResolvedConnection, wanted: Wanted, onProgress: OnWaiting) {
    this.#connection = connection;
    this.#wanted = wanted;
    this.#onProgress = onProgress;
  }

  /** One look; undefined as long as something is missing. */
  async look(signal: AbortSignal): Promise<ArchiveOutcome | undefined> {
    this.#view ??= await ArchiveView.open(this.#connection, signal);
    if (!this.#view.archives) return 'not-archiving';
    const look = await this.#view.look(signal);
    let missing: Missing;
    if (look.status === undefined) missing = missingByArchiver(this.#wanted, look);
    else missing = await this.#byStatus(this.#view, look.status, signal);
    if (missing?.length === 0) return 'archived';
    this.#onProgress({ waitedSeconds: this.#waited, ...archiverProgress(look), ...namesOf(missing) });
    return undefined;
  }

  /** An error while waiting is reported; the next look may work. */
  note(error: unknown): void {
    const note = error instanceof PostgresError ? error.message : String(error);
    this.#onProgress({ waitedSeconds: this.#waited, note });
    void this.close();
  }

  async close(): Promise<void> {
    const view = this.#view;
    this.#view = undefined;
    await view?.close();
  }

  get #waited(): number {
    return Math.round((Date.now() - this.#begun) / 1000);
  }

  async #byStatus(view: ArchiveView, status: ReadonlySet<string>, signal: AbortSignal): Promise<Missing> {
    const missing = missingByStatus(this.#wanted, status, undefined);
    if (missing.every((name) => status.has(`${name}.ready`))) return missing;
    return missingByStatus(this.#wanted, status, await view.walNames(signal));
  }
}

const CANNOT_TELL =
  'This role may not see archive_status, and pg_stat_archiver is not sufficient until the next file is archived. A member of pg_monitor (from 12 on) sees the state at once.';

function namesOf(missing: Missing): Pick<ArchiveWaiting, 'missing' | 'missingCount' | 'note'> {
  if (missing === undefined) return { note: CANNOT_TELL };
  return { missing: missing.slice(0, MOST_NAMES), missingCount: missing.length };
}
