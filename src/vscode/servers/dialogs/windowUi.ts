import * as vscode from 'vscode';
import { cancelableProgress } from '../../services/cancelableProgress';
import { withoutIcons, withoutLinks } from '../../services/inertText';
import { askInWindow } from './quickInput';
import { runSteps } from './step';
import type { Loudness, Ui } from './ui';

const MENTION_MS = 3000;

/** Talks to the user with VS Code's dialogs and notifications. */
export const windowUi: Ui = {
  ask: (title, steps, answers) => runSteps(steps, answers, askInWindow(title)),

  async confirm({ question, detail, action }) {
    const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, action);
    return answer === action;
  },

  async refuse(message, detail) {
    await vscode.window.showErrorMessage(message, { modal: true, detail });
  },

  report: async (loudness, message, ...buttons) => show(loudness)(withoutLinks(message), ...buttons),

  progress: (title, work) =>
    cancelableProgress(title, (signal, progress) =>
      work((message) => {
        progress.report({ message: withoutLinks(message) });
      }, signal),
    ),

  async pickFolder(title, openLabel) {
    const picked = await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
      title,
      openLabel,
    });
    const [uri] = picked ?? [];
    return uri?.scheme === 'file' ? uri.fsPath : undefined;
  },

  copy: async (text) => vscode.env.clipboard.writeText(text),

  mention(message) {
    vscode.window.setStatusBarMessage(withoutIcons(message), MENTION_MS);
  },

  typeInTerminal(name, line) {
    const terminal = vscode.window.createTerminal(name);
    terminal.show();
    terminal.sendText(line, false);
  },
};

function show(
  loudness: Loudness,
): (message: string, ...buttons: readonly string[]) => Thenable<string | undefined> {
  const { window } = vscode;
  if (loudness === 'info') return window.showInformationMessage;
  return loudness === 'warning' ? window.showWarningMessage : window.showErrorMessage;
}
