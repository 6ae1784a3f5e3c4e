/** The versions at which it changed what a server reads during recovery. */
export const READS_SINCE = {
  /** `recovery_target_timeline` is 'latest' if nothing is set (guc.c); up to 11 it is the timeline in pg_control. */
  followsLatest: 120000,
  /** Segments after the one that is replayed are asked for early (`recovery_prefetch`, xlogprefetcher.c). */
  prefetches: 150000,
  /** WAL of `wal_level = minimal` ends recovery with an error (`CheckRequiredParameterValues`); before it is a warning. */
  refusesMinimal: 140000,
  /** `recovery_target = 'immediate'`: the first version that can stop at the end of a backup. */
  stopsAtBackupEnd: 90400,
  /** `recovery_target_lsn`. */
  stopsAtLsn: 100000,
} as const;

/** Whether it is known that a server of this version follows the newest timeline if nothing is set. */
export function followsLatest(versionNum: number | undefined): boolean {
  return (versionNum ?? 0) >= READS_SINCE.followsLatest;
}
