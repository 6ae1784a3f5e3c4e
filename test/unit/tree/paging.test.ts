import assert from 'node:assert/strict';
import fc from 'fast-check';
import { node } from '../../../src/vscode/tree/model/node';
import { MAX_CHILDREN, numbered, paged } from '../../../src/vscode/tree/model/paging';
import { aContext, everything } from './support';

const leaf = (index: number) => node(`leaf${String(index)}`, String(index), '', { name: 'file' });
const page = numbered('list', aContext());

describe('paging', () => {
  it('shows up to 500 entries as they are', () => {
    const nodes = paged(MAX_CHILDREN, leaf, page);
    assert.equal(nodes.length, 500);
    assert.ok(nodes.every((entry) => entry.children === undefined));
  });

  it('makes two pages of 501', () => {
    const nodes = paged(MAX_CHILDREN + 1, leaf, page);
    assert.deepEqual(
      nodes.map((entry) => entry.label),
      ['1 to 500', '501 to 501'],
    );
  });

  it('never gives more than 500 children and never loses, repeats or reorders an entry', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60_000 }), (count) => {
        let expected = 0;
        const ids = new Set<string>();
        const roots = paged(count, leaf, page);
        assert.ok(roots.length <= MAX_CHILDREN);
        for (const entry of everything(roots)) {
          assert.ok((entry.children?.().length ?? 0) <= MAX_CHILDREN);
          assert.ok(!ids.has(entry.id), entry.id);
          ids.add(entry.id);
          if (entry.children === undefined) assert.equal(entry.label, String(expected++));
        }
        assert.equal(expected, count);
      }),
      { numRuns: 8 },
    );
  });

  it('builds only the page that is opened', () => {
    const built: number[] = [];
    const counting = (index: number) => {
      built.push(index);
      return leaf(index);
    };
    const [first] = paged(100_000, counting, page);
    assert.deepEqual(built, []);
    first?.children?.();
    assert.equal(built.length, MAX_CHILDREN);
  });
});
