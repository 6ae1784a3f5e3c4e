import assert from 'node:assert/strict';
import { archiveRoots } from '../../../src/vscode/tree/nodes/archiveNodes';
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
    assert.equal(node.description, '1 gap · recoverable to 3/2000000 · timeline 1: 5 segments');
  });

  it('names the latest recoverable point of all timelines, as `windows` does', () => {
    const window = {
      timeline: 1,
      fromLsn: lsn('2/FA000028'),
      fromTime: '2026-11-18 02:04:12.000000 UTC',
      toLsn: lsn('2/FD000000'),
      toTime: '2026-11-18 23:12:40.554293 UTC',
      setId: '/backup/nightly',
    };
    const earlier = { ...window, timeline: 2, toTime: '2026-11-18 22:00:00.000000 UTC' };
    const node = only({ windows: [window, earlier] });
    assert.match(node.description, /recoverable to Nov 18 23:12:40 · /);
  });

  it('has the icon of its state, as the command line has its exit code', () => {
    const whole = { timelines: [], findings: [] };
    assert.equal(only(whole).icon.name, 'archive');
    const unread = { code: 'encrypted-segment', severity: 'warning', args: {} } as const;
    assert.equal(only({ ...whole, findings: [unread] }).icon.name, 'warning');
    assert.equal(only({ ...whole, findings: [{ ...unread, severity: 'error' }] }).icon.name, 'error');
    const failed = { code: 'verification-failed', severity: 'error', args: {} } as const;
    assert.equal(only({ ...whole, findings: [failed] }).icon.name, 'warning');
    // A gap that does no harm is no finding.
    assert.equal(only({ findings: [] }).icon.name, 'archive');
    const gap = { code: 'archive-gap', severity: 'warning', args: {} } as const;
    // A gap is a warning, here as in the findings.
    assert.equal(only({ findings: [gap] }).icon.name, 'warning');
  });

  it('shows ranges and gaps of a timeline in the order of the WAL', () => {
    const timeline = child(only(), 'Timeline 1');
    assert.deepEqual(
      timeline.children?.().map(({ label, description }) => `${label}: ${description}`),
      [
        '0000000100000002000000FA – 0000000100000002000000FC: 3 segments, 48 MB',
        'Gap 0000000100000002000000FD – 0000000100000002000000FE: 2 segments missing',
        '000000010000000300000000 – 000000010000000300000001: 2 segments, 32 MB',
      ],
    );
  });

  it('says from which set and to which moment one can recover', () => {
    const window = child(only(), 'Recoverable');
    assert.equal(window.description, 'Nov 21 22:45:03 → 3/2000000 · from nightly · timeline 1');
    assert.deepEqual(window.tooltip().rows[0], ['From', '2026-11-21 22:45:03 UTC · 3/145D8A8']);
  });

  it('shows the newest timeline first, short times, and what ends at a gap', () => {
    const window = {
      timeline: 1,
      fromLsn: lsn('2/FA000028'),
      fromTime: '2026-11-18 02:04:12.000000 UTC',
      toLsn: lsn('2/FD000000'),
      toTime: '2026-11-18 23:12:40.554293 UTC',
      setId: '/backup/nightly',
    };
    const node = only({ windows: [window, { ...window, timeline: 2, fromTime: window.toTime }] });
    const [second, first] = node.children?.() ?? [];
    assert.equal(second?.description, 'Nov 18 23:12:40 · from nightly · timeline 2');
    assert.equal(
      first?.description,
      'Nov 18 02:04:12 → 23:12:40 · ends at a gap · from nightly · timeline 1',
    );
    assert.match(node.description, /^1 gap · recoverable to Nov 18 23:12:40 · /);
  });

  it('shows restore points with the viewer’s time, and as they are written in the tooltip', () => {
    const time = '2026-11-18 12:00:00.500000 UTC';
    const node = only({
      restorePoints: [{ name: 'before upgrade', time, lsn: lsn('2/FC000028'), timeline: 1 }],
    });
    const [point] = child(node, 'Restore points').children?.() ?? [];
    assert.equal(point?.label, 'before upgrade');
    assert.equal(point.description, 'Nov 18 12:00:00 · 2/FC000028 · timeline 1');
    assert.deepEqual(point.tooltip().rows, [['Time', time]]);
  });

  it('says why no moment is known', () => {
    const why = (more: Parameters<typeof anArchive>[0]) =>
      child(only({ windows: [], ...more }), 'Recoverable');
    assert.match(why({}).description, /until verified/);
    assert.match(why({ restorePoints: [] }).description, /no restorable set/);
    const none = only({ windows: [], layout: 'pg-wal' }).children?.() ?? [];
    assert.ok(none.every(({ label }) => label !== 'Recoverable'));
  });

  it('tells a gap that leads to the wrong branch from one that the next timeline does not need', () => {
    const at = (timeline: number, first: number, last = first) => ({ timeline, first, last });
    const timelines = [
      {
        timeline: 1,
        parent: undefined,
        switchLsn: undefined,
        ranges: [at(1, 1, 8), at(1, 10)],
        gaps: [at(1, 9)],
      },
      { timeline: 2, parent: 1, switchLsn: lsn('0/81E3160'), ranges: [at(2, 9, 10)], gaps: [at(2, 8)] },
    ];
    const histories = new Map([
      [
        2,
        {
          timeline: 2,
          switches: [
            { timeline: 1, switchLsn: lsn('0/81E3160'), switchSegment: undefined, reason: '', line: 1 },
          ],
        },
      ],
    ]);
    const node = only({ timelines, histories });
    const gapOf = (timeline: string) =>
      child(node, timeline)
        .children?.()
        .find(({ label }) => label.startsWith('Gap'));
    assert.equal(gapOf('Timeline 1')?.description, '1 segment missing · not needed for timeline 2');
    assert.equal(gapOf('Timeline 2')?.description, '1 segment missing · leads to data of the old timeline');
    assert.equal(gapOf('Timeline 2')?.icon.name, 'error');
    const window = {
      timeline: 2,
      fromLsn: 1n,
      fromTime: undefined,
      toLsn: lsn('0/7FFF438'),
      toTime: undefined,
    };
    const end = child(only({ timelines, histories, windows: [{ ...window, setId: '/x' }] }), 'Recoverable');
    assert.equal(
      end.description,
      '0/1 → 0/7FFF438 · ends at a gap · leads to data of the old timeline · timeline 2',
    );
    assert.match(end.tooltip().notes.join(), /data of the old timeline/);
    assert.equal(
      child(node, 'Timeline 2').description,
      '1 gap · 2 segments · forked from timeline 1 at 0/81E3160',
    );
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
    assert.equal(history.description, 'forked off timeline 1 at 3/5C1D0000');
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
    assert.match(description, / · 2 older timelines · timeline 3: 0 segments · /);
  });

  it('uses the set’s own name even when the label is hostile', () => {
    const catalog = aCatalog({ sets: [aSet({ label: 'a\u0000b' })] });
    const [node] = archiveRoots(catalog, context);
    assert.ok(node);
    assert.match(child(node, 'Recoverable').description, /from a␀b/);
  });
});
