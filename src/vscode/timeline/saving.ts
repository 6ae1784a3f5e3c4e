import * as vscode from 'vscode';
import type { Catalog } from '../../core/model/catalog';
import { markdownReport } from '../../core/report/markdownReport';
import { toReport } from '../../core/report/toReport';
import { localFolders } from '../services/settings';
import { timelineMessages } from './timelineMessages';

const STATUS_MS = 3000;

/** Asks for a file and writes the report of everything that is known. */
export async function saveReport(catalog: Catalog, format: 'markdown' | 'json'): Promise<void> {
  const report = toReport(catalog);
  const [extension, kind] = format === 'json' ? ['json', 'JSON'] : ['md', 'Markdown'];
  const text = format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : markdownReport(report);
  await save(
    `backup-report.${extension}`,
    timelineMessages.reports(kind),
    extension,
    new TextEncoder().encode(text),
  );
}

/** Asks for a file and writes the picture that the page has drawn. */
export async function savePicture(content: Uint8Array, format: 'svg' | 'png'): Promise<void> {
  await save(`wal-timeline.${format}`, timelineMessages.pictures(format.toUpperCase()), format, content);
}

/** The dialog itself asks before it replaces a file. */
async function save(name: string, kind: string, extension: string, content: Uint8Array): Promise<void> {
  const folder = localFolders()[0]?.uri;
  const uri = await vscode.window.showSaveDialog({
    saveLabel: timelineMessages.save(),
    filters: { [kind]: [extension] },
    ...(folder !== undefined && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (uri === undefined) return;
  await vscode.workspace.fs.writeFile(uri, content);
  vscode.window.setStatusBarMessage(timelineMessages.saved(uri.path.split('/').at(-1) ?? name), STATUS_MS);
}
