import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { SETTINGS, SETTINGS_PREFIX } from '../../src/vscode/ids';
import { remove } from '../support/sampleBackup';
import { closeEditors, hoverAt, lensesOf, open, placeOf, until } from './support/editor';
import type { Inspector } from './support/inspector';
import { inspector, workspacePath } from './support/inspector';
import { placeRealSet } from './support/realSet';

const HISTORY = '0000000100000002000000FB.00000020.backup';
const STOP_SEGMENT = '000000010000000300000001';

describe('a real set of 9.2 in the editor', () => {
  const folder = workspacePath('editor');
  const archive = join(folder, 'archive');
  let api: Inspector;

  before(async () => {
    await placeRealSet('A-full', folder);
    api = await inspector();
    await api.test.catalog.refresh();
  });

  after(async () => {
    await closeEditors();
    await remove(folder);
    await api.test.catalog.refresh();
  });

  it('opens its files in their languages', async () => {
    assert.equal((await open(join(folder, 'backup', 'backup_label'))).languageId, 'pg-backup-label');
    assert.equal((await open(join(archive, HISTORY))).languageId, 'pg-backup-history');
  });

  it('shows on the stop location where it lies and what the backup needs', async () => {
    const document = await open(join(archive, HISTORY));
    const text = await hoverAt(document, '3/145D8A8');
    assert.match(
      text,
      /\*\*Stop location 3\/145D8A8\*\* is in segment `000000010000000300000001`, byte 4,577,448 of 16 MB/,
    );
    assert.match(
      text,
      /needs \*\*6 segments\*\* \(96 MB\) on timeline 1, from `0000000100000002000000FB` to `000000010000000300000001`/,
    );
    assert.equal(text.match(/✓ `[0-9A-F]{24}`/g)?.length, 6);
    assert.match(text, /its name ends in `FF`/);
  });

  it('shows the same set from its label, anywhere in the START line', async () => {
    const document = await open(join(folder, 'backup', 'backup_label'));
    assert.match(
      await hoverAt(document, 'START WAL'),
      /\*\*Start location 2\/FB000020\*\*[^]*\*\*6 segments\*\*/,
    );
  });

  it('trusts no more than our own commands in a hover', async () => {
    const document = await open(join(archive, HISTORY));
    const [hover] = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      placeOf(document, '3/145D8A8'),
    );
    const [content] = hover?.contents ?? [];
    assert.ok(content instanceof vscode.MarkdownString);
    assert.notEqual(content.isTrusted, true);
    assert.notEqual(content.supportHtml, true);
  });

  it('has lenses with verdict, amount and actions', async () => {
    const lenses = await lensesOf(await open(join(folder, 'backup', 'backup_label')));
    assert.deepEqual(
      lenses.map(({ title }) => title),
      [
        '○ Complete (not verified: only first pages read)',
        '6 segments, 96 MB',
        'Copy segment list',
        'Verify',
        'Complete Set with Its WAL',
        'Restore steps',
        'Show on timeline',
      ],
    );
  });

  it('has no lenses when the setting is off', async () => {
    const settings = vscode.workspace.getConfiguration(SETTINGS_PREFIX);
    const document = await open(join(folder, 'backup', 'backup_label'));
    await settings.update(SETTINGS.codeLensEnabled, false, vscode.ConfigurationTarget.Global);
    try {
      assert.deepEqual(await lensesOf(document), []);
    } finally {
      await settings.update(SETTINGS.codeLensEnabled, undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('copies the list by its lens', async () => {
    const lenses = await lensesOf(await open(join(folder, 'backup', 'backup_label')));
    const copy = lenses.find(({ title }) => title === 'Copy segment list');
    assert.ok(copy);
    await vscode.commands.executeCommand(copy.command, ...((copy.arguments ?? []) as unknown[]));
    const copied = (await vscode.env.clipboard.readText()).split('\n');
    assert.deepEqual(
      [copied.length, copied[0], copied.at(-1)],
      [6, '0000000100000002000000FB', STOP_SEGMENT],
    );
  });

  it('opens the full list', async () => {
    const lenses = await lensesOf(await open(join(folder, 'backup', 'backup_label')));
    const list = lenses.find(({ title }) => title.startsWith('6 segments'));
    assert.ok(list);
    await vscode.commands.executeCommand(list.command, ...((list.arguments ?? []) as unknown[]));
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.equal(text.match(/^[0-9A-F]{24} {2}present/gm)?.length, 6);
  });

  it('has an outline', async () => {
    const document = await open(join(archive, HISTORY));
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    const stop = symbols.find(({ name }) => name === 'STOP WAL LOCATION');
    assert.match(stop?.detail ?? '', /^3\/145D8A8/);
    assert.equal(stop?.range.start.line, 1);
  });

  it('goes from a location to what the segment says of itself', async () => {
    const document = await open(join(archive, HISTORY));
    const [target] = await vscode.commands.executeCommand<vscode.LocationLink[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      placeOf(document, '3/145D8A8'),
    );
    assert.ok(target);
    const segment = await vscode.workspace.openTextDocument(target.targetUri);
    assert.match(segment.getText(), new RegExp(`^WAL segment ${STOP_SEGMENT}\n`));
    assert.match(segment.getText(), /PostgreSQL 9\.2[^]*Page address +3\/1000000, as its name says/);
  });

  it('links every file name that is there', async () => {
    const document = await open(join(archive, HISTORY));
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
    );
    const names = links.map(({ range }) => document.getText(range));
    assert.deepEqual(names, ['0000000100000002000000FB', STOP_SEGMENT]);
  });

  it('follows a removed segment without a refresh', async () => {
    const document = await open(join(archive, HISTORY));
    assert.ok((await readdir(archive)).includes('0000000100000002000000FD'));
    await remove(join(archive, '0000000100000002000000FD'));
    const text = await until('the hover to show the missing segment', async () => {
      const shown = await hoverAt(document, '3/145D8A8');
      return shown.includes('**missing**') ? shown : undefined;
    });
    assert.match(text, /✗ `0000000100000002000000FD` \| \*\*missing\*\*/);
    const lenses = await lensesOf(document);
    assert.deepEqual(
      lenses.slice(0, 2).map(({ title }) => title),
      [
        '✗ Incomplete (WAL: 1 of 6 segments missing · data directory not verified)',
        '6 segments, 96 MB, 1 missing',
      ],
    );
  });

  it('reads a text that was never saved, and says what it cannot know', async () => {
    const content = (await open(join(archive, HISTORY))).getText();
    const document = await vscode.workspace.openTextDocument({ language: 'pg-backup-history', content });
    await vscode.window.showTextDocument(document);
    const text = await hoverAt(document, '3/145D8A8');
    await closeEditors();
    assert.match(text, /\*\*6 segments\*\*/);
    assert.match(text, /does not belong to any backup in the opened folders/);
    assert.doesNotMatch(text, /✓/);
  });
});
