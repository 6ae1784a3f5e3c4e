import assert from 'node:assert/strict';
import { commands, window } from 'vscode';
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

  /** The text of the document that a command has opened. */
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
    assert.match(text, /This rests on names/);
  });

  it('open the restore steps of a set as a script', async () => {
    await commands.executeCommand(COMMANDS.showRestoreSteps, setId, { target: null });
    const text = await shown('# Restore “recovery”');
    assert.match(text, /^# 1\. /m);
    assert.equal(window.activeTextEditor?.document.isDirty, false);
    assert.match(text, /Bring the files of the backup/);
    assert.match(text, /^cp '.*\/recovery\/base\/backup_label' "\$data\/backup_label"$/m);
  });

  it('open them from the node of a set', async () => {
    await closeEditors();
    await commands.executeCommand(COMMANDS.showRestoreSteps, elementAt(api, 'sets', 'recovery'), {
      target: null,
    });
    assert.match(await shown('# Restore “recovery”'), /pg_ctl start/);
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
