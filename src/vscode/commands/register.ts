import * as vscode from 'vscode';
import type { Features } from '../features';
import { COMMANDS } from '../ids';
import type { Lazy } from '../services/lazy';
import { errorAdvice, errorText, isGivenUp } from '../services/log';
import { messages } from '../services/messages';
import { withoutLinks } from '../services/withoutLinks';

/** Registers every command behind the one wrapper that knows what to do with an error. */
export function registerCommands(features: Lazy<Features>, log: vscode.LogOutputChannel): vscode.Disposable {
  const registered = Object.values(COMMANDS).map((id) =>
    vscode.commands.registerCommand(id, async (...args: readonly unknown[]) => {
      try {
        await (await features.get()).run(id, args);
      } catch (error) {
        if (isGivenUp(error)) {
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

/** Not awaited by the command: it has ended, whether or not somebody answers. */
async function offerLog(why: string, log: vscode.LogOutputChannel): Promise<void> {
  const answer = await vscode.window.showErrorMessage(
    withoutLinks(messages.commandFailed(why)),
    messages.showLog(),
  );
  if (answer !== undefined) log.show();
}
