import { awaitsProof, isProven, NOTHING_KNOWN } from '../../core/model/verdict';
import { partLine } from '../../core/report/partWords';
import { formatCount } from '../../core/ground/sizes';
import * as vscode from 'vscode';
import type { BackupSet } from '../../core/model/backupSet';
import type { CompletionPlan } from '../../core/complete/completionPlan';
import { moveAwayCommand } from '../../core/complete/moveAway';
import { messageOf } from '../../core/report/messages';
import { visibleText } from '../../core/report/visibleText';
import type { TaskHooks } from '../../worker/taskRunner';
import { COMMANDS } from '../ids';
import type { ArchiveOffer } from './archiveOffer';
import type { CompleteServices } from './services';
import { CompletionWords } from '../../core/restore/completionWords';
import { cancelableProgress, progressOfBytes } from '../services/cancelableProgress';
import { t } from '../services/translate';
import { withoutLinks } from '../services/inertText';

/** What is said of the completion of a set, in the same words as on the command line. */
export const completionWords = new CompletionWords(t);

/** Titles of progress, and a text that only the window has. */
export const dialogTitles = {
  noSuchSet: () => t('This backup set no longer exists.'),
  looking: () => t('Looking for available WAL'),
  seekingStop: () => t('Searching the WAL for the end of the backup'),
  copying: (name: string) => t('Copying WAL into {0}', visibleText(name, 60)),
  verifying: (name: string) => t('Reading the WAL records of {0}', visibleText(name, 60)),
} as const;

/** Shows progress that can be canceled while something is done. */
export function whileShowing<T>(
  title: string,
  total: number,
  work: (hooks: TaskHooks) => Promise<T>,
): Promise<T> {
  return cancelableProgress(title, (signal, progress) =>
    work({ signal, progress: progressOfBytes(progress, total) }),
  );
}

/** Asks the user to confirm the plan. */
export async function ask(plan: CompletionPlan, server: string | undefined): Promise<boolean> {
  const { message, detail } = completionWords.question(plan, server);
  const yes = t('Copy');
  return (await vscode.window.showInformationMessage(message, { modal: true, detail }, yes)) === yes;
}

/** Asks whether to search a directory into which a server archives as well; undefined if the user canceled. */
export async function askForArchive(plan: CompletionPlan, offer: ArchiveOffer): Promise<boolean | undefined> {
  const { message, detail } = completionWords.offer(plan, offer);
  const [look, without] = [t('Search There'), t('Continue Without It')];
  const answer = await vscode.window.showInformationMessage(message, { modal: true, detail }, look, without);
  return answer === undefined ? undefined : answer === look;
}

/**
 * Shows files that obstruct the completion, and how to move them. True after the user says that they are moved, so that
 * it is worth looking again.
 */
export async function offerMove(plan: CompletionPlan): Promise<boolean> {
  const { message, detail } = completionWords.obstacles(plan);
  const shell = process.platform === 'win32' ? 'powershell' : 'posix';
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const command = moveAwayCommand(plan.folder, plan.obstacles, stamp, shell);
  const [run, copy] = [t('Show Command in Terminal'), t('Copy Command')];
  const options = { modal: true, detail: `${detail}\n\n${command}` };
  const answer = await vscode.window.showWarningMessage(message, options, run, copy);
  if (answer === undefined) return false;
  if (answer === copy) await vscode.env.clipboard.writeText(command);
  else showInTerminal(command);
  const again = t('Continue');
  const question = t('Continue after the files are moved away');
  return (await vscode.window.showInformationMessage(question, again)) === again;
}

/** Types the command without running it. */
function showInTerminal(command: string): void {
  const terminal = vscode.window.createTerminal({ name: 'PostgreSQL Backup' });
  terminal.show();
  terminal.sendText(command, false);
}

/** Reports the verdict on the set after the completion. */
export async function reportEnd(
  services: CompleteServices,
  set: BackupSet,
  alone: BackupSet | undefined,
  written: number,
): Promise<void> {
  const name = visibleText(set.label ?? set.path, 60);
  const show = t('Show in Tree');
  const verdict = alone?.verdict ?? NOTHING_KNOWN;
  const good = isProven(verdict);
  const outcome = good
    ? t('{0} is restorable from its own directory: every WAL record was read.', name)
    : t('{0} is {1}: {2}', name, verdict, reasonOf(alone));
  const message = withoutLinks(written === 0 ? outcome : `${outcome} ${completionWords.added(written)}`);
  services.log.info(message);
  const answer = good
    ? await vscode.window.showInformationMessage(message, show)
    : await vscode.window.showWarningMessage(message, show);
  if (answer === show) await vscode.commands.executeCommand(COMMANDS.showInTree, set.id);
}

/** Says that the WAL is there, but was not verified. */
export async function reportUnverified(
  { log }: CompleteServices,
  set: BackupSet,
  written: number,
): Promise<void> {
  const message = withoutLinks(completionWords.unverified(set, written));
  const show = t('Show in Tree');
  log.info(message);
  if ((await vscode.window.showWarningMessage(message, show)) === show)
    await vscode.commands.executeCommand(COMMANDS.showInTree, set.id);
}

function reasonOf(set: BackupSet | undefined): string {
  // No finding says what was not read.
  if (set !== undefined && awaitsProof(set.verdict)) return partLine(set, { t, number: formatCount });
  const finding = set?.findings.find(({ severity }) => severity === 'error') ?? set?.findings[0];
  return finding === undefined ? t('see the Backup Sets view') : messageOf(finding).message;
}

/** Reports why it was not done, or only partly. */
export async function reportFailure({ log }: CompleteServices, message: string): Promise<void> {
  const [archive, show] = [t('Add Archive Directory…'), t('Show Log')];
  const answer = await vscode.window.showErrorMessage(withoutLinks(message), archive, show);
  if (answer === archive) await vscode.commands.executeCommand(COMMANDS.addArchiveDirectory);
  if (answer === show) log.show();
}
