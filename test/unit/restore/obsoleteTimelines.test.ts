import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BackupSet } from '../../../src/core/model/backupSet';
import type { InventoryRun, WalArchive } from '../../../src/core/model/walArchive';
import type { TimelineHistory } from '../../../src/core/wal/timelines';
import { findObsoleteWal } from '../../../src/core/restore/obsolete/obsolete';
import { fileNames } from '../../../src/core/restore/obsolete/obsoleteText';
import type { WalFileRange } from '../../../src/core/restore/types';
import { archive, at, backup, history, run } from './world';

const LAST = 30;

/** A timeline that left an earlier one in the middle of a segment. */
interface Branch {
  readonly timeline: number;
  readonly parent: number;
  readonly fork: number;
}

/** Timeline 1 and some that left it, or each other, each later than its parent began. */
const branches = fc
  .array(fc.record({ parent: fc.nat(), after: fc.integer({ min: 0, max: 10 }) }), { maxLength: 4 })
  .map((choices) => {
    const all: Branch[] = [{ timeline: 1, parent: 0, fork: 1 }];
    for (const { parent, after } of choices) {
      const from = all[parent % all.length];
      if (from === undefined) continue;
      all.push({
        timeline: all.length + 1,
        parent: from.timeline,
        fork: Math.min(from.fork + after, LAST - 2),
      });
    }
    return all;
  });

const story = fc
  .record({
    branches,
    sets: fc.array(fc.record({ timeline: fc.nat(), after: fc.nat(20), length: fc.nat(2) }), {
      minLength: 1,
      maxLength: 6,
    }),
    keep: fc.integer({ min: 1, max: 4 }),
    compressed: fc.boolean(),
  })
  .map(({ branches: all, sets, keep, compressed }) => {
    const placed = sets.map(({ timeline, after, length }, i) => setOn(all, timeline, after, length, i));
    const runs = all.map(({ timeline, fork }) => run(timeline, fork, LAST, compressed ? '.gz' : ''));
    return { all, sets: placed, keep, wal: archive(runs, { histories: historiesOf(all) }) };
  });

function setOn(all: readonly Branch[], choice: number, after: number, length: number, i: number): BackupSet {
  const branch = all[choice % all.length];
  const { timeline, fork } = branch ?? { timeline: 1, fork: 1 };
  const first = Math.min(fork + 1 + after, LAST - 1);
  const name = `${timeline.toString(16).padStart(8, '0')}${first.toString(16).toUpperCase().padStart(16, '0')}`;
  const files = { label: `/backup/s${i}/backup_label`, history: `/wal/${name}.00000028.backup` };
  return backup(`s${i}`, first, Math.min(first + length, LAST), { timeline, files });
}

function historiesOf(all: readonly Branch[]): Map<number, TimelineHistory> {
  const switches = (timeline: number): [number, bigint][] => {
    const branch = all.find((one) => one.timeline === timeline);
    if (branch === undefined || branch.parent === 0) return [];
    return [...switches(branch.parent), [branch.parent, at(branch.fork)]];
  };
  const later = all.filter(({ parent }) => parent > 0);
  return new Map(
    later.map(({ timeline }) => [timeline, { ...history(...switches(timeline)), timeline }] as const),
  );
}

/** By the simplest means: walks from a set segment by segment, and at each fork in both directions. */
function readAfter(set: BackupSet, all: readonly Branch[]): Set<string> {
  const first = set.required?.ranges[0]?.first ?? 0;
  const end = set.required?.ranges[0]?.last ?? 0;
  const read = new Set<string>();
  const walk = (timeline: number, from: number): void => {
    for (let segment = from; segment <= LAST; segment++) read.add(`${timeline} ${segment}`);
    for (const branch of all)
      // A fork in the segment in which the backup ends is after its end here, see `at`.
      if (branch.parent === timeline && branch.fork >= Math.max(from, end))
        walk(branch.timeline, branch.fork);
  };
  walk(set.start?.timeline ?? 1, first);
  return read;
}

const ask = (wal: WalArchive, sets: readonly BackupSet[], count: number) =>
  findObsoleteWal({ sets, archives: [wal] }, wal, { kind: 'count', count }, sizes);

const sizes = (_: WalArchive, { first, last }: InventoryRun): Promise<number> =>
  Promise.resolve(last - first + 1);

const names = (ranges: readonly WalFileRange[], wal: WalArchive): string[] =>
  ranges.flatMap((range) => [...fileNames(range, wal)]).sort();

describe('obsolete WAL over random timelines', () => {
  it('never holds what recovery from a kept set reads on any way on, nor a history file', async () => {
    await fc.assert(
      fc.asyncProperty(story, async ({ all, sets, keep, wal }) => {
        const { kept, obsolete } = await ask(wal, sets, keep);
        const gone = new Set(names(obsolete.ranges, wal));
        assert.ok(![...gone].some((name) => name.endsWith('.history')));
        for (const set of sets.filter(({ id }) => kept.some((one) => one.id === id))) {
          assert.ok(!gone.has(set.files.history?.slice('/wal/'.length) ?? ''), set.id);
          for (const place of readAfter(set, all)) {
            const [timeline = 0, segment = 0] = place.split(' ').map(Number);
            const name = nameOf(timeline, segment);
            assert.ok(!gone.has(name) && !gone.has(`${name}.gz`), `${name} is needed by ${set.id}`);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('holds all that no kept set can come to', async () => {
    await fc.assert(
      fc.asyncProperty(story, async ({ all, sets, keep, wal }) => {
        const { kept, needed } = await ask(wal, sets, keep);
        const read = new Set(
          sets
            .filter(({ id }) => kept.some((one) => one.id === id))
            .flatMap((set) => [...readAfter(set, all)]),
        );
        for (const { timeline, first, last } of needed.ranges)
          for (let number = segmentOf(first); number <= segmentOf(last); number++)
            assert.ok(read.has(`${timeline} ${number}`), `${timeline} ${number} is read by nobody`);
      }),
      { numRuns: 500 },
    );
  });

  it('is on one timeline what has a lower number than the oldest kept segment', async () => {
    const sets = fc.array(fc.record({ after: fc.nat(20), length: fc.nat(2) }), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(sets, fc.integer({ min: 1, max: 4 }), async (choices, keep) => {
        const only: Branch[] = [{ timeline: 1, parent: 0, fork: 1 }];
        const all = choices.map(({ after, length }, i) => setOn(only, 0, after, length, i));
        const wal = archive([run(1, 1, LAST)]);
        const { kept, obsolete, archiveCleanup } = await ask(wal, all, keep);
        const firsts = all
          .filter(({ id }) => kept.some((one) => one.id === id))
          .map((set) => set.required?.ranges[0]?.first ?? 0);
        const oldest = Math.min(...firsts);
        const segments = names(obsolete.ranges, wal).filter((name) => name.length === 24);
        assert.deepEqual(
          segments,
          Array.from({ length: oldest - 1 }, (_, i) => nameOf(1, i + 1)),
        );
        assert.deepEqual(archiveCleanup, oldest === 1 ? null : ['/wal', nameOf(1, oldest)]);
      }),
    );
  });
});

function nameOf(timeline: number, segment: number): string {
  return `${timeline.toString(16).padStart(8, '0')}${segment.toString(16).toUpperCase().padStart(16, '0')}`.toUpperCase();
}

/** Numbers here are low, so that the last eight digits are enough. */
function segmentOf(name: string): number {
  return Number.parseInt(name.slice(16, 24), 16);
}
