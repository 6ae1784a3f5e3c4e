import fc from 'fast-check';
import type { WalGeometry } from '../../../src/core/wal/geometry';
import { walGeometry } from '../../../src/core/wal/geometry';

/** Every segment size that a server accepts: 1 MB to 1 GB. */
export const SEGMENT_SIZES: readonly number[] = Array.from({ length: 11 }, (_, power) => 2 ** (20 + power));

/** Any segment size, before 9.3 and after. */
export const anyGeometry: fc.Arbitrary<WalGeometry> = fc
  .tuple(fc.constantFrom(...SEGMENT_SIZES), fc.constantFrom(90200, 90300))
  .map(([size, version]) => walGeometry(size, version));

/** Any location. Half of them are near a boundary of small segments, where arithmetic goes wrong. */
export const anyLsn: fc.Arbitrary<bigint> = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 63n }),
  fc
    .tuple(fc.bigInt({ min: 1n, max: 2n ** 40n }), fc.integer({ min: -2, max: 2 }))
    .map(([segment, offset]) => (segment << 20n) + BigInt(offset)),
);
