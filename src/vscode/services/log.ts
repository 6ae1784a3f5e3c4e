import * as vscode from 'vscode';

/** The one log of the extension. Nothing secret goes in. */
export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('PostgreSQL Backup', { log: true });
}

/** What an error says, for the log and for a message. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
