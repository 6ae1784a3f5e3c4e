import { timelineHistoryName } from '../../wal/fileName';
import type { Finding } from '../../ground/finding';
import { formatLsn } from '../../ground/lsn';
import type { BackupEvidence } from '../read/backupEvidence';
import type { ArchiveEvidence } from '../read/archiveEvidence';
import type { WalRequirement } from './walRequirement';

/**
 * The start of a backup writes its checkpoint into pg_control before any file may be copied (`do_pg_backup_start`), and
 * pg_control only goes forward. So a pg_control from before the start means data files from before it: the label is of
 * another, later backup. One from after the end means that files were copied too late. A server notices neither: rows are
 * lost, or tables and indexes contradict each other.
 */
export function controlFindings(
  evidence: BackupEvidence,
  { start, stop }: WalRequirement,
  archives: readonly ArchiveEvidence[],
): Finding[] {
  const { label, control, files } = evidence;
  if (label?.start === undefined || start === undefined || control?.crcOk !== true) return [];
  if (files.control === undefined) return [];
  const { redoLsn } = control;
  const facts = { checkpoint: formatLsn(redoLsn), start: formatLsn(start.lsn) };
  const common = {
    code: 'control-file-mismatch',
    severity: 'error',
    file: files.control,
    lsn: redoLsn,
  } as const;
  if (control.timeline < start.timeline || redoLsn < start.lsn)
    return [{ ...common, args: { ...facts, reason: 'before-start' } }];
  if (stop !== undefined && redoLsn >= stop.lsn)
    return [{ ...common, args: { ...facts, stop: formatLsn(stop.lsn), reason: 'after-stop' } }];
  return control.timeline === start.timeline ? [] : laterTimeline(evidence, start, archives);
}

/**
 * A pg_control of a later timeline than the label, as in the copy of a standby that followed a promotion. A server starts
 * from the timeline of pg_control: the history of that one must be there, and lead from the timeline of the label to it
 * (`readTimeLineHistory` and `tliOfPointInHistory` in StartupXLOG).
 */
function laterTimeline(
  { control, files, label }: BackupEvidence,
  start: NonNullable<WalRequirement['start']>,
  archives: readonly ArchiveEvidence[],
): Finding[] {
  const timeline = control?.timeline ?? 0;
  const file = files.control ?? '';
  const history = archives
    .map(({ histories }) => histories.get(timeline))
    .find((found) => found !== undefined);
  if (history === undefined) {
    const name = timelineHistoryName(timeline);
    return [
      {
        code: 'missing-timeline-history',
        severity: 'error',
        file,
        args: { timeline, name, reason: 'control' },
      },
    ];
  }
  const fork = history.switches.find((change) => change.timeline === start.timeline);
  const checkpoint = label?.checkpointLsn ?? start.lsn;
  const isOnPath = fork !== undefined && (fork.switchLsn === undefined || fork.switchLsn > checkpoint);
  if (isOnPath) return [];
  const args = { reason: 'timeline', control: timeline, other: start.timeline };
  return [{ code: 'control-file-mismatch', severity: 'error', file, args }];
}
