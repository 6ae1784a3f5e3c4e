import * as vscode from 'vscode';
import type { Catalog } from '../../core/model/catalog';
import type { BackupSet } from '../../core/model/backupSet';
import type { AnswerPath, RecoveryTarget } from '../../core/restore/types';
import { withoutIcons } from '../services/inertText';
import { askTarget } from './askTarget';
import { loadAnswers } from './loadAnswers';
import { restoreMessages as messages } from './messages';

/** Where a restore of a set stops; without a target, at the end of the backup. */
export interface ChosenTarget {
  readonly target?: RecoveryTarget;
  readonly timeline?: number;
}

interface Choice extends vscode.QuickPickItem {
  readonly take: () => Promise<ChosenTarget | undefined>;
}

/**
 * Asks how far a set is to be restored: to its own end, to the end of the WAL, or to a typed target. Undefined if
 * canceled.
 */
export async function chooseTarget(catalog: Catalog, set: BackupSet): Promise<ChosenTarget | undefined> {
  const { pathFrom } = await loadAnswers();
  const latest = pathFrom(catalog, set.id, { kind: 'end' });
  const choices: Choice[] = [
    { label: messages.toBackupEnd(), description: stopText(set), take: () => Promise.resolve({}) },
    ...(latest === undefined ? [] : [latestChoice(latest)]),
    { label: messages.toOther(), take: () => typed(catalog, set) },
  ];
  const placeHolder = messages.whereTo();
  return (await vscode.window.showQuickPick(choices, { placeHolder }))?.take();
}

function stopText({ stop }: BackupSet): string {
  return withoutIcons(stop?.time?.text ?? '');
}

function latestChoice({ target, timeline, wal, proven }: AnswerPath): Choice {
  const description = proven
    ? messages.alongProven(timeline, wal.count)
    : messages.alongUnproven(timeline, wal.count);
  return { label: messages.toLatest(), description, take: () => Promise.resolve({ target, timeline }) };
}

async function typed(catalog: Catalog, set: BackupSet): Promise<ChosenTarget | undefined> {
  const target = await askTarget(catalog);
  if (target === undefined) return undefined;
  const { pathFrom } = await loadAnswers();
  const path = pathFrom(catalog, set.id, target);
  // Without a recovery path the document says why there is none.
  return path === undefined ? { target } : { target: path.target, timeline: path.timeline };
}
