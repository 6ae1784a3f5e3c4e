import * as vscode from 'vscode';
import type { Catalog } from '../../core/model/catalog';
import type { WalArchive } from '../../core/model/walArchive';
import type { KeepRule } from '../../core/restore/obsolete/keepRule';
import { hasObsoleteCommand, obsoleteCommand, obsoleteList } from '../../core/restore/obsolete/obsoleteText';
import type { RecoveryAnswer, RecoveryAnswers, AnswerPath, RecoveryTarget } from '../../core/restore/types';
import { askTarget } from '../recover/askTarget';
import { chooseTarget, type ChosenTarget } from '../recover/chooseTarget';
import { openAnswer } from '../recover/documents';
import { isKeep, isTarget } from '../recover/question';
import { restoreMessages as messages } from '../recover/messages';
import { errorText } from '../services/log';
import { withoutIcons, withoutLinks } from '../services/inertText';
import { treeContext } from '../tree/backupViews';
import { relativePath } from '../tree/model/paths';
import { countLabels, newestFirst, setTitle } from '../tree/nodes/setNodes';
import { COMMANDS } from '../ids';
import { nodesOf, setOf } from './arguments';
import { copyLines } from './copy';
import type { CommandServices, Handler } from './services';
import { verifySets } from './verify';

const answering = async () => (await import('../recover/answers')).recovery;

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
  const answer = (await answering()).mainAnswer(answers);
  // The command has ended; the offer may wait for as long as the user likes.
  if (answer !== undefined) void offer(services, answer, target).catch(logged(services));
};

/** Shows progress while records have to be read. Canceled, it answers with what is known. */
async function exactAnswers(
  { stops, pool }: CommandServices,
  catalog: Catalog,
  target: RecoveryTarget,
): Promise<RecoveryAnswers> {
  const { answersKnown, isExact, recoverTo } = await answering();
  if (isExact(catalog, { target }, stops)) return answersKnown(catalog, { target }, stops);
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress(
    { location, title: messages.lookingUp(), cancellable: true },
    async (_, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => {
        abort.abort();
      });
      const tools = async () => (await import('../services/verifying')).windowTools(pool);
      const run = { signal: abort.signal, report: () => undefined };
      return recoverTo(tools, catalog, { target }, stops, run);
    },
  );
}

function logged({ log }: CommandServices): (error: unknown) => void {
  return (error) => {
    log.error(errorText(error));
  };
}

async function targetOf(catalog: Catalog, given: unknown): Promise<RecoveryTarget | undefined> {
  if (isTarget(given)) return given;
  const recovery = await answering();
  if (typeof given === 'string') {
    const { target, problem } = recovery.targetOf(catalog, given);
    if (problem !== undefined) void vscode.window.showWarningMessage(withoutLinks(problem));
    return target;
  }
  return askTarget(catalog);
}

interface Action extends vscode.QuickPickItem {
  readonly run: () => Thenable<unknown>;
}

async function offer(
  services: CommandServices,
  { headline, outcome, way, alternatives, verify }: RecoveryAnswer,
  target: RecoveryTarget,
): Promise<void> {
  const { catalog } = services;
  const reading: Action[] =
    verify.length === 0
      ? []
      : [{ label: messages.verifyFirst(), run: () => verifyAndAsk(services, verify, target) }];
  if (way === null) return pickAction(reading, headline);
  const { id } = way.set;
  const { segmentsOfPath } = await answering();
  const possible = outcome !== 'impossible';
  const items: Action[] = [
    ...reading,
    ...(possible ? [stepsAction(way, messages.steps())] : []),
    { label: messages.copyWal(way.wal.count), run: () => copyLines(segmentsOfPath(way, catalog.catalog)) },
    action(messages.showSet(), COMMANDS.showInTree, id),
    ...alternatives.map((other) =>
      stepsAction(other, messages.otherSteps(other.timeline, other.set.label ?? other.set.path)),
    ),
  ];
  await pickAction(items, headline);
}

async function pickAction(items: readonly Action[], headline: string): Promise<void> {
  if (items.length === 0) return;
  const picked = await vscode.window.showQuickPick(items, { placeHolder: withoutIcons(headline) });
  await picked?.run();
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

function action(label: string, command: string, ...args: readonly unknown[]): Action {
  return { label: withoutIcons(label), run: () => vscode.commands.executeCommand(command, ...args) };
}

function stepsAction({ set, target, timeline }: AnswerPath, label: string): Action {
  return action(label, COMMANDS.showRestoreSteps, set.id, { target, timeline });
}

/**
 * Opens the restore steps of a set: to the target in the second argument, to the end of the backup if that is `{
 * target: null }`, otherwise to where the user says.
 */
export const showRestoreSteps: Handler = async (services, ...args) => {
  const set = await setOf(services, args);
  if (set === undefined) return;
  const chosen = givenTarget(args[1]) ?? (await chooseTarget(services.catalog.catalog, set));
  if (chosen !== undefined) await openAnswer({ kind: 'steps', setId: set.id, ...chosen });
};

function givenTarget(way: unknown): ChosenTarget | undefined {
  if (typeof way !== 'object' || way === null || !('target' in way)) return undefined;
  if (way.target === null) return {};
  if (!isTarget(way.target)) return undefined;
  const along = 'timeline' in way && typeof way.timeline === 'number' ? { timeline: way.timeline } : {};
  return { target: way.target, ...along };
}

/** Opens the list of obsolete WAL in an archive, and offers to copy it. It deletes nothing. */
export const showObsoleteWal: Handler = async (services, ...args) => {
  const catalog = await services.catalog.whenReady();
  const archive = await archiveOf(services, catalog, args);
  if (archive === undefined) return;
  const keep = isKeep(args[1]) ? args[1] : await pickKeep(catalog, archive);
  if (keep === undefined) return;
  await openAnswer({ kind: 'obsolete', archive: archive.path, keep });
  void offerCopies(catalog, archive, keep).catch(logged(services));
};

async function archiveOf(
  services: CommandServices,
  { archives }: Catalog,
  args: readonly unknown[],
): Promise<WalArchive | undefined> {
  const [first] = args;
  const among: readonly unknown[] | undefined = Array.isArray(first) ? first : undefined;
  const only = among?.length === 1 ? among[0] : first;
  const path = typeof only === 'string' ? only : nodesOf(services, args)[0]?.values.path;
  const found = archives.find((archive) => archive.path === path);
  if (found !== undefined) return found;
  const context = treeContext();
  const items = archives
    .filter((archive) => (among === undefined ? archive.layout !== 'pg-wal' : among.includes(archive.path)))
    .map((archive) => ({ label: withoutIcons(relativePath(archive.path, context)), archive }));
  const placeHolder = messages.whichArchive();
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.archive;
}

async function pickKeep(catalog: Catalog, archive: WalArchive): Promise<KeepRule | undefined> {
  const own = newestFirst((await answering()).setsOfArchive(catalog, archive));
  const context = treeContext();
  const labels = countLabels(catalog.sets);
  const counts = own.slice(0, 5).map((_, i): vscode.QuickPickItem & { keep: KeepRule } => {
    return { label: messages.keepCount(i + 1), keep: { kind: 'count', count: i + 1 } };
  });
  const named = own.map((set): vscode.QuickPickItem & { keep: KeepRule } => ({
    label: withoutIcons(messages.keepFrom(setTitle(set, labels, context))),
    description: withoutIcons(set.start?.time?.text ?? ''),
    keep: { kind: 'set', setId: set.id },
  }));
  const placeHolder = messages.whatToKeep();
  return (await vscode.window.showQuickPick([...counts, ...named], { placeHolder }))?.keep;
}

async function offerCopies(catalog: Catalog, archive: WalArchive, keep: KeepRule): Promise<void> {
  const { obsoleteWal } = await answering();
  const result = await obsoleteWal(catalog, archive, keep);
  const { count } = result.obsolete;
  if (count === 0) return;
  const items: Action[] = [
    { label: messages.copyObsolete(count), run: () => copyLines(obsoleteList(result, archive).split('\n')) },
    ...(hasObsoleteCommand(result, archive)
      ? [{ label: messages.copyCommand(), run: () => copyLines([obsoleteCommand(result, archive) ?? '']) }]
      : []),
  ];
  const picked = await vscode.window.showQuickPick(items, { placeHolder: messages.nothingDeleted() });
  await picked?.run();
}
