import { formatSegmentName, segmentName, segmentNumber } from '../../wal/segmentName';
import type { Finding } from '../../ground/finding';
import { factsOfTool, toolName } from '../../formats/tools/backupTools';
import type { ToolPosition } from '../../formats/tools/toolBackup';
import { segmentOfEnd, segmentOfStart, type WalGeometry } from '../../wal/geometry';
import { formatLsn } from '../../ground/lsn';
import type { WalRequirement } from '../assess/walRequirement';
import type { BackupEvidence } from '../read/backupEvidence';

interface Difference {
  readonly field: string;
  readonly recorded: string;
  readonly files: string;
}

/** Compares a tool's metadata of a backup with the backup's own files. The files count; the tool is contradicted. */
export function toolChecks(evidence: BackupEvidence, requirement: WalRequirement): Finding[] {
  const { tool } = evidence;
  if (tool === undefined) return [];
  const finding = ({ field, recorded, files }: Difference): Finding => ({
    code: 'tool-metadata-mismatch',
    severity: 'warning',
    file: tool.metadata,
    args: { tool: toolName(tool.backup.tool), field, recorded, files },
  });
  return [
    ...[...identityDifferences(evidence, requirement), ...startDifferences(evidence, requirement)].map(
      finding,
    ),
    ...stopFindings(evidence, requirement),
  ];
}

function* identityDifferences(
  { tool, control, manifest, versionNum }: BackupEvidence,
  requirement: WalRequirement,
) {
  const backup = tool?.backup;
  const system = control?.systemIdentifier ?? manifest?.systemIdentifier;
  yield* differing('system-identifier', backup?.systemIdentifier, system);
  yield* differing('version', backup?.versionNum, versionNum);
  yield* differing('segment-size', backup?.segmentSize, requirement.geometry?.segmentSize);
}

function* startDifferences({ tool, label, history }: BackupEvidence, { start, geometry }: WalRequirement) {
  const recorded = tool?.backup.start;
  if (recorded === undefined || start === undefined) return;
  if (label?.start !== undefined || history !== undefined) {
    yield* differing('start', placeWords(recorded), placeWords(start));
  }
  if (geometry === undefined || recorded.segment === undefined) return;
  const number = segmentNumber(recorded.segment, geometry);
  const expected = segmentOfStart(recorded.lsn, geometry);
  if (number === expected && recorded.segment.timeline === recorded.timeline) return;
  yield differenceOf(
    'start-segment',
    formatSegmentName(recorded.segment),
    segmentName(recorded.timeline, expected, geometry),
  );
}

function stopFindings(evidence: BackupEvidence, { stop, geometry }: WalRequirement): Finding[] {
  const recorded = evidence.tool?.backup.stop;
  if (evidence.tool === undefined || recorded === undefined || geometry === undefined) return [];
  const { metadata, backup } = evidence.tool;
  const common = { code: 'tool-metadata-mismatch', file: metadata } as const;
  const needed = stop === undefined ? undefined : segmentOfEnd(stop.lsn, geometry);
  const last = lastNamed(recorded, geometry);
  if (stop === undefined || needed === undefined || stop.source === 'tool-metadata') return [];
  const args = {
    tool: toolName(backup.tool),
    field: 'stop',
    recorded: placeWords(recorded),
    files: placeWords(stop),
  };
  if (last > needed) {
    // This is usual with Barman (backup_method = postgres).
    const names = {
      needed: segmentName(stop.timeline, needed, geometry),
      unneeded: segmentName(recorded.timeline, last, geometry),
    };
    const severity = factsOfTool(backup.tool).asksStopLater ? 'info' : 'warning';
    return [{ ...common, severity, args: { ...args, ...names, reason: 'beyond' } }];
  }
  if (segmentOfEnd(recorded.lsn, geometry) >= needed) return [];
  return [{ ...common, severity: 'warning', args: { ...args, reason: 'short' } }];
}

/** The last segment that is needed according to the tool: by its location, or by the name beside it. */
function lastNamed({ lsn, segment }: ToolPosition, geometry: WalGeometry): number {
  const named = segment === undefined ? undefined : segmentNumber(segment, geometry);
  return Math.max(segmentOfEnd(lsn, geometry), named ?? 0);
}

function* differing(
  field: string,
  recorded: bigint | number | string | undefined,
  files: bigint | number | string | undefined,
): Generator<Difference> {
  if (recorded !== undefined && files !== undefined && recorded !== files) {
    yield differenceOf(field, String(recorded), String(files));
  }
}

function differenceOf(field: string, recorded: string, files: string): Difference {
  return { field, recorded, files };
}

function placeWords({ lsn, timeline }: Pick<ToolPosition, 'lsn' | 'timeline'>): string {
  return `${formatLsn(lsn)} on timeline ${timeline}`;
}
