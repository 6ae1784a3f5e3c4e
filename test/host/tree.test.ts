import assert from 'node:assert/strict';
import { commands, MarkdownString, TreeItemCollapsibleState } from 'vscode';
import type { TreeElement } from '../../src/vscode/tree/treeElement';
import { remove, sampleSegment, writeBackup } from '../support/sampleBackup';
import type { Inspector } from './support/inspector';
import { elementAt, inspector, itemOf, workspacePath } from './support/inspector';

const HOSTILE = '$(bug) [run](command:workbench.action.quit) <b>bold</b>';

describe('the views in VS Code', () => {
  const folder = workspacePath('tree');
  let api: Inspector;

  before(async () => {
    await writeBackup(workspacePath('tree', 'whole'), { label: 'tree whole', first: 3, last: 5 });
    await writeBackup(workspacePath('tree', 'holes'), {
      label: 'tree holes',
      first: 3,
      last: 7,
      present: [3, 4, 7],
    });
    await writeBackup(workspacePath('tree', 'long'), {
      label: 'tree long',
      first: 10,
      last: 9000,
      present: [10],
    });
    await writeBackup(workspacePath('tree', 'hostile'), { label: HOSTILE, first: 3, last: 3 });
    api = await inspector();
    await api.test.catalog.refresh();
  });

  after(async () => {
    await remove(folder);
    await api.test.catalog.refresh();
  });

  it('say how long the activation took; the size of what it loads is held by a house test', () => {
    assert.ok(api.test.activationMs > 0);
    console.log(`activation: ${api.test.activationMs.toFixed(1)} ms of own time`);
  });

  it('show every set with its verdict in words', () => {
    const whole = itemOf(api, 'sets', elementAt(api, 'sets', 'tree whole'));
    assert.match(String(whole.description), /^complete, not verified · .* · 3 segments$/);
    assert.match(whole.accessibilityInformation?.label ?? '', /^Backup set tree whole/);
    const holes = itemOf(api, 'sets', elementAt(api, 'sets', 'tree holes'));
    assert.match(String(holes.description), /^incomplete, 2 of 5 segments missing · /);
    assert.equal(holes.collapsibleState, TreeItemCollapsibleState.Collapsed);
  });

  it('lead from a set down to a missing segment', () => {
    const segment = elementAt(
      api,
      'sets',
      'tree holes',
      'Required WAL',
      '000000010000000000000005',
      sampleSegment(6),
    );
    assert.equal(itemOf(api, 'sets', segment).description, 'missing');
  });

  it('show the archive with its gap', () => {
    const archive = elementAt(api, 'archives', 'tree/holes/wal');
    assert.match(String(itemOf(api, 'archives', archive).description), /^1 gap · timeline 1: 3 segments$/);
    assert.ok(elementAt(api, 'archives', 'tree/holes/wal', 'Timeline 1', 'Gap'));
  });

  it('never give more than 500 children', () => {
    const provider = api.test.views.provider('sets');
    let leaves = 0;
    const walk = (element: TreeElement): void => {
      const children = provider.getChildren(element);
      assert.ok(children.length <= 500, `${element.node.label}: ${String(children.length)}`);
      leaves += children.filter((child) => /^[0-9A-F]{24}$/.test(child.node.label)).length;
      children.forEach(walk);
    };
    walk(elementAt(api, 'sets', 'tree long', 'Required WAL'));
    assert.equal(leaves, 8991);
  });

  it('resolve tooltips only when asked, and without live markup', () => {
    const element = elementAt(api, 'sets', '$(bug)');
    const provider = api.test.views.provider('sets');
    const item = provider.getTreeItem(element);
    assert.equal(item.tooltip, undefined);
    const { tooltip } = provider.resolveTreeItem(item, element);
    assert.ok(tooltip instanceof MarkdownString);
    assert.notEqual(tooltip.isTrusted, true);
    assert.doesNotMatch(tooltip.value, /\[run\]\(|<b>/);
  });

  it('reveal a segment in the middle of thousands', async () => {
    const { views } = api.test;
    await commands.executeCommand('pgBackupInspector.goToLsn', sampleSegment(7777));
    assert.deepEqual(
      views.view('sets').selection.map((element) => element.node.label),
      [sampleSegment(7777)],
    );
  });

  it('count the sets that need attention on the badge', () => {
    const problems = api
      .report()
      .sets.filter(({ verdict }) => !['restorable', 'complete'].includes(verdict)).length;
    assert.ok(problems >= 2);
    assert.equal(api.test.views.view('sets').badge?.value, problems);
  });
});
