import * as vscode from 'vscode';
import { withoutIcons } from '../services/inertText';

/** Something that can be done with an answer. */
export interface Action extends vscode.QuickPickItem {
  readonly run: () => Thenable<unknown>;
}

/** An action that runs a command. */
export function commandAction(label: string, command: string, ...args: readonly unknown[]): Action {
  return { label: withoutIcons(label), run: () => vscode.commands.executeCommand(command, ...args) };
}

/** Offers actions and runs the one that is picked. */
export async function offerActions(items: readonly Action[], placeHolder: string): Promise<void> {
  if (items.length === 0) return;
  const picked = await vscode.window.showQuickPick(items, { placeHolder: withoutIcons(placeHolder) });
  await picked?.run();
}
