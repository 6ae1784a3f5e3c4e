import assert from 'node:assert/strict';
import { commands, window, workspace } from 'vscode';
import { COMMANDS, RESTORE_SCHEME } from '../../src/vscode/ids';
import { remove, writeBackup } from '../support/sampleBackup';
import { closeEditors, until } from './support/editor';
import type { Inspector } from './support/inspector';
import { elementAt, inspector, setLabelled, workspacePath } from './support/inspector';

describe('the commands about recovery', () => {
  const folder = workspacePath('recovery');
  let api: Inspector;
  let setId: string;

  before(async () => {
    await writeBackup(folder, {
      label: 'recovery',
      first: 4094,
      last: 4097,
      present: [4094, 4095, 4096, 4097],
    });
    api = await inspector();
    await api.test.catalog.refresh();
    setId = setLabelled(api, 'recovery')?.id ?? '';
  });

  after(async () => {
    await closeEditors();
    await remove(folder);
    await api.test.catalog.refresh();
  });

  /** The text of the document that a command opened. */
  const shown = (start: string): Promise<string> =>
    until(start, () => {
      const document = window.activeTextEditor?.document;
      const text = document?.uri.scheme === RESTORE_SCHEME ? document.getText() : '';
      return Promise.resolve(text.startsWith(start) ? text : undefined);
    });

  it('answer a question with a document: never more than was read', async () => {
    await commands.executeCommand(COMMANDS.askRecovery, '1/00280000');
    const text = await shown('Can I recover to 1/280000?');
    assert.match(text, /^(Perhaps|No): /m);
    assert.match(text, /Not verified: only .*names/);
  });

  it('open the restore steps of a set as a script', async () => {
    await commands.executeCommand(COMMANDS.showRestoreSteps, setId, { target: null });
    const text = await shown('# Restore “recovery”');
    assert.match(text, /^# 1\. /m);
    assert.equal(window.activeTextEditor?.document.isDirty, false);
    assert.match(text, /Copy the backup/);
    assert.match(text, /^cp '.*\/recovery\/base\/backup_label' "\$data\/backup_label"$/m);
  });

  it('open them from the node of a set', async () => {
    await closeEditors();
    await commands.executeCommand(COMMANDS.showRestoreSteps, elementAt(api, 'sets', 'recovery'), {
      target: null,
    });
    assert.match(await shown('# Restore “recovery”'), /pg_ctl start/);
  });

  /** Takes the first choice of a list as soon as there is one: no event reports that. */
  const takeFirst = <T>(what: string, done: () => T | undefined): Promise<T> =>
    until(what, async () => {
      const result = done();
      if (result === undefined) await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return result;
    });
  const textOf = (uri: string): string | undefined => {
    const text = workspace.textDocuments.find((document) => document.uri.toString() === uri)?.getText();
    return text === '' ? undefined : text;
  };
  const activeUri = (): string => window.activeTextEditor?.document.uri.toString() ?? '';

  it('ask to where a set is to be restored: first to the end of the backup; given up, nothing is opened', async () => {
    await closeEditors();
    const given = commands.executeCommand(COMMANDS.showRestoreSteps, setId);
    let ended = false;
    void given.then(() => (ended = true));
    await until('the question to be given up', async () => {
      await commands.executeCommand('workbench.action.closeQuickOpen');
      return ended ? true : undefined;
    });
    assert.equal(window.activeTextEditor, undefined);
    void commands.executeCommand(COMMANDS.showRestoreSteps, setId);
    const text = await takeFirst('the steps', () => {
      const document = window.activeTextEditor?.document;
      return document?.uri.scheme === RESTORE_SCHEME ? document.getText() : undefined;
    });
    assert.match(text, /^# Restore “recovery”/);
    assert.match(text, /the end of (this|the) backup/);
  });

  it('offer to read the records where an answer rests on names, and answer again by themselves', async () => {
    await closeEditors();
    await commands.executeCommand(COMMANDS.askRecovery, 'latest');
    assert.match(await shown('Can I recover to '), /^Perhaps: /m);
    const uri = activeUri();
    const text = await takeFirst('the second answer', () => {
      const now = textOf(uri);
      return now === undefined || /^Perhaps: /m.test(now) ? undefined : now;
    });
    // The WAL of this set has only first pages.
    assert.match(text, /^No: /m);
    assert.equal(setLabelled(api, 'recovery')?.verdict, 'damaged');
    await commands.executeCommand('workbench.action.closeQuickOpen');
  });

  it('list obsolete WAL, and delete nothing', async () => {
    const archive = api.report().sets.find(({ id }) => id === setId);
    assert.ok(archive);
    const path = api.report().archives.find((one) => one.path.startsWith(folder.replaceAll('\\', '/')))?.path;
    assert.ok(path);
    await commands.executeCommand(COMMANDS.showObsoleteWal, path, { kind: 'count', count: 1 });
    const text = await shown('Obsolete WAL in');
    assert.match(text, /Not needed: 0 files/);
    assert.match(text, /needed by “recovery”/);
  });
});
