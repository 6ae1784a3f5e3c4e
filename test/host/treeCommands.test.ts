import assert from 'node:assert/strict';
import { commands, env, window } from 'vscode';
import { COMMANDS } from '../../src/vscode/ids';
import { remove, sampleSegment, writeBackup } from '../support/sampleBackup';
import type { Inspector } from './support/inspector';
import { elementAt, inspector, setLabelled, workspacePath } from './support/inspector';

describe('the commands of the tree', () => {
  const folder = workspacePath('commands');
  let api: Inspector;
  let setId: string;

  before(async () => {
    await writeBackup(folder, { label: 'commands', first: 4094, last: 4097, present: [4094, 4095, 4097] });
    api = await inspector();
    await api.test.catalog.refresh();
    setId = setLabelled(api, 'commands')?.id ?? '';
  });

  after(async () => {
    await commands.executeCommand('workbench.action.closeAllEditors');
    await remove(folder);
    await api.test.catalog.refresh();
  });

  beforeEach(() => env.clipboard.writeText('untouched'));

  const clipboard = () => env.clipboard.readText();

  it('copy the list of segments of a set, missing ones too', async () => {
    await commands.executeCommand(COMMANDS.copySegmentList, setId);
    const names = [4094, 4095, 4096, 4097].map(sampleSegment);
    assert.equal(await clipboard(), names.join('\n'));
    assert.equal(names[2], '000000010000000100000000');
  });

  it('copy the same list from the node of the set', async () => {
    await commands.executeCommand(COMMANDS.copySegmentList, elementAt(api, 'sets', 'commands'));
    assert.equal((await clipboard()).split('\n').length, 4);
  });

  it('copy an LSN, a segment name and a path', async () => {
    const start = elementAt(api, 'sets', 'commands', 'Start');
    await commands.executeCommand(COMMANDS.copyLsn, start);
    assert.equal(await clipboard(), '0/FFE00028');
    await commands.executeCommand(COMMANDS.copySegmentName, start);
    assert.equal(await clipboard(), sampleSegment(4094));
    await commands.executeCommand(
      COMMANDS.copyPath,
      elementAt(api, 'sets', 'commands', 'Files', 'Backup label'),
    );
    assert.match(await clipboard(), /commands\/base\/backup_label$/);
  });

  it('copy every selected segment when the clicked one is among them', async () => {
    const run = elementAt(api, 'sets', 'commands', 'Required WAL', sampleSegment(4094));
    const segments = api.test.views.provider('sets').getChildren(run);
    assert.equal(segments.length, 2);
    await commands.executeCommand(COMMANDS.copySegmentName, segments[0], segments);
    assert.equal(await clipboard(), [4094, 4095].map(sampleSegment).join('\n'));
  });

  it('leave the clipboard alone for a set that is gone', async () => {
    await commands.executeCommand(COMMANDS.copySegmentList, '/no/such/set');
    assert.equal(await clipboard(), 'untouched');
  });

  it('select a set by its id', async () => {
    await commands.executeCommand(COMMANDS.showInTree, setId);
    const [selected] = api.test.views.view('sets').selection;
    assert.equal(selected?.node.values.setId, setId);
    assert.equal(api.test.views.view('sets').visible, true);
  });

  it('go to a location: to the segment that holds it', async () => {
    await commands.executeCommand(COMMANDS.goToLsn, '1/00000123');
    const [selected] = api.test.views.view('sets').selection;
    assert.equal(selected?.node.label, sampleSegment(4096));
    assert.match(selected.node.description, /^missing/);
  });

  it('open a file at its line', async () => {
    const place = {
      path: workspacePath('commands', 'base', 'backup_label').replaceAll('\\', '/'),
      line: 6,
      column: 8,
    };
    await commands.executeCommand(COMMANDS.openFile, place);
    const editor = window.activeTextEditor;
    assert.match(editor?.document.uri.path ?? '', /commands\/base\/backup_label$/);
    assert.deepEqual([editor?.selection.active.line, editor?.selection.active.character], [5, 7]);
  });

  it('open the list of segments as a document', async () => {
    await commands.executeCommand(COMMANDS.openSegmentList, setId);
    assert.equal(window.activeTextEditor?.document.uri.scheme, 'pg-backup-segments');
    assert.match(window.activeTextEditor.document.getText(), new RegExp(sampleSegment(4096)));
  });

  it('do nothing with arguments that are no nodes', async () => {
    const editor = window.activeTextEditor;
    for (const argument of [7, {}, [], { path: 3 }, { node: { values: { lsn: '0/1' } } }]) {
      await commands.executeCommand(COMMANDS.copyLsn, argument);
      await commands.executeCommand(COMMANDS.openFile, argument);
    }
    assert.equal(await clipboard(), 'untouched');
    assert.equal(window.activeTextEditor, editor);
  });

  it('copy what the keyboard has selected', async () => {
    await commands.executeCommand(COMMANDS.goToLsn, sampleSegment(4096));
    await commands.executeCommand(COMMANDS.copy);
    assert.equal(await clipboard(), sampleSegment(4096));
  });
});
