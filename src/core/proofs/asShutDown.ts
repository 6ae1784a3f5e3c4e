import { rangeCount } from '../wal/segmentName';
import type { Finding } from '../ground/finding';
import type { BackupSet } from '../model/backupSet';
import { judge } from '../model/parts';
import type { RequiredWal } from '../model/requiredWal';
import type { CleanShutdown } from '../verify/structure/structureInput';
import { segmentOfEnd, segmentOfStart, type WalGeometry } from '../wal/geometry';

/** The own WAL of a set, in which the shutdown is. */
export interface OwnWal {
  readonly archive: string;
  readonly geometry: WalGeometry;
}

/**
 * The copy of a server that was shut down cleanly: a set from its last checkpoint to the end of that, which needs no label.
 */
export function asShutDown(
  set: BackupSet,
  shutdown: CleanShutdown,
  { archive, geometry }: OwnWal,
): BackupSet {
  const { checkpoint, end, timeline } = shutdown;
  const findings = set.findings.map((finding) => (isOfLabel(finding) ? withoutNeed(finding) : finding));
  const evidence = { ...set.evidence, wal: 'records' } as const;
  const position = { timeline, time: undefined };
  return {
    ...set,
    geometry,
    takenFrom: 'primary',
    checkpointLsn: checkpoint,
    start: { ...position, lsn: checkpoint },
    stop: { ...position, lsn: end, source: 'shutdown-checkpoint' },
    required: requiredOf(shutdown, { archive, geometry }),
    missing: [],
    archives: [...new Set([archive, ...set.archives])],
    findings,
    evidence,
    ...judge({ findings, rangeKnown: true, provenByRecords: true, evidence }),
  };
}

function isOfLabel({ code }: Finding): boolean {
  return code === 'missing-label' || code === 'renamed-label';
}

function withoutNeed(finding: Finding): Finding {
  return { ...finding, severity: 'info', args: { ...finding.args, reason: 'shut-down' } };
}

function requiredOf(
  { checkpoint, end, timeline }: CleanShutdown,
  { archive, geometry }: OwnWal,
): RequiredWal {
  const range = {
    timeline,
    first: segmentOfStart(checkpoint, geometry),
    last: segmentOfEnd(end, geometry),
  };
  const count = rangeCount(range);
  const run = { ...range, state: 'present', archive, suffix: '', level: 'records' } as const;
  return { ranges: [range], runs: [run], count, bytes: count * geometry.segmentSize, openEnd: false };
}
