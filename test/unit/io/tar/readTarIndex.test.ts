import assert from 'node:assert/strict';
import { openSync, closeSync, ftruncateSync, writeFileSync, writeSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { pack } from 'tar-stream';
import { ChunkSource } from '../../../../src/io/tar/byteSource';
import { readTarIndex } from '../../../../src/io/tar/readTarIndex';
import type { TarIndex } from '../../../../src/core/tars/tarIndex';
import { entryAt } from '../../../../src/core/tars/tarIndex';
import { DecompressionBudget, TarStore } from '../../../../src/io/tar/tarStore';
import { walkTar } from '../../../../src/io/tar/walkTar';
import { temporaryFolder } from '../temporary';
import type { Member } from './tars';
import { tarOf } from './tars';

const SEGMENT = '000000010000000000000005';

/** The header of a member whose content is made elsewhere. */
async function headerOf(size: number): Promise<Buffer> {
  const stream = pack();
  stream.entry({ name: 'base/1/1', size });
  for await (const chunk of stream as AsyncIterable<Buffer>) return chunk;
  return assert.fail();
}

describe('readTarIndex', () => {
  const folder = temporaryFolder();

  async function index(bytes: Uint8Array, stored?: number, decompressed = Infinity): Promise<TarIndex> {
    const path = `${folder.path}/x.tar`;
    writeFileSync(path, bytes);
    const found = await readTarIndex(
      path,
      stored === undefined ? {} : { limit: { bytes: stored, decompressed } },
    );
    if ('failed' in found) assert.fail(found.code);
    return found;
  }

  function faults({ faults: found }: TarIndex): string[] {
    return found.map(({ reason, member }) => (member === undefined ? reason : `${reason} ${member}`));
  }

  it('finds label, control file and WAL, and only counts other files', async () => {
    const bytes = await tarOf([
      { name: 'backup_label', content: 'START' },
      { name: './pg_wal/', type: 'directory' },
      { name: './base/1/1234', content: 'relation' },
      { name: 'global/pg_control', content: 'control' },
      { name: `pg_wal/${SEGMENT}`, content: 'wal' },
    ]);
    for (const stored of [bytes, gzipSync(bytes)]) {
      const found = await index(stored);
      assert.deepEqual(
        [found.members, found.whole, found.hasBackupContent, found.faults],
        [5, true, true, []],
      );
      assert.deepEqual([...(found.folders.get('')?.folders ?? [])], ['pg_wal', 'base', 'global']);
      assert.equal(entryAt(found, `pg_wal/${SEGMENT}`)?.size, 3);
      const { offset = 0 } = entryAt(found, 'global/pg_control') ?? {};
      assert.equal(bytes.toString('latin1', offset, offset + 7), 'control');
      const head = entryAt(found, 'backup_label')?.head;
      assert.equal(head && Buffer.from(head).toString(), stored === bytes ? undefined : 'START');
    }
  });

  it('takes the last of several members of one name, and what a hard link leads to', async () => {
    const found = await index(
      await tarOf([
        { name: SEGMENT, content: 'first' },
        { name: SEGMENT, content: 'the last one' },
        { name: `copy/${SEGMENT}`, type: 'link', linkname: `./${SEGMENT}` },
        { name: `soft/${SEGMENT}`, type: 'symlink', linkname: `/${SEGMENT}` },
      ]),
    );
    assert.equal(entryAt(found, SEGMENT)?.size, 12);
    assert.equal(entryAt(found, `copy/${SEGMENT}`)?.size, 12);
    assert.equal(entryAt(found, `soft/${SEGMENT}`), undefined);
  });

  it('reads long names, names in pax headers, and absolute ones as below the tar', async () => {
    const long = `${'deep/'.repeat(60)}pg_wal`;
    const found = await index(
      await tarOf([
        { name: `${long}/${SEGMENT}`, content: 'x' },
        { name: `/var/lib/ärchive/${SEGMENT}`, content: 'yy' },
      ]),
    );
    assert.equal(entryAt(found, `${long}/${SEGMENT}`)?.size, 1);
    assert.equal(entryAt(found, `var/lib/ärchive/${SEGMENT}`)?.size, 2);
  });

  it('never lets a name lead out of the tar', async () => {
    const found = await index(
      await tarOf([
        { name: `../${SEGMENT}`, content: 'x' },
        { name: `a/../../${SEGMENT}`, content: 'x' },
        { name: `ok/${SEGMENT}`, content: 'x' },
      ]),
    );
    assert.deepEqual(faults(found), [`outside ../${SEGMENT}`]);
    assert.equal(found.faults[0]?.count, 2);
    assert.deepEqual([...found.folders.keys()], ['', 'ok']);
  });

  it('says where a tar was cut, and counts what is there of the member', async () => {
    const bytes = await tarOf([
      { name: 'PG_VERSION', content: '15' },
      { name: SEGMENT, content: 'w'.repeat(5000) },
    ]);
    const cut = await index(bytes.subarray(0, 1536 + 1000));
    assert.deepEqual(faults(cut), [`truncated ${SEGMENT}`]);
    assert.deepEqual([entryAt(cut, SEGMENT)?.size, cut.whole], [1000, true]);
    assert.deepEqual(faults(await index(bytes.subarray(0, bytes.length - 1024))), ['no-end']);
    assert.deepEqual(faults(await index(bytes.subarray(0, 1024 + 100))), ['truncated']);
    assert.deepEqual(faults(await index(bytes.subarray(0, bytes.length - 512))), []);
    assert.deepEqual(faults(await index(gzipSync(bytes).subarray(0, 100))), ['compressed-truncated']);
  });

  it('says that something follows the end, but not of zeros', async () => {
    const bytes = await tarOf([{ name: SEGMENT, content: 'x' }]);
    assert.deepEqual(faults(await index(Buffer.concat([bytes, Buffer.alloc(10240)]))), []);
    assert.deepEqual(faults(await index(Buffer.concat([bytes, Buffer.from('more')]))), ['trailing']);
  });

  it('tells a damaged header from a file that is no tar', async () => {
    const bytes = await tarOf([
      { name: 'PG_VERSION', content: '15' },
      { name: SEGMENT, content: 'x' },
    ]);
    bytes[1024 + 3] = 0x7a;
    assert.deepEqual(faults(await index(bytes)), ['header']);
    assert.deepEqual(faults(await index(Buffer.from('no tar at all '.repeat(100)))), ['not-a-tar']);
    assert.deepEqual(faults(await index(Buffer.alloc(0))), ['not-a-tar']);
    assert.deepEqual(faults(await index(Buffer.from('Salted__ and more'))), ['encrypted']);
  });

  it('reads sizes in base 256, and passes over 10 GB without reading them', async () => {
    const path = `${folder.path}/large.tar`;
    const size = 10 * 1024 ** 3;
    const large = (await tarOf([{ name: 'base/1/1', content: '' }])).subarray(0, 512);
    large.writeUInt8(0x80, 124);
    large.fill(0, 125, 136);
    large.writeBigUInt64BE(BigInt(size), 128);
    writeSum(large);
    const file = openSync(path, 'w');
    writeSync(file, large, 0, 512, 0);
    const rest = await tarOf([{ name: SEGMENT, content: 'x' }]);
    writeSync(file, rest, 0, rest.length, 512 + size);
    ftruncateSync(file, 512 + size + rest.length);
    closeSync(file);
    const found = await readTarIndex(path);
    assert.ok(!('failed' in found));
    assert.equal(entryAt(found, SEGMENT)?.offset, 512 + size + 512);
    assert.deepEqual(found.faults, []);
  });

  it('stops a packed tar at its limit and does not call that a fault', async () => {
    const noise = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 2_654_435_761) >>> 24));
    const members: Member[] = [{ name: 'backup_label', content: 'START' }];
    for (let i = 0; i < 10; i++) members.push({ name: `base/1/${i}`, content: noise });
    members.push({ name: `pg_wal/${SEGMENT}`, content: 'x' });
    const stored = gzipSync(await tarOf(members), { level: 1 });
    const start = await index(stored, Math.min(20_000, stored.length >> 1));
    assert.deepEqual([start.whole, start.faults], [false, []]);
    assert.equal(Buffer.from(entryAt(start, 'backup_label')?.head ?? []).toString(), 'START');
    assert.equal(entryAt(start, `pg_wal/${SEGMENT}`), undefined);
    assert.ok(entryAt(await index(stored), `pg_wal/${SEGMENT}`) !== undefined);
  });

  it('stops where far more comes out of a packed tar than goes in', async () => {
    const zeros = Buffer.alloc(64 * 1024 * 1024);
    const members = [
      { name: 'backup_label', content: 'START' },
      { name: 'base/1/1', content: zeros },
      { name: `pg_wal/${SEGMENT}`, content: 'x' },
    ];
    const stored = gzipSync(await tarOf(members), { level: 1 });
    const start = await index(stored, stored.length, 1024 * 1024);
    assert.deepEqual([start.whole, start.members, start.faults], [false, 2, []]);
    assert.equal(entryAt(start, 'backup_label')?.size, 5);
    assert.equal((await index(stored, stored.length, 2 * zeros.length)).whole, true);
  });

  it('can be canceled in the middle of a packed member', async () => {
    const size = 768 * 1024 * 1024;
    const header = await headerOf(size);
    let decompressed = 0;
    async function* zeros(): AsyncGenerator<Uint8Array> {
      yield header;
      const chunk = new Uint8Array(16 * 1024 * 1024);
      for (; decompressed < size; decompressed += chunk.length) yield await Promise.resolve(chunk);
    }
    const abort = new AbortController();
    const { signal } = abort;
    setImmediate(() => {
      abort.abort();
    });
    const visitor = { member: () => undefined };
    const end = await walkTar(new ChunkSource(zeros()), visitor, signal);
    assert.equal(end.kind, 'stopped');
    assert.ok(decompressed < size);
  });

  it('is not read again and again by a scan that gave it up', async () => {
    const path = `${folder.path}/bomb.tar.gz`;
    const zeros = gzipSync(Buffer.alloc(64 * 1024 * 1024), { level: 1 });
    const label = await tarOf([{ name: 'backup_label', content: 'START' }]);
    const header = await headerOf(9 * 64 * 1024 * 1024);
    const start = gzipSync(Buffer.concat([label.subarray(0, 1024), header]));
    writeFileSync(path, Buffer.concat([start, ...Array.from({ length: 9 }, () => zeros)]));
    const [store, budget] = [new TarStore(), new DecompressionBudget()];
    const first = await store.index(path, budget);
    assert.ok(!('failed' in first) && !first.whole && first.hasBackupContent);
    assert.equal(await store.index(path, budget), first);
    const all = await store.index(path, undefined);
    assert.ok(!('failed' in all) && all.whole && all.members === 2);
  });

  it('keeps few of a million other files', async () => {
    const members: Member[] = [];
    for (let i = 0; i < 3000; i++) members.push({ name: `base/1/${i}` });
    const found = await index(await tarOf(members));
    assert.equal(found.members, 3000);
    assert.equal(found.folders.get('base/1')?.files.size, 20);
  });

  it('keeps what a data directory is asked for behind thousands of others, and one file of each folder', async () => {
    const members: Member[] = [];
    for (let i = 0; i < 6000; i++) members.push({ name: `base/${i % 300}/${i}` });
    for (let i = 0; i < 60; i++) members.push({ name: `global/${i}` });
    members.push({ name: 'global/pg_filenode.map', content: 'map' }, { name: 'pg_xact/0000', content: 'x' });
    const found = await index(await tarOf(members));
    assert.equal(entryAt(found, 'global/pg_filenode.map')?.size, 3);
    assert.equal(found.folders.get('pg_xact')?.files.size, 1);
    assert.ok(found.kept < 400);
  });

  it('finds every file of any tar, packed or not', async () => {
    const part = fc.stringMatching(/^[a-z]{1,40}$/);
    const member = fc.record({
      path: fc.array(part, { minLength: 0, maxLength: 8 }),
      low: fc.integer({ min: 0, max: 255 }),
      size: fc.integer({ min: 0, max: 2000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(member, { maxLength: 12 }), fc.boolean(), async (members, compressed) => {
        const last = new Map<string, number>();
        for (const { path, low, size } of members) last.set([...path, nameOf(low)].join('/'), size);
        const bytes = await tarOf(
          members.map(({ path, low, size }) => ({
            name: [...path, nameOf(low)].join('/'),
            content: 'w'.repeat(size),
          })),
        );
        const found = await index(compressed ? gzipSync(bytes) : bytes);
        assert.deepEqual(found.faults, []);
        for (const [path, size] of last) assert.equal(entryAt(found, path)?.size, size);
      }),
      { numRuns: 60 },
    );
  });

  it('survives any change of any bytes', async () => {
    const bytes = await tarOf([
      { name: 'backup_label', content: 'START' },
      { name: `${'long/'.repeat(30)}${SEGMENT}`, content: 'w'.repeat(3000) },
      { name: SEGMENT, content: 'x', pax: { comment: 'y' } },
    ]);
    const change = fc.tuple(fc.integer({ min: 0, max: bytes.length - 1 }), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 20 }),
        fc.boolean(),
        fc.integer({ min: 0, max: bytes.length }),
        async (changes, sums, length) => {
          const changed = Buffer.from(bytes.subarray(0, length));
          for (const [at, value] of changes) if (at < length) changed[at] = value;
          // With right checksums the damage passes the first check.
          for (let at = 0; sums && at + 512 <= length; at += 512) writeSum(changed.subarray(at, at + 512));
          const found = await index(changed);
          assert.ok(found.members <= bytes.length / 512);
          for (const { files } of found.folders.values())
            for (const { size } of files.values()) assert.ok(size >= 0);
        },
      ),
      { numRuns: 300 },
    );
  });
});

function nameOf(low: number): string {
  return `0000000100000000000000${low.toString(16).toUpperCase().padStart(2, '0')}`;
}

function writeSum(block: Buffer): void {
  block.fill(0x20, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}
