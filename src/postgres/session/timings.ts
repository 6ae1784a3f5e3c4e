/** How often and how long, in milliseconds; tests shorten it. */
export interface BackupTimings {
  /** Between two signs of life of the idle session. */
  readonly ping: number;
  /** Without an answer for so long: trouble. */
  readonly trouble: number;
  /** Without an answer for so long: lost. Long, because a server that is frozen for a snapshot comes back. */
  readonly dead: number;
  /** Between two looks at the archiver. */
  readonly archivePoll: number;
  /** Between two looks from outside at a session that runs a long statement. */
  readonly probe: number;
  /** How long an exclusive backup that is thrown away may wait for its archive. */
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
