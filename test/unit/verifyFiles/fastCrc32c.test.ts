import assert from 'node:assert/strict';
import fc from 'fast-check';
import { crc32c, CRC_START, finishCrc } from '../../../src/core/formats/crc';
import { fastCrc32c } from '../../../src/io/hashing/fastCrc32c';

for (const vectors of [true, false]) {
  describe(`fastCrc32c by ${vectors ? 'vectors' : 'tables'}`, () => {
    const { buffer, update } = fastCrc32c(vectors);

    /** Puts bytes into the buffer, and returns them there and in a copy, because the buffer is consumed. */
    function fill(length: number, seed: number): { bytes: Uint8Array; copy: Uint8Array } {
      let value = seed;
      for (let i = 0; i < length; i++) {
        value = (Math.imul(value, 1103515245) + 12345) | 0;
        buffer[i] = value >>> 16;
      }
      const bytes = buffer.subarray(0, length);
      return { bytes, copy: bytes.slice() };
    }

    it('gives the same as the simple algorithm for any length', () => {
      const lengths = fc.oneof(
        fc.nat(5000),
        fc.nat(buffer.length),
        fc.integer({ min: 8180, max: 8220 }),
        fc.constantFrom(buffer.length, buffer.length - 1, buffer.length - 15),
      );
      fc.assert(
        fc.property(lengths, fc.integer(), (length, seed) => {
          const { bytes, copy } = fill(length, seed);
          assert.equal(finishCrc(update(CRC_START, bytes)), crc32c(copy));
        }),
        { numRuns: 60 },
      );
    });

    it('goes on from piece to piece', () => {
      const whole = fill(200_000, 7).copy;
      let running: number = CRC_START;
      for (const [from, to] of [
        [0, 70_003],
        [70_003, 70_010],
        [70_010, 150_000],
        [150_000, 200_000],
      ] as const) {
        buffer.set(whole.subarray(from, to));
        running = update(running, buffer.subarray(0, to - from));
      }
      assert.equal(finishCrc(running), crc32c(whole));
    });

    it('takes bytes from elsewhere and from the middle of its buffer, and leaves them as they are', () => {
      const { bytes, copy } = fill(20_000, 3);
      assert.equal(finishCrc(update(CRC_START, copy)), crc32c(copy));
      const middle = bytes.subarray(333, 19_000);
      assert.equal(finishCrc(update(CRC_START, middle)), crc32c(middle));
      assert.deepEqual(bytes, copy);
      assert.equal(update(CRC_START, new Uint8Array()) >>> 0, CRC_START);
    });

    it('sees a single bit wherever it is flipped', () => {
      const { copy } = fill(30_000, 11);
      const right = crc32c(copy);
      for (const at of [0, 3, 4, 766, 767, 5274, 5275, 29_983, 29_984, 29_999]) {
        buffer.set(copy);
        buffer[at] = (buffer[at] ?? 0) ^ 0x40;
        assert.notEqual(finishCrc(update(CRC_START, buffer.subarray(0, copy.length))), right, String(at));
      }
    });
  });
}

describe('fastCrc32c', () => {
  it('has vectors on every engine that this project runs on', () => {
    assert.ok(fastCrc32c().buffer.byteOffset > 0);
  });
});
