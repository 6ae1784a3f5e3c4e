import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { remove, writeBackup } from '../support/sampleBackup';
import { closeEditors, hoverAt, lensesOf, open, problemsOf, until } from './support/editor';
import type { Inspector } from './support/inspector';
import { inspector, workspacePath } from './support/inspector';

const HOSTILE = '[run](command:workbench.action.quit) <img src=x> `x` \u202e $(bug)';

describe('problems of label and history files', () => {
  const folder = workspacePath('problems');
  const label = (name: string): string => join(folder, name, 'base', 'backup_label');
  let api: Inspector;

  const shows = (path: string, expected: RegExp | undefined): Promise<string[]> =>
    until(
      `problems ${String(expected)} in ${path}, now ${problemsOf(vscode.Uri.file(path)).join(', ')}`,
      () => {
        const found = problemsOf(vscode.Uri.file(path));
        const matches =
          expected === undefined ? found.length === 0 : found.some((text) => expected.test(text));
        return matches ? found : undefined;
      },
    );

  before(async () => {
    await writeBackup(join(folder, 'whole'), { label: 'problems whole', first: 3, last: 5 });
    await writeBackup(join(folder, 'holes'), { label: 'problems holes', first: 3, last: 6, present: [3, 6] });
    await writeBackup(join(folder, 'broken'), { label: 'problems broken', first: 3, last: 4 });
    await writeFile(label('broken'), 'START WAL LOCATION: nowhere\nLABEL: problems broken\n');
    await writeBackup(join(folder, 'hostile'), { label: HOSTILE, first: 3, last: 4 });
    api = await inspector();
    await api.test.catalog.refresh();
  });

  after(async () => {
    await closeEditors();
    await remove(folder);
    await api.test.catalog.refresh();
  });

  it('are shown for files that are not open, with stable codes', async () => {
    assert.deepEqual(await shows(label('holes'), /^missing-segment Error 1$/), ['missing-segment Error 1']);
    assert.deepEqual(problemsOf(vscode.Uri.file(label('whole'))), []);
  });

  it('lead to their explanation', async () => {
    const [problem] = vscode.languages.getDiagnostics(vscode.Uri.file(label('holes')));
    const { code } = problem ?? {};
    assert.ok(typeof code === 'object');
    const page = await vscode.workspace.openTextDocument(code.target.with({ fragment: '' }));
    const line = Number(/^L(\d+)$/.exec(code.target.fragment)?.[1]);
    assert.equal(page.lineAt(line - 1).text, '### missing-segment');
    assert.match(problem?.message ?? '', /missing/);
  });

  it('stand once, whether the file is open or not', async () => {
    const closed = await shows(label('broken'), /unreadable-label/);
    await open(label('broken'));
    await shows(label('broken'), /unreadable-label/);
    assert.deepEqual(problemsOf(vscode.Uri.file(label('broken'))), closed);
    assert.equal(new Set(closed).size, closed.length);
  });

  it('come while a text is edited, and go when it is put right', async () => {
    const document = await open(label('whole'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), 'x');
    assert.ok(await vscode.workspace.applyEdit(edit));
    await shows(label('whole'), /^unreadable-label Error 1$/);
    await vscode.commands.executeCommand('undo');
    await shows(label('whole'), undefined);
  });

  it('go with the file', async () => {
    await writeBackup(join(folder, 'gone'), { label: 'problems gone', first: 3, last: 5, present: [3] });
    await shows(label('gone'), /missing-segment/);
    await remove(join(folder, 'gone'));
    await shows(label('gone'), undefined);
  });

  it('of a text that was never saved go when it is closed', async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'pg-backup-label',
      content: 'nothing',
    });
    await vscode.window.showTextDocument(document);
    await until('a problem', () => (problemsOf(document.uri).length > 0 ? true : undefined));
    await closeEditors();
    await until('no problem', () => (problemsOf(document.uri).length === 0 ? true : undefined));
  });

  it('and everything else survive a hostile label', async () => {
    const document = await open(label('hostile'));
    assert.match(await hoverAt(document, 'START WAL'), /\*\*2 segments\*\*/);
    assert.match((await lensesOf(document))[0]?.title ?? '', /^○ Complete/);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    const shown = symbols.find(({ name }) => name === 'LABEL')?.detail ?? '';
    assert.match(shown, /⟨U\+202E⟩/);
  });
});
