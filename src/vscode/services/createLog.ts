import * as vscode from 'vscode';

/** The log of the extension. Secrets are never logged. */
export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('PostgreSQL Backup', { log: true });
}
