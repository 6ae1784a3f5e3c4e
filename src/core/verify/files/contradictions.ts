import { joinPath } from '../../ground/paths';
import { fileFindings } from '../../formats/parsed';
import { CONTROL_FILE_SIZE, type ControlFile, parseControlFile } from '../../formats/controlFile';
import type { BackupManifest } from '../../formats/manifest/manifestModel';
import type { Finding } from '../../ground/finding';
import { type FileTree, isFailure } from '../../ground/ports';
import { formatLsn } from '../../ground/lsn';
import type { ExpectedFacts } from './filesVerification';

/**
 * Reads pg_control and compares it with the manifest and with everything else known about the backup. This detects a
 * pg_control of another cluster or time. A CRC32C cannot: the file ends with its own CRC, so that every valid one has
 * the same checksum. A missing file is not reported here.
 */
export async function checkControlFile(
  tree: FileTree,
  directory: string,
  manifest: BackupManifest,
  expected: ExpectedFacts,
): Promise<readonly Finding[]> {
  const path = joinPath(directory, 'global/pg_control');
  const bytes = await tree.read(path, 0, CONTROL_FILE_SIZE);
  if (isFailure(bytes)) return [];
  const { value, problems } = parseControlFile(bytes);
  const findings = fileFindings(path, problems);
  // If its own checksum is wrong, nothing in the file means anything.
  if (value?.crcOk !== true) return findings;
  return [
    ...findings,
    ...identity(path, value, manifest, expected),
    ...checkpoint(path, value, manifest, expected),
  ];
}

function identity(
  path: string,
  { systemIdentifier }: ControlFile,
  manifest: BackupManifest,
  expected: ExpectedFacts,
): Finding[] {
  const control = String(systemIdentifier);
  // Version 2 always has one; if it was removed, pg_verifybackup compares with zero.
  const listed = manifest.version === 1 ? manifest.systemIdentifier : (manifest.systemIdentifier ?? 0n);
  if (listed !== undefined && listed !== systemIdentifier) {
    const args = { manifest: String(listed), control };
    return [{ code: 'manifest-system-identifier-mismatch', severity: 'error', file: path, args }];
  }
  if (expected.systemIdentifier === undefined || expected.systemIdentifier === systemIdentifier) return [];
  const args = { field: 'system identifier', control, expected: String(expected.systemIdentifier) };
  return [{ code: 'control-file-mismatch', severity: 'error', file: path, args }];
}

/** pg_control is copied while the backup runs: its checkpoint is the label's or a later one before the stop. */
function checkpoint(
  path: string,
  { checkpointLsn }: ControlFile,
  { walRanges }: BackupManifest,
  { checkpointLsn: label, stop }: ExpectedFacts,
): Finding[] {
  if (label === undefined) return [];
  const end = stop?.lsn ?? walRanges[0]?.end;
  const tooLate = end !== undefined && checkpointLsn >= end;
  if (checkpointLsn >= label && !tooLate) return [];
  const args = {
    label: formatLsn(label),
    control: formatLsn(checkpointLsn),
    reason: tooLate ? 'after-stop' : 'before-start',
  };
  return [{ code: 'checkpoint-mismatch', severity: 'error', file: path, args }];
}

/** The manifest's WAL must begin where the label says, and end where the history file or the WAL says. */
export function checkWalRanges(
  path: string,
  { walRanges }: BackupManifest,
  { start, stop }: ExpectedFacts,
): Finding[] {
  const oldest = walRanges.at(-1);
  const newest = walRanges[0];
  const findings: Finding[] = [];
  const differ = (
    reason: 'start' | 'stop',
    manifest: { lsn: bigint; timeline: number },
    other: { lsn: bigint; timeline: number },
  ): void => {
    if (manifest.lsn === other.lsn && manifest.timeline === other.timeline) return;
    const args = { reason, manifest: where(manifest), expected: where(other) };
    findings.push({ code: 'manifest-wal-range-mismatch', severity: 'error', file: path, args });
  };
  if (oldest !== undefined && start !== undefined) {
    differ('start', { lsn: oldest.start, timeline: oldest.timeline }, start);
  }
  if (newest !== undefined && stop !== undefined) {
    differ('stop', { lsn: newest.end, timeline: newest.timeline }, stop);
  }
  return findings;
}

function where({ lsn, timeline }: { lsn: bigint; timeline: number }): string {
  return `${formatLsn(lsn)} on timeline ${String(timeline)}`;
}
