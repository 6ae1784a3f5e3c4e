import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PackedSets, PlacedSet } from '../../../webview/timeline/layout/packSets';
import { packSets } from '../../../webview/timeline/layout/packSets';
import { aSetBar } from '../../support/samplePictures';

const WIDTH = 1000;
const someSets = fc
  .array(fc.record({ x: fc.integer({ min: 177, max: 990 }), width: fc.integer({ min: 18, max: 400 }) }), {
    maxLength: 120,
  })
  .map((places) =>
    places
      .sort((a, b) => a.x - b.x)
      .map(({ x, width }, index): PlacedSet => ({ set: aSetBar(`set ${String(index)}`, 0, 1), x, width })),
  );
const labels = fc.integer({ min: 5, max: 300 });

function compressed(sets: readonly PlacedSet[], rows: number, label: number): PackedSets {
  return packSets(sets, rows, WIDTH, () => label);
}

describe('backups in rows', () => {
  it('are each there exactly once, as a bar or in a mark with others', () => {
    fc.assert(
      fc.property(someSets, fc.integer({ min: 1, max: 5 }), labels, (sets, rows, label) => {
        const { bars, clusters } = compressed(sets, rows, label);
        const shown = [
          ...bars.map(({ set }) => set.id),
          ...clusters.flatMap((each) => each.sets.map(({ id }) => id)),
        ];
        assert.deepEqual(shown.sort(), sets.map(({ set }) => set.id).sort());
      }),
    );
  });

  it('lie over no other, and neither do their names', () => {
    fc.assert(
      fc.property(someSets, fc.integer({ min: 1, max: 5 }), labels, (sets, rows, label) => {
        const result = compressed(sets, rows, label);
        const ends = new Map<number, number>();
        for (const { x, width, row, label: room, inside } of result.bars) {
          assert.ok(x >= (ends.get(row) ?? -Infinity), `row ${String(row)} at ${String(x)}`);
          ends.set(row, x + width + (inside ? 0 : room));
          assert.ok(row < rows);
        }
        let end = -Infinity;
        for (const { x, width } of result.clusters) {
          assert.ok(x >= end);
          end = x + width;
          assert.ok(end <= WIDTH, `a mark ends at ${String(end)}`);
        }
      }),
    );
  });

  it('lose no name as long as there is a row in which it fits', () => {
    const sets = [200, 210, 220, 230].map((x): PlacedSet => ({
      set: aSetBar(String(x), 0, 1),
      x,
      width: 18,
    }));
    for (const { label } of compressed(sets, 4, 100).bars) assert.equal(label, 100);
  });

  it('give up a name, and nothing else, where a bar would find no row', () => {
    const sets = [200, 230].map((x): PlacedSet => ({ set: aSetBar(String(x), 0, 1), x, width: 18 }));
    const { bars, clusters } = packSets(
      [...sets, { set: aSetBar('c', 0, 1), x: 260, width: 18 }],
      2,
      WIDTH,
      () => 100,
    );
    assert.deepEqual([bars.length, clusters.length], [3, 0]);
    assert.ok(bars.filter(({ label }) => label === 0).length <= 1, JSON.stringify(bars));
  });

  it('have their names in the bar where it is long enough for that', () => {
    const [bar] = compressed([{ set: aSetBar('a', 0, 1), x: 200, width: 780 }], 4, 120).bars;
    assert.equal(bar?.inside, true);
    assert.equal(bar.label, 120);
  });

  it('come into few marks where a thousand lie side by side', () => {
    const sets = Array.from({ length: 1000 }, (_, index): PlacedSet => {
      return { set: aSetBar(String(index), 0, 1), x: 180 + index * 0.8, width: 18 };
    });
    const { rows, bars, clusters } = compressed(sets, 4, 40);
    assert.ok(
      clusters.length < 25 && bars.length < 10 && rows <= 5,
      `${String(clusters.length)} ${String(bars.length)}`,
    );
  });
});
