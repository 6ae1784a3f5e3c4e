import { readFile } from 'node:fs/promises';
import { offsetInSegment, walGeometry } from '../../../src/core/wal/geometry';
import { parseLsn } from '../../../src/core/ground/lsn';
import type { DamageCase } from './damageCase';
import { segmentAt } from './damageCase';
import * as damage from './damage';
import type { DamagedCopy } from './damagedCopy';
import type { TruthSet } from './truthSet';

type Change = (bytes: Uint8Array, set: TruthSet) => Uint8Array | Promise<Uint8Array>;

const FIRST = 0;
const PADDED = 1;
const FULL = 2;
const LAST = -1;

/** Damage to single segments that recovery cannot cross. */
export const BREAKING_DAMAGE: readonly DamageCase[] = [
  ...[FIRST, PADDED, FULL, LAST].map((place) => ({
    name: `segment ${nameOf(place)} missing`,
    damage: (copy: DamagedCopy, set: TruthSet) => copy.dropWal(segmentAt(set, place)),
    outcome: 'refused' as const,
    restorable: false,
  })),
  refused('recycled, as the server had kept it', PADDED, recycledFile(PADDED)),
  refused('recycled, as the server had kept it', LAST, recycledFile(LAST)),
  refused('recycled: page addresses older', FULL, (b) => damage.withOlderAddress(b, 4n * BigInt(b.length))),
  refused('copied before the backup was stopped', LAST, async (_, set) => readFile(set.earlyCopy)),
  refused('zero from the middle on', FULL, (b) => damage.zeroTail(b, b.length / 2)),
  refused('zero from before the backup end on', LAST, (b, set) => damage.zeroTail(b, stopOffset(set) - 200)),
  refused('all zero', FULL, (b) => damage.zeroTail(b, 0)),
  refused('all zero', LAST, (b) => damage.zeroTail(b, 0)),
  refused('with one byte of a record flipped', FIRST, (b) => damage.flipInRecord(b, 10_000)),
  refused('with one byte of a record flipped', FULL, (b) => damage.flipInRecord(b, b.length / 2)),
  refused('with one byte of the backup end flipped', LAST, (b, set) =>
    damage.flipInRecord(b, stopOffset(set) - 24),
  ),
  refused('with one page address flipped', FULL, (b) => damage.flipAt(b, b.length / 2 + 10)),
  refused('cut in half', FULL, (b) => damage.cut(b, b.length / 2)),
  refused('cut in half', LAST, (b) => damage.cut(b, b.length / 2)),
  refused('cut just after the backup end', LAST, (b, set) => damage.cut(b, endOfPage(stopOffset(set)))),
  refused('empty', FULL, (b) => damage.cut(b, 0)),
  refused('empty', LAST, (b) => damage.cut(b, 0)),
  refused('of another cluster', FIRST, foreign),
  refused('of another cluster', FULL, foreign),
  refused('of another cluster', LAST, foreign),
  refused('of a later timeline', FULL, (b) => damage.withTimeline(b, 2)),
  refused('of another version', FULL, (b) => damage.withMagic(b, 0xd075)),
  refused('of another version', LAST, (b) => damage.withMagic(b, 0xd075)),
];

/** Damage that no server notices. */
export const HARMLESS_DAMAGE: readonly DamageCase[] = [
  recovered('with a byte flipped after the switch', PADDED, flipAtEnd),
  recovered('with a byte flipped after the switch', LAST, flipAtEnd),
  recovered('with a page address flipped after the switch', PADDED, (b) =>
    damage.flipAt(b, b.length - 8192 + 10),
  ),
  {
    name: 'the backup history file is missing',
    damage: (copy, { backup }) => copy.dropMatching(`${backup.startWalFile}.`),
    outcome: 'recovered',
    restorable: true,
  },
];

function refused(what: string, place: number, change: Change): DamageCase {
  return { ...changed(what, place, change), outcome: 'refused', restorable: false };
}

function recovered(what: string, place: number, change: Change): DamageCase {
  return { ...changed(what, place, change), outcome: 'recovered', restorable: true };
}

function changed(what: string, place: number, change: Change): Pick<DamageCase, 'name' | 'damage'> {
  return {
    name: `segment ${nameOf(place)} ${what}`,
    damage: (copy, set) => copy.changeWal(segmentAt(set, place), (bytes) => change(bytes, set)),
  };
}

function nameOf(place: number): string {
  return place === LAST ? 'last' : String(place + 1);
}

function recycledFile(place: number): Change {
  return async (_, set) => {
    const name = segmentAt(set, place);
    const path = set.recycled.get(name);
    if (path === undefined) throw new Error(`the server had kept no file for ${name}`);
    return readFile(path);
  };
}

function foreign(bytes: Uint8Array): Uint8Array {
  return damage.withSystemIdentifier(bytes, 7_000_000_000_000_000_001n);
}

function flipAtEnd(bytes: Uint8Array): Uint8Array {
  return damage.flipAt(bytes, bytes.length - 100);
}

function stopOffset(set: TruthSet): number {
  const stop = parseLsn(set.backup.stopLsn);
  if (stop === undefined) throw new Error(`no location: ${set.backup.stopLsn}`);
  return offsetInSegment(stop, walGeometry(set.segmentSize, set.major * 10_000));
}

function endOfPage(offset: number): number {
  return Math.ceil(offset / 8192) * 8192;
}
