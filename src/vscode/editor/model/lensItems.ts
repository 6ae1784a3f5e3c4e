import type { BackupSet } from '../../../core/model/backupSet';
import type { Verdict } from '../../../core/model/verdict';
import { offersOf } from '../../../core/complete/offers';
import { rangeCount } from '../../../core/wal/segmentName';
import { evidenceLine } from '../../../core/report/partWords';
import { ENGLISH } from '../../../core/report/speech';
import { counted, formatBytes, formatCount } from '../../../core/ground/sizes';
import { COMMANDS } from '../../ids';
import type { LinkableCommand } from './markdown';
import type { WalView } from './walView';

/** One lens: its text, and what a click does. The text contains nothing from a file, so no icon code can come in. */
export interface LensItem {
  readonly title: string;
  readonly tooltip?: string;
  readonly command?: LinkableCommand;
  readonly argument?: string;
}

/** The lenses above a label or backup history file. */
export function lensItems(view: WalView): LensItem[] {
  const { facts, set, scanned } = view;
  if (facts.kind !== 'label' && facts.kind !== 'backup-history') return [];
  if (set === undefined) {
    return [
      {
        title: scanned
          ? 'Does not belong to any backup in the opened folders'
          : 'Reading the backups of this folder…',
      },
    ];
  }
  const items: LensItem[] = [verdictItem(set)];
  if (set.required !== undefined) {
    items.push(
      {
        title: amount(set),
        tooltip: 'Open the full list',
        command: COMMANDS.openSegmentList,
        argument: set.id,
      },
      { title: 'Copy segment list', command: COMMANDS.copySegmentList, argument: set.id },
    );
  }
  const offers = offersOf(set, view.archives);
  if (offers.verify === 'first') {
    const tooltip = 'Read every WAL record from start to stop';
    items.push({ title: 'Verify', tooltip, command: COMMANDS.verifySet, argument: set.id });
  }
  if (offers.complete) {
    const tooltip =
      'Copy the required WAL into the directory of this backup, so that it can be restored on its own';
    items.push({
      title: 'Complete Set with Its WAL',
      tooltip,
      command: COMMANDS.completeSet,
      argument: set.id,
    });
  }
  if (offers.restoreSteps) {
    const tooltip = 'Show the steps to restore this backup';
    items.push({ title: 'Restore steps', tooltip, command: COMMANDS.showRestoreSteps, argument: set.id });
  }
  return [...items, { title: 'Show on timeline', command: COMMANDS.showTimeline, argument: set.id }];
}

const MARKS: Record<Verdict, string> = {
  restorable: '✓',
  complete: '○',
  incomplete: '✗',
  damaged: '✗',
  undetermined: '?',
};

function verdictItem(set: BackupSet): LensItem {
  const word: string = set.verdict;
  return {
    title: `${MARKS[set.verdict]} ${word.charAt(0).toUpperCase()}${word.slice(1)} (${evidenceLine(set, ENGLISH)})`,
    tooltip: 'Show the backup and its findings in the tree',
    command: COMMANDS.showInTree,
    argument: set.id,
  };
}

function amount(set: BackupSet): string {
  if (set.required === undefined) return '';
  const { count, bytes, runs, openEnd } = set.required;
  const parts = [`${counted(count, 'segment')}${openEnd ? ' so far' : ''}, ${formatBytes(bytes)}`];
  for (const state of ['missing', 'wrong'] as const) {
    const found = runs.filter((run) => run.state === state).reduce((sum, run) => sum + rangeCount(run), 0);
    if (found > 0) parts.push(`${formatCount(found)} ${state === 'wrong' ? 'unusable' : state}`);
  }
  return parts.join(', ');
}
