import * as vscode from 'vscode';
import type { Catalog } from '../../core/model/catalog';
import type { RecoveryAnswer, RecoveryAnswers, AnswerPath, RecoveryTarget } from '../../core/restore/types';
import { copyLines } from '../commands/copy';
import type { CommandServices, Handler } from '../commands/services';
import { verifySets } from '../commands/verify';
import { COMMANDS } from '../ids';
import { cancelableProgress } from '../services/cancelableProgress';
import { loggedBy } from '../services/log';
import { withoutLinks } from '../services/inertText';
import { type Action, commandAction, offerActions } from './actions';
import { askTarget } from './askTarget';
import { openAnswer } from './documents';
import { loadAnswers } from './loadAnswers';
import { restoreMessages as messages } from './messages';
import { isTarget } from './question';

/** Asks for a target, opens the answer, and offers what can be done with it. */
export const askRecovery: Handler = async (services, ...args) => {
  const catalog = await services.catalog.whenReady();
  if (catalog.sets.length === 0) {
    void vscode.window.showInformationMessage(messages.noSets());
    return;
  }
  const target = await targetOf(catalog, args[0]);
  if (target === undefined) return;
  const answers = await exactAnswers(services, catalog, target);
  await openAnswer({ kind: 'ask', target });
  const answer = (await loadAnswers()).mainAnswer(answers);
  // The command has ended; the offer may wait for as long as the user likes.
  if (answer !== undefined) void offer(services, answer, target).catch(loggedBy(services.log));
};

/** Shows progress while records have to be read. Canceled, it answers with what is known. */
async function exactAnswers(
  { stops, pool }: CommandServices,
  catalog: Catalog,
  target: RecoveryTarget,
): Promise<RecoveryAnswers> {
  const { answersKnown, isExact, recoverTo } = await loadAnswers();
  if (isExact(catalog, { target }, stops)) return answersKnown(catalog, { target }, stops);
  const tools = async () => (await import('../services/verifying')).windowTools(pool);
  return cancelableProgress(messages.lookingUp(), (signal) =>
    recoverTo(tools, catalog, { target }, stops, { signal, report: () => undefined }),
  );
}

async function targetOf(catalog: Catalog, given: unknown): Promise<RecoveryTarget | undefined> {
  if (isTarget(given)) return given;
  const recovery = await loadAnswers();
  if (typeof given === 'string') {
    const { target, problem } = recovery.targetOf(catalog, given);
    if (problem !== undefined) void vscode.window.showWarningMessage(withoutLinks(problem));
    return target;
  }
  return askTarget(catalog);
}

async function offer(
  services: CommandServices,
  { headline, outcome, recoveryPath, alternatives, verify }: RecoveryAnswer,
  target: RecoveryTarget,
): Promise<void> {
  const { catalog } = services;
  const reading: Action[] =
    verify.length === 0
      ? []
      : [{ label: messages.verifyFirst(), run: () => verifyAndAsk(services, verify, target) }];
  if (recoveryPath === null) return offerActions(reading, headline);
  const { id } = recoveryPath.set;
  const { segmentsOfPath } = await loadAnswers();
  const possible = outcome !== 'impossible';
  const items: Action[] = [
    ...reading,
    ...(possible ? [stepsAction(recoveryPath, messages.steps())] : []),
    {
      label: messages.copyWal(recoveryPath.wal.count),
      run: () => copyLines(segmentsOfPath(recoveryPath, catalog.catalog)),
    },
    commandAction(messages.showSet(), COMMANDS.showInTree, id),
    ...alternatives.map((other) =>
      stepsAction(other, messages.otherSteps(other.timeline, other.set.label ?? other.set.path)),
    ),
  ];
  await offerActions(items, headline);
}

/** The answer is updated by itself when the records have been read. */
async function verifyAndAsk(
  services: CommandServices,
  sets: readonly string[],
  target: RecoveryTarget,
): Promise<void> {
  await verifySets(services, sets);
  await askRecovery(services, target);
}

function stepsAction({ set, target, timeline }: AnswerPath, label: string): Action {
  return commandAction(label, COMMANDS.showRestoreSteps, set.id, { target, timeline });
}
