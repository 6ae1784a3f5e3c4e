import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readBtreeMeta, visitBtreeReferences } from '../../../src/core/formats/cluster/btreePage';
import { readPageHeader, visitRows } from '../../../src/core/formats/cluster/heapPage';
import { parseRelationMap } from '../../../src/core/formats/cluster/relationMap';
import { rowState } from '../../../src/core/formats/cluster/rowState';
import { logPlace, transactionState } from '../../../src/core/formats/cluster/transactionLog';
import type { TransactionState } from '../../../src/core/formats/cluster/transactionLog';
import { lastMarkedPage, pagesPerMapPage } from '../../../src/core/formats/cluster/visibilityMap';
import { btreeMeta, btreePage, heapPage, PAGE, putBlock, relationMap } from './builtPages';

describe('pages of tables', () => {
  it('show each row with its transactions, its OID and its data', () => {
    const row = fc.record({
      xmin: fc.nat(2 ** 31),
      xmax: fc.nat(2 ** 31),
      infomask: fc.nat(0xfff7),
      oid: fc.option(fc.nat(2 ** 31), { nil: undefined }),
      data: fc.uint8Array({ minLength: 8, maxLength: 60 }),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
        const built = rows.map(({ oid, ...rest }) => (oid === undefined ? rest : { ...rest, oid }));
        const seen: unknown[] = [];
        const page = heapPage(built);
        assert.ok(
          visitRows(page, (each) => {
            const data = page.slice(each.data, each.end);
            seen.push([each.xmin, each.xmax, each.infomask & 8, each.oid, [...data]]);
          }),
        );
        const expected = rows.map(({ xmin, xmax, oid, data, infomask }) => {
          const isHidden = oid !== undefined || (infomask & 8) !== 0;
          return [xmin, xmax, isHidden ? 8 : 0, oid, [...data]];
        });
        // A row that says that it has an OID, and was built without one, shows some number.
        assert.deepEqual(
          seen.map((each, at) => (rows[at]?.oid === undefined ? without(each) : each)),
          expected.map((each, at) => (rows[at]?.oid === undefined ? without(each) : each)),
        );
      }),
    );
  });

  it('pass over pointers that are dead, redirected or unused', () => {
    const data = new Uint8Array(8);
    const page = heapPage([0, 1, 2, 3].map((pointer) => ({ pointer, data, xmin: 100 + pointer })));
    const seen: number[] = [];
    visitRows(page, ({ xmin }) => seen.push(xmin));
    assert.deepEqual(seen, [101]);
  });

  it('never throw, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (noise, isPage) => {
        const page = isPage ? heapPage([]) : new Uint8Array(PAGE);
        page.set(noise, isPage ? 20 : 0);
        if (isPage) new DataView(page.buffer).setUint16(12, 24 + noise.length, true);
        visitRows(page, () => undefined);
        visitBtreeReferences(page, { table: () => undefined, index: () => undefined });
      }),
    );
  });

  it('are no pages if zeroed, cut or of another size', () => {
    assert.equal(readPageHeader(new Uint8Array(PAGE)), undefined);
    assert.equal(readPageHeader(heapPage([]).subarray(0, 4096)), undefined);
    assert.equal(readPageHeader(new Uint8Array(3)), undefined);
    assert.equal(readPageHeader(heapPage([]))?.special, PAGE);
  });
});

function without(row: unknown): unknown {
  return Array.isArray(row) ? row.filter((_, at) => at !== 3) : row;
}

/** Bits of t_infomask, as htup_details.h has them. */
const BITS = {
  lockOnly: 0x80,
  exclusive: 0x40,
  committed: 0x100,
  invalid: 0x200,
  gone: 0x400,
  none: 0x800,
  multi: 0x1000,
};

describe('rows', () => {
  const cases: readonly [name: string, infomask: number, xmax: number, expected: string][] = [
    ['committed without a deleter', BITS.committed | BITS.none, 0, 'live'],
    ['frozen', BITS.committed | BITS.invalid | BITS.none, 0, 'live'],
    ['rolled back', BITS.invalid | BITS.none, 0, 'dead'],
    ['deleted', BITS.committed | BITS.gone, 9, 'dead'],
    ['locked only', BITS.committed | BITS.lockOnly, 8, 'live'],
    ['locked by several', BITS.committed | BITS.lockOnly | BITS.multi, 8, 'live'],
    ['locked as up to 9.2', BITS.committed | BITS.exclusive, 8, 'live'],
    ['changed by one of several', BITS.committed | BITS.multi, 8, 'open'],
    ['deleted by a transaction that committed', BITS.committed, 5, 'dead'],
    ['deleted by a transaction that was rolled back', BITS.committed, 6, 'live'],
    ['deleted by a transaction that is open', BITS.committed, 7, 'open'],
    ['moved by an old VACUUM FULL', BITS.committed | BITS.none | 0x4000, 0, 'open'],
  ];
  const states: Partial<Record<number, TransactionState>> = { 5: 'committed', 6: 'aborted' };
  const stateOf = (xid: number): TransactionState => states[xid] ?? 'open';
  const row = { view: new DataView(new ArrayBuffer(0)), at: 0, data: 0, end: 0, columns: 1, oid: 0 };
  for (const [name, infomask, xmax, expected] of cases)
    it(`are ${expected} if ${name}`, () => {
      assert.equal(rowState({ ...row, xmin: 3, xmax, infomask }, stateOf), expected);
    });
  for (const [xmin, expected] of [
    [5, 'live'],
    [6, 'dead'],
    [7, 'open'],
  ] as const)
    it(`of transaction ${xmin}, which is ${stateOf(xmin)}, are ${expected}`, () => {
      assert.equal(rowState({ ...row, xmin, xmax: 0, infomask: 0 }, stateOf), expected);
    });
});

describe('the transaction log', () => {
  it('has two bits for each transaction, the lowest first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 2 ** 32 - 1 }), fc.nat(3), (xid, bits) => {
        const bytes = new Uint8Array(32 * PAGE);
        const { file, byte } = logPlace(xid, PAGE);
        bytes[byte] = bits << ((xid % 4) * 2);
        assert.equal(transactionState(xid, PAGE, bytes), ['open', 'committed', 'aborted', 'open'][bits]);
        assert.equal(
          file,
          Math.floor(xid / 1_048_576)
            .toString(16)
            .toUpperCase()
            .padStart(4, '0'),
        );
      }),
    );
  });

  it('decides nothing without its file, and knows what needs none', () => {
    assert.equal(transactionState(100, PAGE, undefined), 'open');
    assert.equal(transactionState(100, PAGE, new Uint8Array(3)), 'open');
    assert.deepEqual(
      [0, 1, 2].map((xid) => transactionState(xid, PAGE, undefined)),
      ['aborted', 'committed', 'committed'],
    );
  });
});

describe('relation maps', () => {
  it('are read in both sizes', () => {
    const files = new Map([
      [1259, 16_500],
      [1249, 1249],
    ]);
    for (const size of [512, 524] as const) {
      const map = parseRelationMap(relationMap(files, size));
      assert.deepEqual(typeof map === 'object' && map.files, files);
    }
  });

  it('are refused if a byte is changed', () => {
    const good = relationMap(new Map([[1259, 1259]]));
    for (const [at, problem] of [
      [0, 'magic'],
      [5, 'count'],
      [9, 'checksum'],
    ] as const) {
      const bad = good.slice();
      bad[at] = 0x77;
      assert.equal(parseRelationMap(bad), problem);
    }
    assert.equal(parseRelationMap(good.subarray(0, 511)), 'size');
  });
});

describe('pages of B-trees', () => {
  const seen = (page: Uint8Array): { table: number[]; index: number[] } => {
    const found = { table: [] as number[], index: [] as number[] };
    visitBtreeReferences(page, {
      table: (block) => found.table.push(block),
      index: (block) => found.index.push(block),
    });
    return found;
  };

  it('refer to rows on leaves, to pages above, and to their neighbors', () => {
    assert.deepEqual(seen(btreePage([7, 70_000])), { table: [7, 70_000], index: [] });
    assert.deepEqual(seen(btreePage([7], { left: 2, right: 9 })), { table: [7], index: [2, 9] });
    assert.deepEqual(seen(btreePage([4, 5], { flags: 2 })), { table: [], index: [4, 5] });
  });

  it('refer to nothing if deleted, half dead or the first one', () => {
    for (const flags of [0x05, 0x11, 0x08])
      assert.deepEqual(seen(btreePage([7], { right: 3, flags })), { table: [], index: [] });
  });

  it('name the root on the first page', () => {
    assert.deepEqual(readBtreeMeta(btreeMeta(290, 3)), { root: 290, fastRoot: 3 });
    assert.equal(readBtreeMeta(btreePage([7])), undefined);
    assert.equal(readBtreeMeta(new Uint8Array(30)), undefined);
  });

  it('have lists of rows from 13 on, and limits without a row', () => {
    const page = btreePage([8]);
    const view = new DataView(page.buffer);
    const at = PAGE - 32;
    // A list of one place, eight bytes into the row.
    view.setUint16(at + 6, 16 | 0x2000, true);
    view.setUint16(at + 4, 0x2001, true);
    putBlock(view, at + 8, 70_001);
    assert.deepEqual(seen(page).table, [70_001]);
    view.setUint16(at + 4, 0x0001, true);
    assert.deepEqual(seen(page).table, []);
  });
});

describe('visibility maps', () => {
  it('mark pages by two bits from 9.6 on, by one before', () => {
    const page = heapPage([]);
    assert.equal(lastMarkedPage(page, 150_000), -1);
    page[24] = 0x01;
    assert.deepEqual([lastMarkedPage(page, 90_500), lastMarkedPage(page, 90_600)], [0, 0]);
    page[26] = 0x30;
    assert.deepEqual([lastMarkedPage(page, 90_500), lastMarkedPage(page, 90_600)], [21, 10]);
    assert.deepEqual([pagesPerMapPage(PAGE, 90_500), pagesPerMapPage(PAGE, 180_000)], [65_344, 32_672]);
  });
});
