import assert from 'node:assert/strict';
import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import fc from 'fast-check';
import { parseIncrementalHead } from '../../../src/core/formats/cluster/incrementalFile';
import { isFailure } from '../../../src/core/ground/ports';
import { chainTreeOf } from '../../../src/core/verify/structure/chainTree';
import { checkRelations, mapsOf } from '../../../src/core/verify/structure/relations/checkRelations';
import { SyncFileTree } from '../../../src/io/syncFileTree';
import { EMPTY_EFFECTS } from '../../support/emptyEffects';
import { MANY_CONTROL, MANY_VERSION, makeRelations, type MadeRelation } from '../../support/manyRelations';
import { temporaryFolder } from '../io/temporary';
import { MemoryTree } from '../catalog/memoryTree';
import { aControl, anInput } from '../structure/builtCluster';
import { PAGE } from './builtPages';

const KEPT: MadeRelation = { oid: 16_400, name: 'kept', kind: 'r', size: 3 * PAGE };

/** The part of a file that changed: pages by number, and how many pages it had at least. */
function partOf(pages: ReadonlyMap<number, Uint8Array>, oldBlocks: number): Uint8Array {
  const header = 12 + pages.size * 4;
  const begin = pages.size === 0 ? header : Math.ceil(header / PAGE) * PAGE;
  const bytes = new Uint8Array(begin + pages.size * PAGE);
  const view = new DataView(bytes.buffer);
  [0xd3ae1f0d, pages.size, oldBlocks, ...pages.keys()].forEach((value, at) => {
    view.setUint32(at * 4, value, true);
  });
  [...pages.values()].forEach((page, at) => {
    bytes.set(page, begin + at * PAGE);
  });
  return bytes;
}

const page = (fill: number): Uint8Array => new Uint8Array(PAGE).fill(fill);

describe('files of an incremental backup', () => {
  const input = (chain: readonly string[]) =>
    anInput({
      directory: '/new',
      kind: 'incremental',
      control: aControl(),
      chain: chain.map((directory) => ({ directory, layout: 'data-directory' as const })),
    });

  it('are put together as pg_combinebackup does', async () => {
    const change = fc.record({
      pages: fc.uniqueArray(fc.nat(9), { maxLength: 6 }),
      oldBlocks: fc.nat(9),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(8),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        async (blocks, changes) => {
          const tree = new MemoryTree();
          const full = Array.from({ length: blocks }, () => 1);
          tree.file('/full/base/5/7', Buffer.concat([new Uint8Array(0), ...full.map(page)]));
          const names = changes.map((_, at) => (at === 0 ? '/new' : `/old${String(at)}`));
          for (const [at, { pages, oldBlocks }] of changes.entries()) {
            const filled = new Map(pages.map((number) => [number, page(10 + at)]));
            tree.file(`${names[at] ?? ''}/base/5/INCREMENTAL.7`, partOf(filled, oldBlocks));
          }
          const [newest] = changes;
          assert.ok(newest !== undefined);
          const length = Math.max(newest.oldBlocks, ...newest.pages.map((number) => number + 1));
          const expected = Array.from({ length }, (_, block) => {
            const at = changes.findIndex(({ pages }) => pages.includes(block));
            if (at === 0) return 10;
            if (block >= newest.oldBlocks) return 0;
            return at > 0 ? 10 + at : (full[block] ?? 0);
          });
          const chain = await chainTreeOf(tree, tree, input([...names.slice(1), '/full']));
          const facts = await chain.stat('/new/base/5/7');
          assert.equal(isFailure(facts) ? facts.code : facts.size, length * PAGE);
          const bytes = await chain.read('/new/base/5/7', 0, 20 * PAGE);
          assert.ok(!isFailure(bytes));
          assert.deepEqual(
            Array.from({ length }, (_, block) => bytes[block * PAGE + 5]),
            expected,
          );
          const piece = await chain.read('/new/base/5/7', 100, 2 * PAGE);
          assert.deepEqual(piece, bytes.slice(100, 100 + 2 * PAGE));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('have no other header', () => {
    assert.deepEqual(parseIncrementalHead(partOf(new Map([[3, page(1)]]), 7)), { count: 1, oldBlocks: 7 });
    assert.equal(parseIncrementalHead(page(0)), undefined);
    assert.equal(parseIncrementalHead(new Uint8Array(4)), undefined);
  });
});

describe('the relations of an incremental set', () => {
  const folder = temporaryFolder();

  /** A full copy, and one that builds on it, in which these files hold no page that changed. */
  function put(unchanged: readonly string[]): { full: string; set: string } {
    const [full, set] = [join(folder.path, 'full'), join(folder.path, 'set')];
    makeRelations(full, [KEPT]);
    cpSync(full, set, { recursive: true });
    for (const name of unchanged) {
      const path = join(set, name);
      const { length } = readFileSync(path);
      writeFileSync(path, partOf(new Map(), length / PAGE));
      renameSync(path, join(dirname(path), `INCREMENTAL.${basename(path)}`));
    }
    return { full, set };
  }

  async function look(full: string, set: string) {
    const files = new SyncFileTree();
    const chain = [{ directory: full, layout: 'data-directory' as const }];
    const kind = 'incremental';
    const tree = await chainTreeOf(
      files,
      files,
      anInput({ directory: set, kind, chain, control: aControl() }),
    );
    const input = { directory: set, versionNum: MANY_VERSION, control: MANY_CONTROL };
    const seen = await checkRelations(tree, input, await mapsOf(tree, input), EMPTY_EFFECTS);
    return [
      seen?.checked,
      ...(seen?.findings ?? []).map(({ code, args }) => `${code} ${String(args['reason'])}`),
    ];
  }

  const ALL = ['global/1262', 'base/5/1259', 'base/5/16400'];

  it('are known from the catalogs of the whole chain, and have their files there', async () => {
    const { full, set } = put(ALL);
    assert.deepEqual(await look(full, set), [1]);
  });

  it('lack what an earlier backup lacks', async () => {
    const { full, set } = put(ALL);
    rmSync(join(full, 'base/5/16400'));
    assert.deepEqual(await look(full, set), [1, 'missing-relation-file base']);
    rmSync(join(set, 'base/5/INCREMENTAL.16400'));
    assert.deepEqual(await look(full, set), [1, 'missing-relation-file file']);
  });

  it('cannot be read if an earlier backup lacks the catalog', async () => {
    const { full, set } = put(ALL);
    rmSync(join(full, 'base/5/1259'));
    assert.deepEqual(await look(full, set), [0, 'unreadable-catalog missing']);
  });
});
