import assert from 'node:assert/strict';
import fc from 'fast-check';
import { crc32c, CRC_START, finishCrc } from '../../../src/core/formats/crc';
import { fastCrc32c } from '../../../src/io/fastCrc32c';

for (const level of ['relaxed', 'simd', 'tables'] as const) {
  describe(`fastCrc32c with ${level}`, () => {
    const { buffer, update } = fastCrc32c(level);

    function fill(length: number, seed: number): Uint8Array {
      let value = seed;
      for (let i = 0; i < length; i++) {
        value = (Math.imul(value, 1103515245) + 12345) | 0;
        buffer[i] = value >>> 16;
      }
      return buffer.subarray(0, length);
    }

    it('gives the same as the tables for any length', () => {
      const lengths = fc.oneof(
        fc.nat(5000),
        fc.nat(buffer.length),
        fc.constantFrom(1023, 1024, 1025, buffer.length),
      );
      fc.assert(
        fc.property(lengths, fc.integer(), (length, seed) => {
          const bytes = fill(length, seed);
          assert.equal(finishCrc(update(CRC_START, bytes)), crc32c(bytes));
        }),
        { numRuns: 60 },
      );
    });

    it('goes on from piece to piece', () => {
      const whole = fill(100_000, 7).slice();
      let running: number = CRC_START;
      for (const [from, to] of [
        [0, 70_000],
        [70_000, 70_010],
        [70_010, 100_000],
      ] as const) {
        buffer.set(whole.subarray(from, to));
        running = update(running, buffer.subarray(0, to - from));
      }
      assert.equal(finishCrc(running), crc32c(whole));
    });

    it('takes bytes from elsewhere and from the middle of its buffer', () => {
      const bytes = fill(20_000, 3);
      assert.equal(finishCrc(update(CRC_START, bytes.slice())), crc32c(bytes));
      assert.equal(
        finishCrc(update(CRC_START, bytes.subarray(333, 19_000))),
        crc32c(bytes.subarray(333, 19_000)),
      );
      assert.equal(update(CRC_START, new Uint8Array()) >>> 0, CRC_START);
    });
  });
}
