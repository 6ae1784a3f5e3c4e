import { type Verdict, awaitsProof, isProven, isSound } from '../../../core/model/verdict';
import { isTool } from '../../../core/formats/tools/backupTools';
import type { BackupSet } from '../../../core/model/backupSet';
import type { Finding, FindingCode, Severity } from '../../../core/ground/finding';
import { rangeCount } from '../../../core/wal/segmentName';
import { countText, type TreeContext } from './context';
import type { NodeIcon } from './node';
import { parts, segmentsText } from './text';
import { keepText, kindText } from './toolText';

/** A different shape for each verdict: some readers cannot distinguish the colors. */
const VERDICT_ICONS: Record<Verdict, NodeIcon> = {
  restorable: { name: 'verified-filled', color: 'testing.iconPassed' },
  complete: { name: 'check', color: 'testing.iconPassed' },
  incomplete: { name: 'warning', color: 'list.warningForeground' },
  damaged: { name: 'error', color: 'list.errorForeground' },
  undetermined: { name: 'question', color: 'list.warningForeground' },
};

const SEVERITY_ICONS: Record<Severity, NodeIcon> = {
  error: { name: 'error', color: 'list.errorForeground' },
  warning: { name: 'warning', color: 'list.warningForeground' },
  info: { name: 'info', color: 'notificationsInfoIcon.foreground' },
};

const SEVERITY_RANK: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

export function verdictIcon(verdict: Verdict): NodeIcon {
  return VERDICT_ICONS[verdict];
}

export function severityIcon(severity: Severity): NodeIcon {
  return SEVERITY_ICONS[severity];
}

/** Errors first; otherwise in the order in which they were found. */
export function bySeverity(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity]);
}

/** Whether the set needs attention: it is not known to be usable. */
export function needsAttention(set: BackupSet): boolean {
  return !isSound(set.verdict);
}

/** The verdict with its evidence, or with what prevents a restore: `damaged, 1 of 7 wrong`. */
export function verdictText(set: BackupSet, context: TreeContext): string {
  const { t } = context;
  const words: Record<Verdict, string> = {
    restorable: t('restorable'),
    complete: t('complete'),
    incomplete: t('incomplete'),
    damaged: t('damaged'),
    undetermined: t('undetermined'),
  };
  const why = isProven(set.verdict)
    ? []
    : awaitsProof(set.verdict)
      ? [t('not verified')]
      : [reasonText(set, context), holesText(set, context)];
  return [words[set.verdict], ...why].filter((word) => word !== '').join(', ');
}

/** The faults of the required segments, short enough for a narrow side bar: `2 of 7 missing`, or nothing. */
function holesText({ required, missing }: BackupSet, context: TreeContext): string {
  if (required === undefined) return '';
  const { t } = context;
  // A backup whose end was not found has no faulty segment: its WAL just ends too early.
  const wrong = required.runs.filter(({ state, code }) => state === 'wrong' && code !== 'missing-backup-end');
  const [lost = 0, bad = 0] = [missing, wrong].map((list) =>
    list.reduce((sum, run) => sum + rangeCount(run), 0),
  );
  const all = countText(required.count, context);
  return [
    lost > 0 ? t('{0} of {1} segments missing', countText(lost, context), all) : '',
    bad > 0 ? t('{0} of {1} segments unusable', countText(bad, context), all) : '',
  ]
    .filter((text) => text !== '')
    .join(', ');
}

/**
 * The text after a set's name, the most important first, as a narrow side bar cuts the end off. If all is well, the icon
 * says so already, and a tool's name of a backup says little.
 */
export function setSummary(set: BackupSet, time: string, context: TreeContext): string {
  const { t } = context;
  const { required } = set;
  const count = required === undefined ? '' : segmentsText(required.count, context);
  const tool = [kindText(set, context), keepText(set, context)];
  const toolFirst = isTool(set.layout) && !needsAttention(set);
  return parts(
    ...(toolFirst ? tool : []),
    verdictText(set, context),
    ...(toolFirst ? [] : tool),
    time,
    required?.openEnd === true ? t('{0} so far', count) : count,
  );
}

/** The fault that no count of segments shows. */
function reasonText({ findings, evidence }: BackupSet, { t }: TreeContext): string {
  const reasons: Partial<Record<FindingCode, string>> = {
    'missing-label': t('no backup_label'),
    'live-data-directory': t('may be the directory of a running server'),
    'renamed-label': t('only backup_label.old'),
    'unreadable-label': t('backup_label unusable'),
    'unusual-label': t('backup_label changed'),
    'unreadable-control-file': t('pg_control unusable'),
    'control-file-mismatch': t('pg_control of another backup'),
    'checkpoint-mismatch': t('backup_label of another backup'),
    'missing-tablespace': t('tablespace missing'),
    'manifest-missing-file': t('files missing'),
    'manifest-size-mismatch': t('files changed'),
    'manifest-file-checksum-mismatch': t('files changed'),
    'incremental-parent-missing': t('earlier backup missing'),
    'duplicate-segment': t('copies of a segment differ'),
    'missing-backup-end': t('end not found in the WAL'),
    'backup-canceled': t('backup was canceled'),
    'never-stopped':
      evidence.wal === 'records' ? t('end not found in the WAL') : t('stop location unknown, run Verify'),
    'encrypted-segment': t('WAL is encrypted'),
    'unfinished-backup': t('not finished'),
    'missing-base-files': t('data files missing'),
    'segment-checksum-mismatch': t('a segment was changed'),
    'unreadable-directory': t('directory cannot be read'),
  };
  for (const { code, severity, args } of bySeverity(findings)) {
    const reason = code === 'failed-backup' ? failedText(args['reason'], t) : reasons[code];
    if (reason !== undefined && severity !== 'info') return reason;
  }
  return '';
}

/** The state of a failed backup, as its tool reports it. */
function failedText(state: unknown, t: TreeContext['t']): string {
  if (state === 'corrupt') return t('corrupt, according to the tool');
  if (state === 'orphan') return t('earlier backup corrupt or missing');
  return state === 'removed' ? t('being removed by the tool') : t('failed, according to the tool');
}
