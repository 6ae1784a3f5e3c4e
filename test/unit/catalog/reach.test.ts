import assert from 'node:assert/strict';
import fc from 'fast-check';
import { stepsUp } from '../../../src/core/ground/paths';
import {
  ArchiveAssignment,
  type Located,
  type LocatedArchive,
} from '../../../src/core/catalog/match/archiveAssignment';

/** The rule itself, literally, for every pair: the index must give the same. */
function serving(archives: readonly LocatedArchive[], sets: readonly Located[], set: Located): string[] {
  const may = (a: Located, b: Located): boolean =>
    a.systemIdentifier === undefined ||
    b.systemIdentifier === undefined ||
    a.systemIdentifier === b.systemIdentifier;
  const nearestSet = (archive: Located): number =>
    Math.min(...sets.filter((other) => may(other, archive)).map(({ path }) => stepsUp(path, archive.path)));
  const steps = (archive: Located): number => stepsUp(set.path, archive.path);
  const own = archives.filter((archive) => may(set, archive));
  const closest = Math.min(...own.filter(({ isNamedByUser }) => !isNamedByUser).map(steps));
  return own
    .filter((a) => a.isNamedByUser || steps(a) === closest || steps(a) <= nearestSet(a))
    .map(({ path }) => path)
    .sort();
}

const path = fc
  .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 5 })
  .map((names) => `/${names.join('/')}`);
const cluster = fc.constantFrom(undefined, 1n, 2n);
const located = fc.record({ path, systemIdentifier: cluster });
const locatedArchive = fc.record({
  path,
  systemIdentifier: cluster,
  isNamedByUser: fc.boolean(),
});

describe('which archives serve a set', () => {
  it('is what the rule says, whoever asks', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(locatedArchive, { selector: (archive) => archive.path, maxLength: 8 }),
        fc.array(located, { maxLength: 8 }),
        located,
        (archives, sets, stranger) => {
          const reach = new ArchiveAssignment(archives, sets);
          for (const set of [...sets, stranger]) {
            const found = reach.archivesFor(set).map((archive) => archive.path);
            assert.deepEqual([...found].sort(), serving(archives, sets, set), JSON.stringify(set.path));
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('comes nearest first', () => {
    const archive = (name: string): LocatedArchive => ({
      path: name,
      systemIdentifier: 1n,
      isNamedByUser: false,
    });
    const set = { path: '/srv/one/data', systemIdentifier: 1n };
    const archives = ['/srv/wal', '/srv/one/wal', '/other/wal'].map(archive);
    const near = new ArchiveAssignment(archives, [set]).archivesFor(set).map((found) => found.path);
    assert.deepEqual(near, ['/srv/one/wal', '/srv/wal', '/other/wal']);
  });

  it('finds what lies under another root, where nothing is nearer', () => {
    const set = { path: 'C:/data', systemIdentifier: 1n };
    const far = { path: '/srv/wal', systemIdentifier: 1n, isNamedByUser: false };
    assert.deepEqual(new ArchiveAssignment([far], [set]).archivesFor(set), [far]);
  });
});
