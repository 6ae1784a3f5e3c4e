import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  CRC_START,
  crc32c,
  finishCrc,
  legacyCrc,
  updateCrc32c,
  updateLegacyCrc,
} from '../../../src/core/formats/crc';
import { bytesOf } from './samples';

describe('checksums', () => {
  it('CRC-32C has its published check value', () => {
    assert.equal(crc32c(bytesOf('123456789')), 0xe3069283);
    assert.equal(crc32c(bytesOf('15\n')), 0x2247748a);
    assert.equal(crc32c(new Uint8Array()), 0);
  });

  it('the one of 9.4 and older is PostgreSQL’s own', () => {
    assert.equal(legacyCrc(bytesOf('123456789')), 0xc40ed0b0);
    assert.equal(legacyCrc(bytesOf('a')), 0x17b7bebc);
    assert.equal(legacyCrc(new Uint8Array()), 0);
  });

  it('are the same in pieces and in a whole, and from inside a larger array', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), fc.nat(300), (bytes, a, b) => {
        const [from, to] = [Math.min(a, b, bytes.length), Math.min(Math.max(a, b), bytes.length)];
        for (const [update, whole] of [
          [updateCrc32c, crc32c],
          [updateLegacyCrc, legacyCrc],
        ] as const) {
          let running = CRC_START;
          running = update(running, bytes, 0, from);
          running = update(running, bytes, from, to);
          running = update(running, bytes.subarray(to));
          assert.equal(finishCrc(running), whole(bytes));
          assert.equal(whole(bytes, from, to), whole(bytes.slice(from, to)));
        }
      }),
    );
  });

  it('notice any flipped bit', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), fc.nat(), (bytes, at) => {
        const flipped = bytes.slice();
        const bit = at % (bytes.length * 8);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        assert.notEqual(crc32c(flipped), crc32c(bytes));
        assert.notEqual(legacyCrc(flipped), legacyCrc(bytes));
      }),
    );
  });
});
