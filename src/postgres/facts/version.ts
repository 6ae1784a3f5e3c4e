import { formatMajorVersion } from '../../core/ground/versions';
import type { BackupMode } from '../session/backupTypes';
import type { ServerVersion } from './serverVersion';

/** The version of a `server_version_num`: 90624 is 9.6.24, 150018 is 15.18. */
export function serverVersion(number: number): ServerVersion {
  const series = formatMajorVersion(number);
  if (number >= 100000) return { number, text: `${series}.${number % 10000}`, series };
  return { number, text: `${series}.${number % 100}`, series };
}

/** Modes of a version, the usual one first. Source: the manual, 9.5 to 15, “Continuous Archiving”. */
export function modesOf({ number }: ServerVersion): readonly BackupMode[] {
  if (number >= 150000) return ['non-exclusive'];
  return number >= 90600 ? ['non-exclusive', 'exclusive'] : ['exclusive'];
}

/** Names that changed with 10, when “xlog” became “wal” and “location” became “lsn”. */
export interface WalNames {
  readonly folder: 'pg_wal' | 'pg_xlog';
  readonly currentLsn: string;
  readonly replayLsn: string;
  readonly fileName: string;
}

export function walNames({ number }: ServerVersion): WalNames {
  if (number >= 100000) {
    return {
      folder: 'pg_wal',
      currentLsn: 'pg_current_wal_lsn',
      replayLsn: 'pg_last_wal_replay_lsn',
      fileName: 'pg_walfile_name',
    };
  }
  return {
    folder: 'pg_xlog',
    currentLsn: 'pg_current_xlog_location',
    replayLsn: 'pg_last_xlog_replay_location',
    fileName: 'pg_xlogfile_name',
  };
}
