import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ManifestFile } from '../../../src/core/formats/manifest/manifestModel';
import { FileTable } from '../../../src/core/verify/files/fileTable';

const file: fc.Arbitrary<ManifestFile> = fc.record({
  path: fc.string({ maxLength: 6 }),
  size: fc.oneof(fc.nat(), fc.constantFrom(0, 2 ** 53 - 1, 2 ** 40)),
  lastModified: fc.constant(undefined),
  algorithm: fc.constantFrom('CRC32C', 'SHA224', 'SHA256', 'SHA384', 'SHA512', undefined),
  checksum: fc.oneof(
    fc.constant(undefined),
    fc.uint8Array({ minLength: 1, maxLength: 70 }).map((bytes) => Buffer.from(bytes).toString('hex')),
  ),
});

describe('FileTable', () => {
  it('gives back what it was given, in order, each path once', () => {
    fc.assert(
      fc.property(fc.array(file, { maxLength: 600 }), (files) => {
        const table = new FileTable();
        const kept = new Map<string, ManifestFile>();
        for (const each of files) {
          assert.equal(table.add(each), !kept.has(each.path));
          if (!kept.has(each.path)) kept.set(each.path, each);
        }
        const expected = [...kept.values()].map(({ path, size, algorithm, checksum }) => ({
          path,
          size,
          algorithm,
          checksum: checksum ?? '',
        }));
        assert.deepEqual([...table.unseen()], expected);
        assert.equal(table.count, expected.length);
        assert.equal(
          table.withoutChecksum,
          expected.filter(({ algorithm }) => algorithm === undefined).length,
        );
        for (const { path, size } of expected) assert.equal(table.sizeOf(path), size);
      }),
      { numRuns: 50 },
    );
  });

  it('knows what was seen, and what of that can be hashed', () => {
    const table = new FileTable();
    const sample = { size: 1, lastModified: undefined, algorithm: 'CRC32C', checksum: '00000000' } as const;
    for (const path of ['good', 'bad', 'gone']) table.add({ ...sample, path });
    table.add({ ...sample, path: 'bare', algorithm: undefined, checksum: undefined });
    table.mark('good', true);
    table.mark('bad', false);
    table.mark('bare', true);
    table.mark('never listed', true);
    assert.deepEqual(
      [...table.unseen()].map(({ path }) => path),
      ['gone'],
    );
    assert.deepEqual(
      [...table.toHash()].map(({ path }) => path),
      ['good'],
    );
    assert.equal(table.sizeOf('never listed'), undefined);
  });

  it('keeps names apart that only their bytes tell apart', () => {
    const table = new FileTable();
    const sample = {
      path: '\ufffd',
      size: 1,
      lastModified: undefined,
      algorithm: undefined,
      checksum: undefined,
    };
    assert.ok(table.add({ ...sample, rawPath: Uint8Array.of(0xff) }));
    assert.ok(table.add({ ...sample, rawPath: Uint8Array.of(0xfe) }));
    assert.ok(!table.add({ ...sample, rawPath: Uint8Array.of(0xff) }));
    assert.ok(table.add(sample));
  });
});
