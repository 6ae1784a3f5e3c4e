import * as vscode from 'vscode';
import { segmentListUri } from '../editor/providers/segmentListDocument';
import { messages } from '../services/messages';
import { withoutLinks } from '../services/inertText';
import type { FilePosition } from '../tree/model/node';
import { filePlaceOf, setOf } from './arguments';
import type { CommandServices, Handler } from './services';

/** Opens a file at its line; a directory is shown in the explorer instead. */
export const openFile: Handler = async (services, ...args) => {
  const place = filePlaceOf(services, args);
  if (place === undefined) return;
  const uri = await onDisk(services, place.path);
  const type = uri && (await fileType(uri));
  if (uri === undefined || type === undefined)
    void vscode.window.showWarningMessage(withoutLinks(messages.fileGone(place.path)));
  else if (uri.path !== vscode.Uri.file(place.path).path) await reveal(uri);
  else if ((type & vscode.FileType.Directory) !== 0) await reveal(uri);
  else await vscode.commands.executeCommand('vscode.open', uri, selectionOf(place));
};

/** Shows a file or directory in the explorer, or in the system's file manager if it is outside the workspace. */
export const revealInExplorer: Handler = async (services, ...args) => {
  const place = filePlaceOf(services, args);
  if (place === undefined) return;
  const uri = await onDisk(services, place.path);
  if (uri === undefined) void vscode.window.showWarningMessage(withoutLinks(messages.fileGone(place.path)));
  else await reveal(uri);
};

/** The file that a path means: a file in a tar, or in a directory that a tool made for it, is not at its path. */
async function onDisk({ catalog }: CommandServices, path: string): Promise<vscode.Uri | undefined> {
  const uri = vscode.Uri.file(path);
  if ((await fileType(uri)) !== undefined) return uri;
  const { file, facts } = await catalog.readStart(path, 0);
  return 'failed' in facts ? undefined : vscode.Uri.file(file);
}

/** Opens the read-only list of all segments that a set needs. */
export const openSegmentList: Handler = async (services, ...args) => {
  const set = await setOf(services, args);
  if (set === undefined) return;
  const document = await vscode.workspace.openTextDocument(segmentListUri(set.id));
  await vscode.window.showTextDocument(document, { preview: true });
};

async function reveal(uri: vscode.Uri): Promise<void> {
  if (vscode.workspace.getWorkspaceFolder(uri) !== undefined) {
    await vscode.commands.executeCommand('revealInExplorer', uri);
    return;
  }
  // In a browser, and if the files are on another machine, no file manager can show them.
  const local = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
  if (local) await vscode.commands.executeCommand('revealFileInOS', uri);
  else void vscode.window.showInformationMessage(withoutLinks(messages.outsideWorkspace(uri.fsPath)));
}

async function fileType(uri: vscode.Uri): Promise<vscode.FileType | undefined> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type;
  } catch {
    return undefined;
  }
}

function selectionOf(place: FilePosition): vscode.TextDocumentShowOptions {
  if (place.line === undefined) return { preview: true };
  const at = new vscode.Position(place.line - 1, (place.column ?? 1) - 1);
  return { preview: true, selection: new vscode.Range(at, at) };
}
