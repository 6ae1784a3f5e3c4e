import fc from 'fast-check';
import type { DamagedCopy } from './damagedCopy';
import type { TruthSet } from './truthSet';

/** Positions are fractions of the content, so that one damage fits every version's files. */
export type SegmentDamage =
  | { readonly kind: 'flip' | 'zero' | 'cut' | 'repeat'; readonly segment: number; readonly at: number }
  | { readonly kind: 'swap'; readonly segment: number; readonly other: number };

export type RandomDamage =
  | SegmentDamage
  | { readonly kind: 'control'; readonly at: number; readonly byte: number }
  | { readonly kind: 'label'; readonly at: number; readonly drop: number; readonly put: string };

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** Most content of a segment is uniform: its beginning, and the end of the written part, are more interesting. */
const segmentPlace = fc.oneof(
  place,
  place.map((at) => at / 200),
  place.map((at) => at / 10),
);

/** Content that may confuse a reader of labels. */
const TELLING = [
  ' ',
  '\t',
  '\r',
  '\n',
  '\0',
  '/',
  ':',
  '(',
  ')',
  '+',
  '-',
  '0',
  'x',
  '1',
  'a',
  'F',
  'g',
  'é',
];

const changedPlace = fc.record({
  kind: fc.constantFrom('flip' as const, 'zero' as const, 'cut' as const, 'repeat' as const),
  segment: place,
  at: segmentPlace,
});
const swap = fc.record({ kind: fc.constant('swap' as const), segment: place, other: place });

/** A server refuses a truncated segment at once, at any position, so `cut` does not show how far it would get. */
export const segmentDamage: fc.Arbitrary<SegmentDamage> = fc.oneof(
  changedPlace.filter(({ kind }) => kind !== 'cut'),
  swap,
);

export const randomDamage: fc.Arbitrary<RandomDamage> = fc.oneof(
  changedPlace,
  swap,
  fc.record({ kind: fc.constant('control' as const), at: place, byte: fc.integer({ min: 0, max: 255 }) }),
  fc.record({
    kind: fc.constant('label' as const),
    at: place,
    drop: fc.integer({ min: 0, max: 2 }),
    put: fc.string({ unit: fc.constantFrom(...TELLING), maxLength: 2 }),
  }),
);

/** Does the damage to a copy of a set. */
export async function doDamage(copy: DamagedCopy, set: TruthSet, damage: RandomDamage): Promise<void> {
  switch (damage.kind) {
    case 'label':
      return copy.changeText('backup_label', (text) => splice(text, damage));
    case 'control':
      // All fields are in the first 512 bytes; a server of these versions reads no further.
      return copy.changeFile('global/pg_control', (bytes) => setByte(bytes, damage.at / 8, damage.byte));
    default:
      return damageSegment(copy, set.segments, damage);
  }
}

/** Damages one of these segments in a copy's archive. */
export async function damageSegment(
  copy: DamagedCopy,
  segments: readonly string[],
  damage: SegmentDamage,
): Promise<void> {
  const nameAt = (fraction: number): string => segments[Math.floor(fraction * segments.length)] ?? '';
  const name = nameAt(damage.segment);
  if (damage.kind === 'swap') return copy.changeWal(name, () => copy.readWal(nameAt(damage.other)));
  return copy.changeWal(name, (bytes) => changed(bytes, damage.kind, damage.at));
}

function changed(bytes: Uint8Array, kind: 'flip' | 'zero' | 'cut' | 'repeat', at: number): Uint8Array {
  const offset = Math.floor(at * bytes.length);
  const copy = bytes.slice();
  if (kind === 'flip') copy[offset] = (copy[offset] ?? 0) ^ (1 << (offset % 8));
  else if (kind === 'zero') copy.fill(0, offset - (offset % 512), offset - (offset % 512) + 512);
  else if (kind === 'repeat') copy.copyWithin(page(offset), page(offset) - 8192, page(offset));
  return kind === 'cut' ? copy.slice(0, offset) : copy;
}

function splice(text: string, { at, drop, put }: RandomDamage & { kind: 'label' }): string {
  const from = Math.floor(at * text.length);
  return text.slice(0, from) + put + text.slice(from + drop);
}

/** Start of a page that is not the first. */
function page(offset: number): number {
  return Math.max(1, Math.floor(offset / 8192)) * 8192;
}

function setByte(bytes: Uint8Array, at: number, byte: number): Uint8Array {
  const copy = bytes.slice();
  copy[Math.floor(at * copy.length)] = byte;
  return copy;
}
