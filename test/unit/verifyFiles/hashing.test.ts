import assert from 'node:assert/strict';
import fc from 'fast-check';
import { crc32c } from '../../../src/core/formats/crc';
import { ChunkSums, crcText } from '../../../src/core/verify/files/chunkSums';
import { combineCrc32c } from '../../../src/core/verify/files/crcCombine';
import type { ListedFile } from '../../../src/core/verify/files/fileTable';
import type { FileHasher, HashRange, HashResult } from '../../../src/core/verify/files/hashing';
import { hashFiles } from '../../../src/core/verify/files/hashFiles';
import { CHUNK_BYTES, planHashing } from '../../../src/core/verify/files/hashPlan';
import { createDigest } from '../../../src/io/hashing/digests';

function listed(path: string, size: number, algorithm: ListedFile['algorithm'] = 'CRC32C'): ListedFile {
  return { path, size, algorithm, checksum: '' };
}

describe('combineCrc32c', () => {
  it('gives the CRC of both pieces together', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (a, b) => {
        const whole = new Uint8Array([...a, ...b]);
        assert.equal(combineCrc32c(crc32c(a), crc32c(b), b.length), crc32c(whole));
      }),
    );
  });

  it('holds for pieces of any length', () => {
    // Zeros after a piece: repeated doubling of the length reaches sizes that no test could hash.
    let zeros = crc32c(new Uint8Array(1));
    let length = 1;
    for (; length < 2 ** 20; length *= 2) zeros = combineCrc32c(zeros, zeros, length);
    assert.equal(zeros, crc32c(new Uint8Array(length)));
    for (; length < 2 ** 45; length *= 2) zeros = combineCrc32c(zeros, zeros, length);
    const first = crc32c(new TextEncoder().encode('123456789'));
    assert.equal(
      combineCrc32c(combineCrc32c(first, zeros, length), zeros, length),
      combineCrc32c(first, combineCrc32c(zeros, zeros, length), length * 2),
    );
  });
});

describe('digests', () => {
  it('are those of the standards', () => {
    const expected = {
      CRC32C: '839206e3',
      SHA224: '9b3e61bf29f17c75572fae2e86e17809a4513d07c8a18152acf34521',
      SHA256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
    };
    for (const [algorithm, checksum] of Object.entries(expected)) {
      const digest = createDigest(algorithm as keyof typeof expected);
      for (const byte of new TextEncoder().encode('123456789')) digest.update(Uint8Array.of(byte));
      assert.equal(digest.finish(), checksum);
    }
  });

  it('of nothing are what servers write for an empty file', () => {
    assert.equal(createDigest('CRC32C').finish(), '00000000');
    assert.match(createDigest('SHA512').finish(), /^cf83e1357eefb8bd[0-9a-f]{112}$/);
    assert.match(createDigest('SHA384').finish(), /^38b060a751ac9638[0-9a-f]{80}$/);
  });
});

describe('planHashing', () => {
  const sizes = fc.array(
    fc.record({
      size: fc.oneof(fc.nat(20000), fc.nat(4 * CHUNK_BYTES), fc.constantFrom(CHUNK_BYTES, CHUNK_BYTES + 1)),
      algorithm: fc.constantFrom('CRC32C' as const, 'SHA256' as const),
    }),
    { maxLength: 40 },
  );

  it('covers every byte of every file once, in pieces that can be worked on', () => {
    fc.assert(
      fc.property(sizes, (wanted) => {
        const files = wanted.map(({ size, algorithm }, i) => listed(String(i), size, algorithm));
        const covered = new Map(files.map((file) => [file, 0]));
        const ended = new Set<ListedFile>();
        for (const batch of planHashing(() => files)) {
          assert.ok(batch.length > 0);
          for (const { file, offset, length, last } of batch) {
            assert.equal(offset, covered.get(file));
            covered.set(file, offset + length);
            if (length > CHUNK_BYTES) assert.notEqual(file.algorithm, 'CRC32C');
            if (last) ended.add(file);
          }
        }
        for (const [file, bytes] of covered) assert.equal(bytes, file.size);
        assert.equal(ended.size, files.length);
      }),
    );
  });

  it('begins with the largest work that cannot be shared', () => {
    const files = [listed('small', 1, 'SHA256'), listed('large', CHUNK_BYTES * 3, 'SHA256')];
    assert.deepEqual(
      [...planHashing(() => files)].map((batch) => batch.map(({ file }) => file.path)),
      [['large'], ['small']],
    );
  });
});

describe('ChunkSums', () => {
  it('puts chunks together in whatever order they come', () => {
    const file = listed('big', CHUNK_BYTES * 2 + 10);
    const bytes = new Uint8Array(file.size);
    for (let i = 0; i < bytes.length; i += 4099) bytes[i] = i & 0xff;
    const chunks = [...planHashing(() => [file])].flat();
    const sums = new ChunkSums();
    const results = [2, 0, 1].map((i) => {
      const chunk = chunks[i];
      assert.ok(chunk);
      const piece = bytes.subarray(chunk.offset, chunk.offset + chunk.length);
      return sums.add(chunk, { bytes: piece.length, checksum: crcText(crc32c(piece)) });
    });
    assert.deepEqual(results, [undefined, undefined, { bytes: file.size, checksum: crcText(crc32c(bytes)) }]);
  });

  it('fails as a whole when one chunk failed', () => {
    const chunks = [...planHashing(() => [listed('big', CHUNK_BYTES + 1)])].flat();
    const sums = new ChunkSums();
    const results = chunks.map((chunk, i) =>
      sums.add(chunk, i === 0 ? { failed: true, code: 'EIO' } : { bytes: 1, checksum: '00000000' }),
    );
    assert.deepEqual(results, [undefined, { failed: true, code: 'EIO' }]);
  });
});

describe('hashFiles', () => {
  it('keeps all lanes busy and no more, and tells every file once', async () => {
    let running = 0;
    let most = 0;
    const hasher: FileHasher = {
      lanes: 3,
      hashStored: () => Promise.resolve([]),
      hashTar: () => Promise.resolve({ faults: [] }),
      async hash(ranges: readonly HashRange[]): Promise<readonly HashResult[]> {
        most = Math.max(most, ++running);
        for (let turn = 0; turn < 5; turn++) await Promise.resolve();
        running--;
        return ranges.map(({ length }) => ({ bytes: length, checksum: '00000000' }));
      },
    };
    const files = Array.from({ length: 50 }, (_, i) => listed(String(i), CHUNK_BYTES * (i % 3) + i));
    const done: string[] = [];
    let bytes = 0;
    await hashFiles(() => files, {
      hasher,
      signal: undefined,
      pathOf: ({ path }) => path,
      onFile: ({ path }) => done.push(path),
      onBytes: (count) => (bytes += count),
    });
    assert.equal(most, 3);
    assert.deepEqual(
      done.map(Number).sort((a, b) => a - b),
      files.map((_, i) => i),
    );
    assert.equal(
      bytes,
      files.reduce((sum, { size }) => sum + size, 0),
    );
  });
});
