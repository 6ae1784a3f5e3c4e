import assert from 'node:assert/strict';
import type { BackupSet } from '../../../src/core/model/backupSet';
import { judgeAbsence, missingSegments, type SegmentRun } from '../../../src/core/model/requiredWal';
import { setToReport } from '../../../src/core/report/toReport';
import { parseSegmentName, rangeNames, segmentNumber } from '../../../src/core/wal/segmentName';
import { CatalogSession } from '../../../src/engine/catalogSession';
import { scopeOfAll } from '../../../src/engine/verify/scope';
import { verifyInWindow } from '../../../src/vscode/services/verifying';
import { segmentListText } from '../../../src/vscode/editor/model/segmentListText';
import { requiredNode } from '../../../src/vscode/tree/nodes/requiredNodes';
import { InlineRunner } from '../../../src/worker/inlineRunner';
import { command } from '../cli/console';
import { fixture } from '../support/fixtures';
import { aContext, everything } from '../tree/support';

const run = (first: number, last: number, state: SegmentRun['state']): SegmentRun => ({
  timeline: 1,
  first,
  last,
  state,
  suffix: '',
  level: 'names',
});
const RUNS = [run(3, 4, 'missing'), run(5, 6, 'present'), run(7, 7, 'missing'), run(8, 9, 'wrong')];
const RANGES = [{ timeline: 1, first: 3, last: 9 }];

describe('segments that are nowhere', () => {
  const states = (openEnd: boolean, unreadTars: boolean, runs: readonly SegmentRun[] = RUNS): string[] =>
    judgeAbsence(runs, RANGES, { openEnd, unreadTars }).map(({ state }) => state);

  it('are missing where it is known that the backup needs them', () => {
    assert.deepEqual(states(false, false), ['missing', 'present', 'missing', 'wrong']);
  });

  it('are missing only in the very first place where the end is not known', () => {
    assert.deepEqual(states(true, false), ['missing', 'absent', 'present', 'absent', 'wrong']);
    const judged = judgeAbsence(RUNS, RANGES, { openEnd: true, unreadTars: false });
    assert.deepEqual(missingSegments({ runs: judged }), [{ timeline: 1, first: 3, last: 3 }]);
    assert.deepEqual(states(true, false, RUNS.slice(1)), ['present', 'absent', 'wrong']);
  });

  it('are not missing where a tar that was not read may hold them', () => {
    assert.deepEqual(states(false, true), ['absent', 'present', 'absent', 'wrong']);
  });

  it('are missing once the end is known', () => {
    const before = judgeAbsence(RUNS, RANGES, { openEnd: true, unreadTars: false });
    const after = judgeAbsence(before, RANGES, { openEnd: false, unreadTars: false });
    assert.deepEqual(after, RUNS);
    assert.deepEqual(missingSegments({ runs: after })[0], { timeline: 1, first: 3, last: 4 });
  });
});

/** The names in the list of each place. */
const LISTS: Readonly<Record<string, (set: BackupSet) => string[]>> = {
  report: (set) =>
    setToReport(set).missingWal.ranges.flatMap(({ timeline, first, last }) => {
      const [from = 0, to = 0] = [first, last].map((name) => numberOf(name, set));
      return namesOf({ timeline, first: from, last: to }, set);
    }),
  tree: (set) =>
    [...everything([requiredNode('x', set, aContext())])]
      .filter(({ description, traits }) => traits.includes('segment') && description.startsWith('missing'))
      .map(({ label }) => label),
  document: (set) =>
    [...segmentListText(set)]
      .join('')
      .split('\n')
      .flatMap((line) => /^([0-9A-F]{24}) {2}MISSING/.exec(line)?.[1] ?? []),
};

function numberOf(name: string, { geometry }: BackupSet): number {
  const parts = parseSegmentName(name);
  return (parts && geometry && segmentNumber(parts, geometry)) ?? 0;
}

function namesOf(range: Parameters<typeof rangeNames>[0], { geometry }: BackupSet): string[] {
  return geometry === undefined ? [] : [...rangeNames(range, geometry)];
}

for (const version of ['9.2', '9.6'] as const) {
  describe(`the list of missing segments of ${version}`, () => {
    const tasks = new InlineRunner();
    const session = new CatalogSession(tasks);
    const { signal } = new AbortController();
    let root = '';
    before(async () => {
      root = await fixture(version);
      const options = { roots: [root], archiveDirectories: [], level: 'headers' } as const;
      session.accept(await session.scan(options, signal));
    });

    const sameEverywhere = (): string[] => {
      const all: string[] = [];
      for (const set of session.catalog.sets) {
        const [report = [], ...others] = Object.values(LISTS).map((list) => list(set));
        for (const other of others) assert.deepEqual(other, report, set.path);
        all.push(...report);
      }
      return all;
    };

    it('is the same in the report, the tree, the document and the command line', async () => {
      const all = new Set(sameEverywhere());
      assert.ok(all.size > 1);
      const { out } = await command(['segments', root, '--missing', '-q']);
      assert.deepEqual(out.trimEnd().split('\n').sort(), [...all].sort());
    });

    it('is the same once the records were read', async () => {
      const source = {
        unproven: session.unproven,
        results: session.results,
        readWholeTars: () => Promise.resolve(),
      };
      const scope = { ...scopeOfAll(session), archives: [] };
      await verifyInWindow(tasks, source, scope, { signal, report: () => undefined });
      session.applyResults();
      assert.ok(sameEverywhere().length > 1);
    });
  });
}
