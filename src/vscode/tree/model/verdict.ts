import type { BackupSet, Verdict } from '../../../core/catalog/model';
import type { Finding, FindingCode, Severity } from '../../../core/finding';
import { rangeCount } from '../../../core/wal/segmentName';
import type { TreeContext } from './context';
import { formatCount } from './context';
import type { NodeIcon } from './node';
import { parts, segmentsText } from './text';

/** A different shape for each verdict: colour alone would tell some readers nothing. */
const VERDICT_ICONS: Record<Verdict, NodeIcon> = {
  restorable: { name: 'verified-filled', color: 'testing.iconPassed' },
  complete: { name: 'check', color: 'testing.iconPassed' },
  incomplete: { name: 'warning', color: 'list.warningForeground' },
  damaged: { name: 'error', color: 'list.errorForeground' },
  undetermined: { name: 'question', color: 'disabledForeground' },
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

/** Whether somebody has to look at the set: it is not known to be usable. */
export function needsAttention(set: BackupSet): boolean {
  return set.verdict !== 'restorable' && set.verdict !== 'complete';
}

/** The verdict in words, with the evidence that `complete` rests on, or the reason why there is none. */
export function verdictText(set: BackupSet, context: TreeContext): string {
  const { t } = context;
  switch (set.verdict) {
    case 'restorable':
      return t('restorable');
    case 'complete':
      return set.evidence.wal === 'names'
        ? t('complete, names and sizes only')
        : t('complete, first pages read');
    case 'incomplete':
      return set.missing.length === 0 ? t('incomplete, files are missing') : t('incomplete');
    case 'damaged':
      return t('damaged');
    case 'undetermined':
      return whyUndetermined(set, context) ?? t('undetermined');
  }
}

/** How much of the required WAL is there: "12 segments", "7 of 9 segments", "9 segments, 1 wrong". */
export function coverageText(set: BackupSet, context: TreeContext): string {
  const { required } = set;
  if (required === undefined) return '';
  const { t } = context;
  const missing = set.missing.reduce((sum, range) => sum + rangeCount(range), 0);
  const wrong = required.runs.reduce((sum, run) => sum + (run.state === 'wrong' ? rangeCount(run) : 0), 0);
  const whole = segmentsText(required.count, context);
  const there =
    missing === 0 ? whole : t('{0} of {1}', formatCount(required.count - missing, context), whole);
  const open = required.openEnd ? t('{0} so far', there) : there;
  return wrong === 0 ? open : t('{0}, {1} wrong', open, formatCount(wrong, context));
}

/** What a set's node says behind its name. */
export function setSummary(set: BackupSet, time: string, context: TreeContext): string {
  const kind = set.kind === 'incremental' ? context.t('incremental') : '';
  return parts(kind, time, coverageText(set, context), verdictText(set, context));
}

function whyUndetermined(set: BackupSet, { t }: TreeContext): string | undefined {
  const reasons: Partial<Record<FindingCode, string>> = {
    'missing-label': t('no backup_label · cannot be used as a backup'),
    'live-data-directory': t('a server is running here · not a backup'),
    'renamed-label': t('backup_label.old only · a server was started from it'),
    'unreadable-label': t('backup_label cannot be read · undetermined'),
    'unreadable-backup-history': t('backup history file cannot be read · undetermined'),
    'backup-canceled': t('backup was cancelled · undetermined'),
    'never-stopped': t('never stopped · undetermined'),
    'encrypted-segment': t('WAL is encrypted · undetermined'),
    'unreadable-directory': t('folder cannot be read · undetermined'),
  };
  for (const finding of bySeverity(set.findings)) {
    const reason = reasons[finding.code];
    if (reason !== undefined) return reason;
  }
  return undefined;
}
