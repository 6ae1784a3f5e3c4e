import * as vscode from 'vscode';
import type { Features } from '../features';
import { COMMANDS } from '../ids';
import type { Lazy } from '../services/lazy';
import { errorAdvice, errorText, isCanceled } from '../services/log';
import { messages } from '../services/messages';
import { withoutLinks } from '../services/inertText';

/** Registers every command inside one wrapper that handles errors. */
export function registerCommands(features: Lazy<Features>, log: vscode.LogOutputChannel): vscode.Disposable {
  const registered = Object.values(COMMANDS).map((id) =>
    vscode.commands.registerCommand(id, async (...args: readonly unknown[]) => {
      try {
        await (await features.get()).run(id, args);
      } catch (error) {
        if (isCanceled(error)) {
          log.info(`${id}: ${errorText(error)}`);
          return;
        }
        log.error(`${id}: ${errorText(error)}`, error instanceof Error ? (error.stack ?? '') : '');
        void offerLog(errorAdvice(error), log);
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}

/** The command does not wait for this: it has ended, whether or not the user answers. */
async function offerLog(why: string, log: vscode.LogOutputChannel): Promise<void> {
  const answer = await vscode.window.showErrorMessage(
    withoutLinks(messages.commandFailed(why)),
    messages.showLog(),
  );
  if (answer !== undefined) log.show();
}
