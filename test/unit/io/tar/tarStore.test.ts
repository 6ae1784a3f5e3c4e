import assert from 'node:assert/strict';
import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { TarIndex } from '../../../../src/core/tars/tarIndex';
import { entryAt } from '../../../../src/core/tars/tarIndex';
import { DecompressionBudget, TarStore } from '../../../../src/io/tar/tarStore';
import { temporaryFolder } from '../temporary';
import { tarOf } from './tars';

describe('What was read of packed tars', () => {
  const folder = temporaryFolder();
  const time = new Date('2026-11-20T02:00:00Z');
  let path: string;
  let stored: Buffer;

  beforeEach(async () => {
    path = `${folder.path}/base.tar.gz`;
    stored = gzipSync(
      await tarOf([
        { name: 'backup_label', content: 'START' },
        { name: 'PG_VERSION', content: '15' },
      ]),
    );
    write(path, stored);
  });

  function write(file: string, bytes: Uint8Array, modified = time): void {
    writeFileSync(file, bytes);
    utimesSync(file, modified, modified);
  }

  async function index(store: TarStore, file = path): Promise<TarIndex> {
    const found = await store.index(file, undefined);
    if ('failed' in found) assert.fail(found.code);
    return found;
  }

  it('serves another thread, which does not read it again while the file stays as it is', async () => {
    const first = new TarStore();
    await index(first);
    const second = new TarStore();
    second.share(structuredClone(await first.costly()));
    // Unreadable content: a reader that still sees the label has not read it.
    write(path, Buffer.alloc(stored.length, 1));
    const head = entryAt(await index(second), 'backup_label')?.head;
    assert.equal(head && Buffer.from(head).toString(), 'START');
    write(path, Buffer.alloc(stored.length, 1), new Date(time.getTime() + 1000));
    assert.equal(statSync(path).size, stored.length);
    assert.deepEqual((await index(second)).members, 0);
  });

  it('is passed on only where reading it again would cost much, and was read to its end', async () => {
    const store = new TarStore();
    const plain = `${folder.path}/plain.tar`;
    write(plain, await tarOf([{ name: 'backup_label', content: 'START' }]));
    await index(store, plain);
    assert.deepEqual(await store.costly(), []);
    await index(store);
    assert.deepEqual(
      (await store.costly()).map((known) => known.path),
      [path],
    );
  });

  it('is passed on up to a bound', async () => {
    const store = new TarStore();
    write(path, gzipSync(await tarOf([{ name: 'a/PG_VERSION', content: '15' }, { name: 'a/backup_label' }])));
    assert.equal((await index(store)).kept, 3);
    assert.deepEqual([(await store.costly(3)).length, (await store.costly(2)).length], [1, 0]);
  });

  it('leaves no content behind where the reading was canceled', async () => {
    const name = '000000010000000000000001';
    write(
      path,
      gzipSync(
        await tarOf([
          { name, content: 'WAL' },
          { name: 'PG_VERSION', content: '15' },
        ]),
      ),
    );
    let asked = 0;
    // After the segment and before the end.
    const { signal } = new AbortController();
    Object.defineProperty(signal, 'aborted', { get: () => ++asked > 4 });
    const store = new TarStore();
    assert.deepEqual(await store.readForGood([path], signal), []);
    const spent = new DecompressionBudget();
    while (spent.take(64 * 1024 * 1024));
    const contentOf = async (): Promise<number | undefined> => {
      const found = await store.index(path, spent);
      return 'failed' in found ? assert.fail(found.code) : entryAt(found, name)?.content?.length;
    };
    assert.equal(await contentOf(), 3);
    await store.forgetContents();
    assert.equal(await contentOf(), undefined);
  });
});
