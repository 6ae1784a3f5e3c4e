import type { BackupSet } from '../../model/backupSet';
import type { RecoveryOrigin } from '../../model/recovery/targetTimeline';
import type { WalGeometry } from '../../wal/geometry';

/** A set from which recovery can start: start, stop and segment size are known. */
export type StartingSet = BackupSet & {
  readonly start: NonNullable<BackupSet['start']>;
  readonly stop: NonNullable<BackupSet['stop']>;
  readonly geometry: WalGeometry;
};

/** Whether enough is known of a set to determine where recovery from it leads. */
export function isStarting(set: BackupSet): set is StartingSet {
  return set.start !== undefined && set.stop !== undefined && set.geometry !== undefined;
}

/** What of a set decides which timelines recovery from it can follow. */
export function setOrigin(set: StartingSet): RecoveryOrigin {
  const { versionNum, geometry, start, stop, checkpointLsn, control } = set;
  const isKnown = control?.crcOk === true;
  return {
    versionNum,
    geometry,
    start,
    stop,
    checkpoint: checkpointLsn,
    controlTimeline: isKnown ? Math.max(control.timeline, control.minRecoveryTimeline ?? 0) : undefined,
    hasRecoveryPoint: isKnown && control.minRecoveryPoint > 0n,
  };
}
