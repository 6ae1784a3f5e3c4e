import * as vscode from 'vscode';
import { COMMANDS } from '../ids';
import type { CommandId } from '../ids';
import { errorText } from '../services/log';
import { messages } from '../services/messages';
import { addArchive } from './archives';
import { copyLsn, copyPath, copySegmentList, copySegmentName, copySelection } from './copy';
import { goToLsn, showInTree } from './goTo';
import { openFile, openSegmentList, revealInExplorer } from './open';
import type { CommandServices, Handler } from './services';
import { verifyAll, verifyArchive, verifySet } from './verify';

const HANDLERS: Record<CommandId, Handler> = {
  [COMMANDS.refresh]: ({ catalog }) => catalog.refresh(),
  [COMMANDS.goToLsn]: goToLsn,
  [COMMANDS.addArchiveDirectory]: addArchive,
  [COMMANDS.verifySet]: verifySet,
  [COMMANDS.verifyAll]: verifyAll,
  [COMMANDS.verifyArchive]: verifyArchive,
  [COMMANDS.showLog]: ({ log }) => {
    log.show();
  },
  [COMMANDS.showInTree]: showInTree,
  [COMMANDS.openSegmentList]: openSegmentList,
  [COMMANDS.copySegmentList]: copySegmentList,
  [COMMANDS.copyLsn]: copyLsn,
  [COMMANDS.copySegmentName]: copySegmentName,
  [COMMANDS.copyPath]: copyPath,
  [COMMANDS.copy]: copySelection,
  [COMMANDS.openFile]: openFile,
  [COMMANDS.revealInExplorer]: revealInExplorer,
};

/** Registers every command behind the one wrapper that knows what to do with an error. */
export function registerCommands(services: CommandServices): vscode.Disposable {
  const registered = Object.entries(HANDLERS).map(([id, handler]) =>
    vscode.commands.registerCommand(id, (...args: readonly unknown[]) => run(id, handler, services, args)),
  );
  return vscode.Disposable.from(...registered);
}

async function run(
  id: string,
  handler: Handler,
  services: CommandServices,
  args: readonly unknown[],
): Promise<void> {
  try {
    await handler(services, ...args);
  } catch (error) {
    services.log.error(`${id}: ${errorText(error)}`, error instanceof Error ? (error.stack ?? '') : '');
    void offerLog(errorText(error));
  }
}

/** Not awaited by the command: it has ended, whether or not somebody answers. */
async function offerLog(why: string): Promise<void> {
  const answer = await vscode.window.showErrorMessage(messages.commandFailed(why), messages.showLog());
  if (answer !== undefined) await vscode.commands.executeCommand(COMMANDS.showLog);
}
