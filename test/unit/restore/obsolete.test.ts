import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BackupSet } from '../../../src/core/model/backupSet';
import type { InventoryRun, WalArchive } from '../../../src/core/model/walArchive';
import type { KeepRule } from '../../../src/core/restore/obsolete/keepRule';
import { findObsoleteWal } from '../../../src/core/restore/obsolete/obsolete';
import {
  fileNames,
  removalCommand,
  obsoleteList,
  obsoleteText,
} from '../../../src/core/restore/obsolete/obsoleteText';
import type { ObsoleteWal, WalFileRange } from '../../../src/core/restore/types';
import { archive, at, backup, history, MEGABYTE, run } from './world';
import { judgedAs } from '../../support/judgedAs';

const half = (_: WalArchive, { first, last }: InventoryRun): Promise<number> =>
  Promise.resolve(((last - first + 1) * MEGABYTE) / 2);

const ask = (wal: WalArchive, sets: readonly BackupSet[], keep: KeepRule): Promise<ObsoleteWal> =>
  findObsoleteWal({ sets, archives: [wal] }, wal, keep, half);

const names = (ranges: readonly WalFileRange[], wal: WalArchive): string[] =>
  ranges.flatMap((range) => [...fileNames(range, wal)]).sort();

const old = backup('old', 2, 3, { began: '01:00:00' });
const recent = backup('recent', 6, 7, { began: '02:00:00' });

describe('obsoleteWal', () => {
  const wal = archive([run(1, 1, 9)]);

  it('calls everything before the kept set obsolete, as pg_archivecleanup does', async () => {
    const result = await ask(wal, [old, recent], { kind: 'count', count: 1 });
    assert.deepEqual(
      result.obsolete.ranges.map(({ first, last, count, bytes }) => [first, last, count, bytes]),
      [['000000010000000000000001', '000000010000000000000005', 5, String(5 * MEGABYTE)]],
    );
    assert.deepEqual(
      result.needed.ranges.map(({ first, last, reason, why }) => [
        first.slice(-2),
        last.slice(-2),
        reason,
        why,
      ]),
      [
        ['06', '07', 'set', 'needed by “recent”'],
        ['08', '09', 'recovery', 'for recovery after “recent”'],
      ],
    );
    assert.deepEqual(result.archiveCleanup, ['/wal', '000000010000000000000006']);
    assert.deepEqual(
      result.lost.map(({ label }) => label),
      ['old'],
    );
    assert.equal(removalCommand(result, wal), "pg_archivecleanup '/wal' '000000010000000000000006'");
    assert.match(obsoleteText(result), /Not needed: 5 files, 5 MB\. Needed: 4 files, 4 MB\./);
  });

  it('keeps from the named set on', async () => {
    const result = await ask(wal, [old, recent], { kind: 'set', setId: old.id });
    assert.deepEqual(names(result.obsolete.ranges, wal), ['000000010000000000000001']);
    assert.deepEqual(result.lost, []);
    assert.equal(result.needed.ranges[1]?.why, 'for recovery after “old”');
  });

  it('counts only sets that nothing speaks against, but keeps the newer ones too', async () => {
    const broken = backup('broken', 8, 9, { began: '03:00:00', verdict: 'damaged' });
    const result = await ask(wal, [old, recent, broken], { kind: 'count', count: 1 });
    assert.deepEqual(
      result.kept.map(({ label }) => label),
      ['recent', 'broken'],
    );
    assert.ok(result.warnings.some((text) => text.includes('1 kept set of 2 is not proven')));
  });

  it('warns where nothing proven would be left', async () => {
    const unproven = { ...recent, ...judgedAs('complete') };
    const { warnings } = await ask(wal, [old, unproven], { kind: 'count', count: 1 });
    assert.ok(warnings.some((text) => text.includes('None of the kept sets is proven restorable')));
  });

  it('lets go what lies behind a fork that no kept set can reach, which pg_archivecleanup keeps', async () => {
    const forked = archive([run(1, 1, 9), run(2, 5, 9)], {
      histories: new Map([[2, history([1, at(5)])]]),
    });
    const young = backup('young', 7, 7, { timeline: 2, began: '03:00:00' });
    const result = await ask(forked, [old, young], { kind: 'count', count: 1 });
    assert.deepEqual(names(result.obsolete.ranges, forked), [
      ...Array.from({ length: 9 }, (_, i) => `00000001000000000000000${i + 1}`),
      '000000020000000000000005',
      '000000020000000000000006',
    ]);
    assert.equal(result.archiveCleanup, null);
    const command = removalCommand(result, forked) ?? '';
    assert.match(command, /^\(cd '\/wal' \|\| exit\nrm -- 000000010000000000000001 /);
    assert.deepEqual(result.histories, [{ name: '00000002.history', why: 'history of timeline 2' }]);
  });

  it('keeps what a newer set on another branch needs although it has lower numbers', async () => {
    const forked = archive([run(1, 1, 9), run(2, 3, 6)], {
      histories: new Map([[2, history([1, at(3)])]]),
    });
    const branch = backup('branch', 4, 4, { timeline: 2, began: '03:00:00' });
    const result = await ask(forked, [recent, branch], { kind: 'set', setId: recent.id });
    assert.deepEqual(names(result.obsolete.ranges, forked), [
      ...Array.from({ length: 5 }, (_, i) => `00000001000000000000000${i + 1}`),
      '000000020000000000000003',
    ]);
    // pg_archivecleanup with the older number would keep more, with the newer one it would destroy the branch.
    assert.equal(result.archiveCleanup, null);
  });

  it('keeps both timelines after a set before the fork', async () => {
    const forked = archive([run(1, 1, 9), run(2, 5, 9)], {
      histories: new Map([[2, history([1, at(5)])]]),
    });
    const result = await ask(forked, [old], { kind: 'count', count: 1 });
    assert.deepEqual(names(result.obsolete.ranges, forked), ['000000010000000000000001']);
    assert.deepEqual(result.archiveCleanup, ['/wal', '000000010000000000000002']);
  });

  it('keeps in doubt: a timeline without its history', async () => {
    const lost = archive([run(1, 1, 9), run(7, 4, 9)]);
    const result = await ask(lost, [recent], { kind: 'count', count: 1 });
    const doubtful = result.needed.ranges.filter(({ reason }) => reason === 'unknown');
    assert.deepEqual(
      doubtful.map(({ first, last }) => [first, last]),
      [['000000070000000000000006', '000000070000000000000009']],
    );
    assert.ok(result.warnings.some((text) => text.includes('history file of a timeline is missing')));
  });

  it('calls nothing obsolete in a pg_wal, and without a set', async () => {
    for (const [wrong, sets] of [
      [{ ...wal, layout: 'pg-wal' }, [recent]],
      [wal, []],
      [wal, [{ ...recent, start: undefined }]],
      [wal, [{ ...recent, systemIdentifier: 5n }]],
    ] as [WalArchive, BackupSet[]][]) {
      const result = await ask(wrong, sets, { kind: 'count', count: 1 });
      assert.equal(result.obsolete.count, 0);
      assert.equal(result.needed.count, 9);
      assert.equal(removalCommand(result, wrong), undefined);
      assert.ok(result.warnings.length > 0);
    }
  });

  it('takes packed and unfinished files for what they are', async () => {
    const mixed = archive([run(1, 1, 4, '.gz'), run(1, 4, 9)], { partials: [run(1, 5, 5), run(1, 9, 9)] });
    const result = await ask(mixed, [recent], { kind: 'count', count: 1 });
    assert.deepEqual(obsoleteList(result, mixed).split('\n').sort(), [
      '000000010000000000000001.gz',
      '000000010000000000000002.gz',
      '000000010000000000000003.gz',
      '000000010000000000000004',
      '000000010000000000000004.gz',
      '000000010000000000000005',
      '000000010000000000000005.partial',
    ]);
    assert.deepEqual(result.archiveCleanup, ['-x', '.gz', '/wal', '000000010000000000000006']);
    const two = archive([run(1, 1, 2, '.gz'), run(1, 3, 4, '.zst'), run(1, 5, 9)]);
    assert.equal((await ask(two, [recent], { kind: 'count', count: 1 })).archiveCleanup, null);
  });

  it('names a partial file whose suffix comes first as it is, which pg_archivecleanup leaves without -x', async () => {
    const received = archive([run(1, 1, 9)], { partials: [run(1, 2, 2, '.gz.partial')] });
    const result = await ask(received, [recent], { kind: 'count', count: 1 });
    assert.ok(names(result.obsolete.ranges, received).includes('000000010000000000000002.gz.partial'));
    assert.deepEqual(result.archiveCleanup, ['-x', '.gz.partial', '/wal', '000000010000000000000006']);
    const both = archive([run(1, 1, 9, '.gz')], { partials: [run(1, 2, 2, '.gz.partial')] });
    assert.equal((await ask(both, [recent], { kind: 'count', count: 1 })).archiveCleanup, null);
  });

  it('lists the backup history files of sets whose WAL goes, removed by themselves', async () => {
    const withHistory = (set: BackupSet, name: string): BackupSet => ({
      ...set,
      files: { ...set.files, history: `/wal/${name}` },
    });
    const sets = [
      withHistory(old, '000000010000000000000002.00000028.backup'),
      withHistory(recent, '000000010000000000000006.00000028.backup'),
    ];
    const result = await ask(wal, sets, { kind: 'count', count: 1 });
    assert.equal(result.obsolete.count, 6);
    assert.deepEqual(
      result.needed.ranges.filter(({ suffix }) => suffix !== '').map(({ suffix, why }) => [suffix, why]),
      [['.00000028.backup', 'needed by “recent”']],
    );
    assert.equal(
      removalCommand(result, wal),
      "pg_archivecleanup '/wal' '000000010000000000000006' &&\n" +
        "(cd '/wal' || exit\nrm -- 000000010000000000000002.00000028.backup\n)",
    );
    assert.match(obsoleteText(result), /removes exactly these segments and keeps the backup history/);
    const elsewhere = await ask(archive([run(1, 1, 9)], { path: '/other' }), sets, {
      kind: 'count',
      count: 1,
    });
    assert.equal(elsewhere.obsolete.count, 5);
  });

  it('keeps the history file of a set whose first segment another set needs', async () => {
    const twin = backup('twin', 6, 6, {
      began: '01:30:00',
      files: { history: '/wal/000000010000000000000006.00000010.backup' },
    });
    const result = await ask(wal, [twin, recent], { kind: 'count', count: 1 });
    assert.ok(!names(result.obsolete.ranges, wal).some((name) => name.endsWith('.backup')));
  });

  it('works in slices, and writes no more lines than somebody reads', async () => {
    const holes = 25_000;
    const many = archive(Array.from({ length: holes }, (_, i) => run(1, 1 + 2 * i, 1 + 2 * i)));
    const last = backup('last', 2 * holes, 2 * holes + 1, { began: '02:00:00' });
    let pauses = 0;
    const result = await findObsoleteWal(
      { sets: [last], archives: [many] },
      many,
      { kind: 'count', count: 1 },
      half,
      () => {
        pauses++;
        return Promise.resolve();
      },
    );
    assert.equal(result.obsolete.count, holes);
    assert.ok(pauses >= (2 * holes) / 2500, String(pauses));
    assert.ok(obsoleteText(result).split('\n').length < 2100);
    assert.match(obsoleteText(result), /and 23,000 more ranges/);
  });

  it('leaves the archive of a tool to the tool', async () => {
    const own = archive([run(1, 1, 9)], { layout: 'barman' });
    const result = await ask(own, [recent], { kind: 'count', count: 1 });
    assert.equal(removalCommand(result, own), undefined);
    assert.equal(obsoleteList(result, own).split('\n').length, 5);
    assert.ok(result.warnings.some((text) => text.includes('Let the tool expire')));
  });

  it('names the command with which each tool expires', async () => {
    const commands = {
      barman: 'barman delete',
      pgbackrest: 'pgbackrest expire',
      'wal-g': 'wal-g delete',
      pgmoneta: 'pgmoneta-cli delete',
      pg_probackup: 'pg_probackup delete --expired --delete-wal',
    } as const;
    for (const layout of ['barman', 'pgbackrest', 'wal-g', 'pgmoneta', 'pg_probackup'] as const) {
      const { warnings } = await ask(archive([run(1, 1, 9)], { layout }), [recent], {
        kind: 'count',
        count: 1,
      });
      assert.ok(
        warnings.some((text) => text.includes(commands[layout])),
        layout,
      );
    }
  });

  it('quotes the folder, and writes no command for a name that cannot be pasted', async () => {
    const odd = { ...archive([run(1, 1, 9), run(2, 1, 1)]), path: "/it's $HOME" };
    const set = { ...recent, archives: [odd.path] };
    const result = await ask(odd, [set], { kind: 'count', count: 1 });
    assert.equal(
      removalCommand(result, odd),
      `pg_archivecleanup '/it'\\''s $HOME' '000000010000000000000006'`,
    );
    const broken = { ...odd, path: '/a\nrm -rf b' };
    assert.equal(removalCommand({ ...result, archive: broken.path }, broken), undefined);
  });
});

describe('what may go', () => {
  const setOf = fc
    .record({
      first: fc.integer({ min: 1, max: 40 }),
      length: fc.integer({ min: 0, max: 4 }),
      timeline: fc.integer({ min: 1, max: 3 }),
      hour: fc.option(fc.integer({ min: 0, max: 23 }), { nil: undefined }),
      verdict: fc.constantFrom('restorable' as const, 'complete' as const, 'damaged' as const),
    })
    .map(({ first, length, timeline, hour, verdict }) =>
      backup(`${first} ${length} ${timeline} ${String(hour)} ${verdict}`, first, first + length, {
        timeline,
        verdict,
        ...(hour === undefined ? {} : { began: `${String(hour).padStart(2, '0')}:00:00` }),
      }),
    );
  const runOf = fc
    .record({
      timeline: fc.integer({ min: 1, max: 3 }),
      first: fc.integer({ min: 1, max: 45 }),
      length: fc.integer({ min: 0, max: 20 }),
      suffix: fc.constantFrom('', '.gz'),
    })
    .map(({ timeline, first, length, suffix }) => run(timeline, first, first + length, suffix));
  const world = fc.record({
    sets: fc.uniqueArray(setOf, { selector: ({ id }) => id, maxLength: 6 }),
    runs: fc.array(runOf, { minLength: 1, maxLength: 6 }),
    forks: fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 10 })),
    withHistories: fc.boolean(),
  });
  const built = ({
    runs,
    forks: [fork, more],
    withHistories,
  }: {
    runs: InventoryRun[];
    forks: [number, number];
    withHistories: boolean;
  }) =>
    archive(disjoint(runs), {
      histories: withHistories
        ? new Map([
            [2, history([1, at(fork)])],
            [3, history([1, at(fork)], [2, at(fork + more)])],
          ])
        : new Map(),
    });

  it('and what is needed are all files together, and none is both', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.integer({ min: 1, max: 4 }), async ({ sets, ...rest }, count) => {
        const wal = built(rest);
        const { obsolete, needed } = await ask(wal, sets, { kind: 'count', count });
        const all = names([...obsolete.ranges, ...needed.ranges], wal);
        assert.equal(new Set(all).size, all.length);
        const there = wal.runs.reduce((sum, { first, last }) => sum + last - first + 1, 0);
        assert.equal(all.length, there);
        assert.equal(obsolete.count + needed.count, there);
      }),
    );
  });

  it('becomes less when more sets are kept', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.integer({ min: 1, max: 4 }), async ({ sets, ...rest }, count) => {
        const wal = built(rest);
        const fewer = await ask(wal, sets, { kind: 'count', count });
        const more = await ask(wal, sets, { kind: 'count', count: count + 1 });
        const before = new Set(names(fewer.obsolete.ranges, wal));
        for (const name of names(more.obsolete.ranges, wal)) assert.ok(before.has(name), name);
      }),
    );
  });

  it('never holds what a kept set requires', async () => {
    await fc.assert(
      fc.asyncProperty(world, async ({ sets, ...rest }) => {
        const wal = built(rest);
        const { kept, obsolete } = await ask(wal, sets, { kind: 'count', count: 2 });
        const gone = new Set(names(obsolete.ranges, wal).map((name) => name.slice(0, 24)));
        for (const set of sets.filter(({ id }) => kept.some((one) => one.id === id))) {
          for (const range of set.required?.ranges ?? [])
            for (let segment = range.first; segment <= range.last; segment++)
              assert.ok(
                !gone.has(`0000000${range.timeline}${segment.toString(16).toUpperCase().padStart(16, '0')}`),
              );
        }
      }),
    );
  });
});

/** Runs of one timeline and suffix do not overlap in an inventory. */
function disjoint(runs: readonly InventoryRun[]): InventoryRun[] {
  const taken = new Set<string>();
  return runs.flatMap(({ timeline, first, last, suffix }) => {
    const pieces: InventoryRun[] = [];
    for (let segment = first; segment <= last; segment++) {
      const key = `${timeline} ${suffix} ${segment}`;
      if (taken.has(key)) continue;
      taken.add(key);
      pieces.push(run(timeline, segment, segment, suffix));
    }
    return pieces;
  });
}
