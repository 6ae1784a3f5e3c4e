import { type Verdict, isSound } from '../../../core/model/verdict';
import { faultWords, holesWords, lackWords } from '../../../core/report/partWords';
import { isTool } from '../../../core/formats/tools/backupTools';
import type { BackupSet } from '../../../core/model/backupSet';
import type { Finding, Severity } from '../../../core/ground/finding';
import { speechOf, type TreeContext } from './context';
import type { NodeIcon } from './node';
import { parts, segmentsText } from './text';
import { keepText, kindText } from './toolText';

/** A different shape for each verdict: some readers cannot distinguish the colors. */
const VERDICT_ICONS: Record<Verdict, NodeIcon> = {
  restorable: { name: 'verified-filled', color: 'testing.iconPassed' },
  // Nothing green: nothing is verified, or not all of it.
  complete: { name: 'circle-large-outline' },
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
  const speech = speechOf(context);
  const why = isSound(set.verdict)
    ? [lackWords(set, speech)]
    : [...faultWords(set, speech).slice(0, 1), holesWords(set, speech)];
  return [words[set.verdict], ...why].filter((word) => word !== '').join(', ');
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
