import assert from 'node:assert/strict';
import type { Catalog } from '../../../src/core/model/catalog';
import type { WalArchive } from '../../../src/core/model/walArchive';
import type { TimelineHistory } from '../../../src/core/wal/timelines';
import { buildPicture } from '../../../src/core/timeline/buildPicture';
import type { Lane, Picture, WalRun } from '../../../src/core/timeline/picture';
import { homelessSets, scopesOf } from '../../../src/core/timeline/scopes';
import { runAt } from '../../../src/core/timeline/stack';
import { walGeometry } from '../../../src/core/wal/geometry';
import { isPicture } from '../../../src/protocol/picture';
import { aSet, anArchive, lsn } from '../report/fabricated';

const geometry = walGeometry(16 * 1024 * 1024, 150000);

/** An archive of a recent server: `ranges` as [timeline, first, last]. */
function archiveOf(ranges: readonly [number, number, number][], more: Partial<WalArchive> = {}): WalArchive {
  const runs = ranges.map(([timeline, first, last]) => ({ timeline, first, last, suffix: '' }));
  const timelines = [...new Set(ranges.map(([timeline]) => timeline))].map((timeline) => ({
    timeline,
    parent: undefined,
    switchLsn: undefined,
    ranges: runs.filter((run) => run.timeline === timeline),
    gaps: [],
  }));
  return anArchive({ geometry, versionNum: 150000, runs, timelines, windows: [], ...more });
}

/** A set of that server from segment to segment, without a fault. */
function setOf(id: string, first: number, last: number, more: Parameters<typeof aSet>[0] = {}) {
  const range = { timeline: 1, first, last };
  const at = (segment: number): bigint => BigInt(segment) * BigInt(geometry.segmentSize) + 40n;
  return aSet({
    id,
    path: id,
    label: id,
    geometry,
    versionNum: 150000,
    start: { lsn: at(first), timeline: 1, time: { text: '', epochMs: first * 1000 } },
    stop: {
      lsn: at(last),
      timeline: 1,
      time: { text: '', epochMs: last * 1000 },
      source: 'backup-history-file',
    },
    required: {
      ranges: [range],
      runs:
        more.missing === undefined
          ? [{ ...range, state: 'present', suffix: '', level: 'headers', archive: '/archive' }]
          : [],
      count: last - first + 1,
      bytes: 1,
      openEnd: false,
    },
    missing: [],
    verdict: 'complete',
    ...more,
  });
}

function pictureOf(catalog: Partial<Catalog>, scope = 0): Picture {
  const whole = { sets: [], archives: [], findings: [], ...catalog };
  const contents = scopesOf(whole);
  const content = contents[scope];
  assert.ok(content);
  const picture = buildPicture(content, homelessSets(whole, contents));
  assert.ok(isPicture(JSON.parse(JSON.stringify(picture))), 'it can travel');
  return picture;
}

function laneOf({ lanes }: Picture, timeline: number): Lane {
  const lane = lanes.find((each) => each.timeline === timeline);
  assert.ok(lane, `timeline ${String(timeline)}`);
  return lane;
}

function runsOf({ runs }: Lane): (WalRun | undefined)[] {
  return Array.from({ length: runs.length / 3 }, (_, index) => runAt(runs, index));
}

function history(timeline: number, ...switches: [number, string][]): [number, TimelineHistory] {
  const list = switches.map(([parent, at], line) => ({
    timeline: parent,
    switchLsn: lsn(at),
    switchSegment: undefined,
    reason: '',
    line: line + 1,
  }));
  return [timeline, { timeline, switches: list }];
}

describe('the picture of an archive', () => {
  it('has what is there and what is not, with what each gap costs', () => {
    const archive = archiveOf([
      [1, 0, 9],
      [1, 12, 30],
    ]);
    const missing = [{ timeline: 1, first: 10, last: 11 }];
    const sets = [
      setOf('weekly', 2, 4),
      setOf('broken', 8, 13, { missing, verdict: 'incomplete' }),
      setOf('nightly', 20, 22),
    ];
    const lane = laneOf(pictureOf({ archives: [archive], sets }), 1);
    assert.deepEqual(
      runsOf(lane).map((run) => [run?.first, run?.last, run?.state]),
      [
        [0, 9, 'present'],
        [10, 11, 'missing'],
        [12, 30, 'present'],
      ],
    );
    const [gap, ...more] = lane.gaps;
    assert.equal(more.length, 0);
    assert.deepEqual(gap, {
      first: 10,
      last: 11,
      kind: 'between',
      blocks: ['broken'],
      ends: ['weekly'],
      blockedCount: 1,
      endedCount: 1,
      bypassedBy: null,
      next: 'nightly',
      lost: null,
    });
  });

  it('never calls a set the way out that cannot be restored itself', () => {
    const archive = archiveOf([
      [1, 0, 9],
      [1, 12, 30],
    ]);
    const sets = [setOf('weekly', 2, 4), setOf('bad', 14, 15, { verdict: 'damaged' })];
    assert.equal(laneOf(pictureOf({ archives: [archive], sets }), 1).gaps[0]?.next, null);
  });

  it('shows what follows by names as not proven, and where it ends', () => {
    const archive = archiveOf([
      [1, 0, 9],
      [1, 12, 30],
    ]);
    const sets = [setOf('weekly', 2, 4), setOf('tuesday', 5, 6), setOf('nightly', 20, 22)];
    const { bands } = laneOf(pictureOf({ archives: [archive], sets }), 1);
    assert.deepEqual(
      bands.map(({ sets: from, to, proven, endsAt, fromMs, toMs }) => [
        from,
        to,
        proven,
        endsAt,
        fromMs,
        toMs,
      ]),
      [
        [['weekly', 'tuesday'], 10, false, 'gap', 4000, null],
        [['nightly'], 31, false, 'end', 22_000, null],
      ],
    );
  });

  it('shows what records prove instead, with its times', () => {
    const windows = [
      {
        timeline: 1,
        fromLsn: lsn('0/4000028'),
        fromTime: '2026-11-18 02:00:00.000000 UTC',
        toLsn: lsn('0/9800000'),
        toTime: '2026-11-18 23:12:40.123456 UTC',
        setId: 'weekly',
      },
    ];
    const restorePoints = [
      { name: 'a\u202e', time: '2026-11-18 12:00:00.000000 UTC', lsn: lsn('0/7000000'), timeline: 1 },
    ];
    const picture = pictureOf({
      archives: [archiveOf([[1, 0, 9]], { windows, restorePoints })],
      sets: [setOf('weekly', 2, 4, { verdict: 'restorable' })],
    });
    const lane = laneOf(picture, 1);
    assert.deepEqual(
      lane.bands.map(({ proven, to, toMs }) => [proven, to, toMs]),
      [[true, 9.5, Date.UTC(2026, 10, 18, 23, 12, 40, 123)]],
    );
    assert.equal(picture.recordsRead, true);
    assert.deepEqual(
      lane.points.map(({ name, at }) => [name, at]),
      [['a⟨U+202E⟩', 7]],
    );
    assert.ok(lane.knots.length >= 3);
    lane.knots.reduce((before, knot) => {
      assert.ok(knot.at > before.at && knot.ms > before.ms);
      return knot;
    });
  });

  it('puts damage over what is there, by its name in a finding', () => {
    const segment = '000000010000000000000005';
    const finding = { severity: 'error', args: {}, segment } as const;
    for (const [code, state] of [
      ['recycled-segment', 'recycled'],
      ['zeroed-segment', 'damaged'],
    ] as const) {
      const archive = archiveOf([[1, 0, 9]], { findings: [{ ...finding, code }] });
      const runs = runsOf(laneOf(pictureOf({ archives: [archive] }), 1));
      assert.deepEqual(runs[1], { first: 5, last: 5, state });
    }
  });

  it('shows a partial segment only where no whole one is', () => {
    const partials = [
      { timeline: 1, first: 9, last: 9, suffix: '.partial' },
      { timeline: 1, first: 10, last: 10, suffix: '.partial' },
    ];
    const lane = laneOf(pictureOf({ archives: [archiveOf([[1, 0, 9]], { partials })] }), 1);
    assert.deepEqual(runsOf(lane).at(-1), { first: 10, last: 10, state: 'partial' });
  });
});

describe('timelines in the picture', () => {
  const histories = new Map([history(2, [1, '0/5200000']), history(3, [1, '0/5200000'], [2, '0/5800000'])]);
  const archive = archiveOf(
    [
      [1, 0, 8],
      [3, 5, 12],
    ],
    { histories },
  );
  const picture = pictureOf({ archives: [archive], sets: [setOf('weekly', 1, 2)] });

  it('fork where they did, also twice in one segment and without WAL of their own between', () => {
    assert.deepEqual(
      picture.lanes.map(({ timeline, parent, fork, forkLsn }) => [timeline, parent, fork, forkLsn]),
      [
        [1, null, null, null],
        [2, 1, 5.125, '0/5200000'],
        [3, 2, 5.5, '0/5800000'],
      ],
    );
  });

  it('show what the newest one does not pass as another branch', () => {
    assert.deepEqual(
      runsOf(laneOf(picture, 1)).map((run) => [run?.first, run?.last, run?.state]),
      [
        [0, 4, 'present'],
        [5, 8, 'branch'],
      ],
    );
  });

  it('carry the bands of sets of their parents', () => {
    const [band] = laneOf(picture, 3).bands;
    assert.deepEqual([band?.sets, band?.to], [['weekly'], 13]);
  });

  it('miss their first segments where they lack: recovery would take those of the old one', () => {
    const late = archiveOf(
      [
        [1, 0, 8],
        [2, 7, 12],
      ],
      { histories: new Map([history(2, [1, '0/5200000'])]) },
    );
    const [gap] = laneOf(pictureOf({ archives: [late], sets: [setOf('weekly', 1, 2)] }), 2).gaps;
    assert.deepEqual([gap?.first, gap?.last, gap?.kind], [5, 6, 'fork']);
  });

  it('end at their first segments where these lack and the old one has no such file', () => {
    const pruned = archiveOf(
      [
        [1, 0, 4],
        [2, 7, 12],
      ],
      { histories: new Map([history(2, [1, '0/5200000'])]) },
    );
    const [gap] = laneOf(pictureOf({ archives: [pruned], sets: [setOf('weekly', 1, 2)] }), 2).gaps;
    assert.deepEqual([gap?.first, gap?.last, gap?.kind], [5, 6, 'between']);
  });
});

describe('what can be chosen', () => {
  it('keeps servers apart, and gives each archive', () => {
    const other = archiveOf([[1, 0, 3]], { path: '/other', systemIdentifier: 2n });
    const catalog = {
      archives: [archiveOf([[1, 0, 9]]), other],
      sets: [setOf('weekly', 2, 4)],
      findings: [],
    };
    assert.deepEqual(
      scopesOf(catalog).map(({ scope }) => [scope.kind, scope.path, scope.setCount]),
      [
        ['server', '', 1],
        ['archive', '/archive', 1],
        ['server', '', 0],
        ['archive', '/other', 0],
      ],
    );
  });

  it('does not fill a hole of the archive with the pg_wal of a copy', () => {
    const holed = archiveOf([
      [1, 0, 4],
      [1, 6, 9],
    ]);
    const copy = archiveOf([[1, 5, 5]], { path: '/copy/pg_wal', layout: 'pg-wal' });
    const lane = laneOf(pictureOf({ archives: [holed, copy] }), 1);
    assert.deepEqual(runsOf(lane)[1], { first: 5, last: 5, state: 'missing' });
  });

  it('lists sets whose place cannot be told, and draws nothing of them', () => {
    const lost = aSet({
      id: 'lost',
      required: undefined,
      geometry: undefined,
      systemIdentifier: undefined,
      archives: [],
    });
    const picture = pictureOf({ archives: [archiveOf([[1, 0, 9]])], sets: [lost] });
    assert.deepEqual(picture.sets, []);
    assert.deepEqual(
      picture.unplaced.map(({ id }) => id),
      ['lost'],
    );
  });

  it('shortens what files say to what can be shown', () => {
    const set = setOf('a', 2, 4, { label: 'x'.repeat(1_000_000) });
    const [bar] = pictureOf({ archives: [archiveOf([[1, 0, 9]])], sets: [set] }).sets;
    assert.ok(bar !== undefined && bar.title.length < 100);
  });
});
