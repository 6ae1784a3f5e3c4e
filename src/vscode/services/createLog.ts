import * as vscode from 'vscode';

/** The one log of the extension. Nothing secret goes in. */
export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('PostgreSQL Backup', { log: true });
}
