import type { RecoveryOrigin, SeenHistories } from '../../../model/recovery/targetTimeline';
import type { StartPosition, StopPosition } from '../../../model/positions';
import type { WalGeometry } from '../../../wal/geometry';
import type { TimelineHistory } from '../../../wal/timelines';
import type { BackupEvidence } from '../../read/backupEvidence';
import type { ArchiveEvidence } from '../../read/archiveEvidence';

/** From where to where a backup goes, as far as that is known. */
interface KnownRange {
  readonly start: StartPosition | undefined;
  readonly stop: StopPosition | undefined;
  readonly geometry: WalGeometry | undefined;
  readonly versionNum: number | undefined;
}

/**
 * What decides which timelines recovery from a set can follow; undefined if start or segment size is unknown. An unknown stop
 * counts as being at the start, because it cannot be before that.
 */
export function recoveryOriginOf(
  { control, label, history }: Pick<BackupEvidence, 'control' | 'label' | 'history'>,
  { start, stop, geometry, versionNum }: KnownRange,
): RecoveryOrigin | undefined {
  if (start === undefined || geometry === undefined) return undefined;
  const isKnown = control?.crcOk === true;
  return {
    versionNum,
    geometry,
    start,
    stop: stop ?? start,
    checkpoint: label?.checkpointLsn ?? history?.value.checkpointLsn,
    // A server begins with the later of the two (`InitWalRecovery`).
    controlTimeline: isKnown ? Math.max(control.timeline, control.minRecoveryTimeline ?? 0) : undefined,
    hasRecoveryPoint: isKnown && control.minRecoveryPoint > 0n,
  };
}

/** The history files of some archives, the nearest first. */
export function historiesIn(archives: readonly ArchiveEvidence[]): SeenHistories {
  const readable = new Map<number, TimelineHistory>();
  const present = new Set<number>();
  for (const { histories, historyNames, historiesBeside } of archives) {
    for (const timeline of [...historyNames.keys(), ...(historiesBeside ?? [])]) present.add(timeline);
    for (const [timeline, history] of histories) if (!readable.has(timeline)) readable.set(timeline, history);
  }
  return { readable, present };
}
