/** Intervals and limits in milliseconds; tests shorten them. */
export interface BackupTimings {
  /** Between two signs of life of the idle session. */
  readonly ping: number;
  /** Without an answer for this long: trouble. */
  readonly trouble: number;
  /** Without an answer for this long: lost. Long, because a server that is frozen for a snapshot comes back. */
  readonly dead: number;
  /** Between two looks at the archiver. */
  readonly archivePoll: number;
  /** Between two observations of a session that runs a long statement. */
  readonly probe: number;
  /** How long the server may wait for its archive when an exclusive backup is discarded. */
  readonly exclusiveEnd: number;
}

export const TIMINGS: BackupTimings = {
  ping: 5_000,
  trouble: 15_000,
  dead: 120_000,
  archivePoll: 1_000,
  probe: 15_000,
  exclusiveEnd: 5_000,
};
