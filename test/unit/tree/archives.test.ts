import assert from 'node:assert/strict';
import { archiveRoots } from '../../../src/vscode/tree/model/archiveNodes';
import { aCatalog, anArchive, aSet, lsn } from '../report/fabricated';
import { aContext, child, everything } from './support';

const context = aContext();
const only = (...more: Parameters<typeof anArchive>) => {
  const [node] = archiveRoots(aCatalog({ archives: [anArchive(...more)] }), context);
  assert.ok(node);
  return node;
};

describe('the tree of WAL archives', () => {
  it('sums up timelines and gaps in one line', () => {
    const node = only();
    assert.equal(node.label, '/archive');
    assert.equal(node.description, 'timeline 1: 5 segments, 1 gap');
    assert.equal(node.icon.name, 'warning');
  });

  it('shows ranges and gaps of a timeline in the order of the WAL', () => {
    const timeline = child(only(), 'Timeline 1');
    assert.deepEqual(
      timeline.children?.().map(({ label, description }) => `${label}: ${description}`),
      [
        '…02000000FA – FC: 3 segments, 48 MB',
        'Gap …02000000FD – FE: 2 segments missing',
        '…0300000000 – 01: 2 segments, 32 MB',
      ],
    );
  });

  it('says from which set and to which moment one can recover', () => {
    const window = child(only(), 'Recoverable');
    assert.equal(window.description, '2026-11-21 22:45:03 UTC → 3/2000000 · from nightly · timeline 1');
  });

  it('shows partial segments and history files, which open', () => {
    const switches = [
      {
        timeline: 1,
        switchLsn: lsn('3/5C1D0000'),
        switchSegment: undefined,
        reason: 'no recovery target specified',
        line: 1,
      },
    ];
    const node = only({
      partials: [{ timeline: 1, first: 770, last: 770, suffix: '.partial' }],
      histories: new Map([[2, { timeline: 2, switches }]]),
    });
    assert.equal(child(node, 'Partial segments').children?.()[0]?.description, '.partial');
    const [history] = child(node, 'Timeline history files').children?.() ?? [];
    assert.equal(history?.label, '00000002.history');
    assert.equal(history.description, 'left timeline 1 at 3/5C1D0000');
    assert.deepEqual(history.open, { path: '/archive/00000002.history' });
  });

  it('stays within 500 children and unique ids with thousands of gaps', () => {
    const ranges = Array.from({ length: 3000 }, (_, index) => ({
      timeline: 1,
      first: index * 3,
      last: index * 3,
    }));
    const gaps = ranges.map(({ first }) => ({ timeline: 1, first: first + 1, last: first + 2 }));
    const node = only({
      timelines: [{ timeline: 1, parent: undefined, switchLsn: undefined, ranges, gaps }],
    });
    const ids = new Set<string>();
    for (const entry of everything([node])) {
      assert.ok((entry.children?.().length ?? 0) <= 500);
      assert.ok(!ids.has(entry.id), entry.id);
      ids.add(entry.id);
    }
  });

  it('shows an archive whose segment size is unknown without ranges', () => {
    const node = only({ geometry: undefined, timelines: [], segmentCount: 12 });
    assert.equal(node.description, '12 segments');
  });

  it('shows only the latest timelines in the summary', () => {
    const timelines = [1, 2, 3, 4, 5].map((timeline) => ({
      timeline,
      parent: undefined,
      switchLsn: timeline === 1 ? undefined : lsn('3/0'),
      ranges: [],
      gaps: [],
    }));
    const { description } = only({ timelines });
    assert.match(description, /^2 older timelines · timeline 3: 0 segments, forked at 3\/0 · /);
  });

  it('uses the set’s own name even when the label is hostile', () => {
    const catalog = aCatalog({ sets: [aSet({ label: 'a\u0000b' })] });
    const [node] = archiveRoots(catalog, context);
    assert.ok(node);
    assert.match(child(node, 'Recoverable').description, /from a␀b/);
  });
});
