import assert from 'node:assert/strict';
import type { Catalog } from '../../../src/core/model/catalog';
import type { BackupSet } from '../../../src/core/model/backupSet';
import { node } from '../../../src/vscode/tree/model/node';
import { setRoots } from '../../../src/vscode/tree/nodes/setNodes';
import { TreeElement, update } from '../../../src/vscode/tree/treeElement';
import { aCatalog, aSet } from '../report/fabricated';
import { aContext } from './support';

const top = (catalog: Catalog) =>
  node('top', '', '', { name: 'blank' }, { children: () => setRoots(catalog, aContext()) });

/** Loads everything, as a view does in which all nodes are expanded. */
function open(element: TreeElement): TreeElement {
  element.load().forEach(open);
  return element;
}

const other = (more: Partial<BackupSet> = {}) =>
  aSet({ id: '/backup/b', path: '/backup/b', label: 'other', ...more });

describe('a refresh of the tree', () => {
  it('draws nothing again when nothing changed', () => {
    const element = open(new TreeElement(top(aCatalog()), undefined));
    assert.deepEqual(update(element, top(aCatalog())), []);
  });

  it('draws only the set that changed', () => {
    const element = open(new TreeElement(top(aCatalog({ sets: [aSet(), other()] })), undefined));
    const changed = update(element, top(aCatalog({ sets: [aSet(), other({ verdict: 'damaged' })] })));
    assert.deepEqual(
      changed.map((entry) => entry.node.label),
      ['other'],
    );
  });

  it('draws segments again of which more was read, for their tooltips', () => {
    const element = open(new TreeElement(top(aCatalog()), undefined));
    const [before] = aCatalog().sets;
    const runs = before?.required?.runs.map((run) => ({ ...run, level: 'records' as const })) ?? [];
    const after = aSet({
      ...(before?.required === undefined ? {} : { required: { ...before.required, runs } }),
    });
    assert.notDeepEqual(update(element, top(aCatalog({ sets: [after] }))), []);
  });

  it('draws the top when a set appears', () => {
    const element = open(new TreeElement(top(aCatalog()), undefined));
    assert.deepEqual(update(element, top(aCatalog({ sets: [aSet(), other()] }))), [element]);
  });

  it('draws a new finding below an unchanged line of its set', () => {
    const finding = (line: number) => ({ code: 'unusual-label', severity: 'info', args: {}, line }) as const;
    const element = open(
      new TreeElement(top(aCatalog({ sets: [aSet({ findings: [finding(1)] })] })), undefined),
    );
    const changed = update(element, top(aCatalog({ sets: [aSet({ findings: [finding(1), finding(2)] })] })));
    assert.deepEqual(
      changed.map((entry) => entry.node.label),
      ['Findings'],
    );
  });

  it('keeps the element of what stays, with its new content', () => {
    const element = open(new TreeElement(top(aCatalog({ sets: [aSet(), other()] })), undefined));
    const before = element.children?.find((entry) => entry.node.label === 'other');
    update(element, top(aCatalog({ sets: [other({ verdict: 'damaged' })] })));
    const [after] = element.load();
    assert.equal(after, before);
    assert.match(after?.node.description ?? '', /damaged/);
  });

  it('does not build what nobody has opened', () => {
    let built = 0;
    const lazy = () =>
      node(
        'top',
        '',
        '',
        { name: 'blank' },
        {
          children: () => [
            node(
              'a',
              'a',
              '',
              { name: 'file' },
              {
                children: () => {
                  built++;
                  return [];
                },
              },
            ),
          ],
        },
      );
    const element = new TreeElement(lazy(), undefined);
    element.load();
    update(element, lazy());
    assert.equal(built, 0);
  });
});
