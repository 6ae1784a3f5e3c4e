import type { Lsn } from '../../ground/lsn';
import type { RestorePoint } from './restorePoints';
import type { RecordWalker, XlogListener } from '../../wal/recordWalker';
import { decodeXlogRecord, lsnOf, type XlogEvent } from '../../wal/xlogRecord';

/** What to look for in the WAL of a set. */
export interface SetWatch {
  readonly start: Lsn;
  readonly checkpoint: Lsn | undefined;
}

/** The records that were found. Small whatever the WAL contains, and mergeable over pieces of it. */
export interface SetRecords {
  /** The checkpoint record at the watched location. */
  readonly checkpoint: { readonly redo: Lsn; readonly timeline: number } | undefined;
  /** The backup-end record for the watched start. */
  readonly backupEnd: { readonly lsn: Lsn; readonly end: Lsn; readonly timeline: number } | undefined;
  /** The first shutdown checkpoint after the watched one. */
  readonly shutdown: Lsn | undefined;
  /** The first record that says that full-page writes are off. */
  readonly fullPageWritesOff: Lsn | undefined;
  /** The first record that says that the server was restarted with `wal_level = minimal`. */
  readonly minimalWal?: Lsn | undefined;
  /**
   * Restore points after the watched start: recovery to one of these names ends too early if it meets the name here.
   */
  readonly restorePoints: readonly RestorePoint[];
}

/** Most restore points that are kept for one set; more would not help. */
const MOST_POINTS = 1000;

type Mutable = { -readonly [Key in keyof SetRecords]: SetRecords[Key] };
type PointEvent = XlogEvent & { readonly kind: 'restore-point' };

/** Collects the set records of one walk. */
export class SetWatcher {
  readonly seen: Mutable = {
    checkpoint: undefined,
    backupEnd: undefined,
    shutdown: undefined,
    fullPageWritesOff: undefined,
    restorePoints: [],
  };

  readonly #watch: SetWatch;

  constructor(watch: SetWatch) {
    this.#watch = watch;
  }

  /** Takes the record that the walker has just completed. */
  take(event: XlogEvent, walker: RecordWalker): void {
    const lsn = lsnOf(walker.lastHigh, walker.lastLow);
    if (lsn < this.#watch.start) return;
    if (event.kind === 'checkpoint') this.#takeCheckpoint(event, lsn);
    else if (event.kind === 'full-page-writes' && !event.on) this.seen.fullPageWritesOff ??= lsn;
    else if (event.kind === 'parameter-change' && event.minimal) this.seen.minimalWal ??= lsn;
    else if (event.kind === 'restore-point') this.#takePoint(event, walker);
    else if (event.kind === 'backup-end' && event.start === this.#watch.start) {
      const end = lsnOf(walker.endHigh, walker.endLow);
      this.seen.backupEnd ??= { lsn, end, timeline: walker.pageTimeline };
    }
  }

  #takePoint({ name, time }: PointEvent, walker: RecordWalker): void {
    const { restorePoints } = this.seen;
    if (restorePoints.length >= MOST_POINTS) return;
    const lsn = lsnOf(walker.endHigh, walker.endLow);
    this.seen.restorePoints = [...restorePoints, { name, time, lsn, timeline: walker.pageTimeline }];
  }

  #takeCheckpoint(event: XlogEvent & { kind: 'checkpoint' }, lsn: Lsn): void {
    const { checkpoint } = this.#watch;
    if (lsn === checkpoint) this.seen.checkpoint = { redo: event.redo, timeline: event.timeline };
    else if (event.shutdown && (checkpoint === undefined || lsn > checkpoint)) this.seen.shutdown ??= lsn;
    if (event.fullPageWrites === false) this.seen.fullPageWritesOff ??= lsn;
  }
}

/** Merges the records found in two consecutive pieces of WAL. */
export function mergeSetRecords(first: SetRecords, second: SetRecords): SetRecords {
  return {
    checkpoint: first.checkpoint ?? second.checkpoint,
    backupEnd: first.backupEnd ?? second.backupEnd,
    shutdown: first.shutdown ?? second.shutdown,
    fullPageWritesOff: first.fullPageWritesOff ?? second.fullPageWritesOff,
    minimalWal: first.minimalWal ?? second.minimalWal,
    restorePoints: [...first.restorePoints, ...second.restorePoints].slice(0, MOST_POINTS),
  };
}

/** A listener for the watcher; it stops the walk at the watched backup-end record if `stopAtEnd` is set. */
export function watching(watcher: SetWatcher, stopAtEnd: boolean): XlogListener {
  return (view, at, length, walker) => {
    const event = decodeXlogRecord(view, at, length, walker.expect);
    if (event === undefined) return;
    watcher.take(event, walker);
    if (stopAtEnd && watcher.seen.backupEnd !== undefined) walker.stopRequested = true;
  };
}
