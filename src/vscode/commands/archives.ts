import * as vscode from 'vscode';
import { messages } from '../services/messages';
import { addArchiveDirectory, corePath } from '../services/settings';
import type { Handler } from './services';

/** Asks for a directory with archived WAL and adds it to the setting. A scan follows by itself. */
export const addArchive: Handler = async (services, ...args) => {
  const directory = typeof args[0] === 'string' ? args[0] : await choose();
  if (directory === undefined) return;
  await addArchiveDirectory(directory);
  services.catalog.need();
};

async function choose(): Promise<string | undefined> {
  const picked = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
    openLabel: messages.chooseArchive(),
    title: messages.chooseArchiveTitle(),
  });
  const [uri] = picked ?? [];
  return uri?.scheme === 'file' ? corePath(uri) : undefined;
}
