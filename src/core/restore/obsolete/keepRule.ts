import type { BackupSet } from '../../model/backupSet';
import { isSound } from '../../model/verdict';
import { verdictAfterRestoreSteps } from '../../model/afterRestoreSteps';
import type { WalGeometry } from '../../wal/geometry';
import { isWithoutData } from '../../model/layout';

/** What to keep: one set and all newer ones, or a number of sets. */
export type KeepRule =
  { readonly kind: 'set'; readonly setId: string } | { readonly kind: 'count'; readonly count: number };

/** A set whose first needed WAL is known. */
export type KeptSet = BackupSet & {
  readonly start: NonNullable<BackupSet['start']>;
  readonly geometry: WalGeometry;
};

/**
 * The sets that stay, the oldest first. A number counts only sound sets (restorable or complete) whose files are here,
 * if there are any; every set that is not older than one of them stays too. So a larger number never keeps less. Empty
 * if no set can be named.
 */
export function keptSets(sets: readonly BackupSet[], keep: KeepRule): KeptSet[] {
  const known = sets.filter(isKnown).sort(newestFirst);
  const anchors =
    keep.kind === 'set' ? known.filter(({ id }) => id === keep.setId) : counted(known, keep.count);
  return known.filter((set) => anchors.some((anchor) => !isOlder(set, anchor))).reverse();
}

function isKnown(set: BackupSet): set is KeptSet {
  return set.start !== undefined && set.geometry !== undefined;
}

function counted(known: readonly KeptSet[], count: number): readonly KeptSet[] {
  const good = known.filter((set) => isSound(verdictAfterRestoreSteps(set)));
  const withFiles = good.filter((set) => !isWithoutData(set));
  const candidates = withFiles.length > 0 ? withFiles : good;
  // With too few, the oldest of all is the one to keep from.
  return candidates.length >= count ? candidates.slice(0, count) : known;
}

/** Older in every known respect: if two clues contradict each other, a set counts as newer and stays. */
function isOlder({ start }: KeptSet, { start: anchor }: KeptSet): boolean {
  if (start.timeline > anchor.timeline || start.lsn >= anchor.lsn) return false;
  const [own, other] = [start.time?.epochMs, anchor.time?.epochMs];
  return own === undefined || other === undefined || own <= other;
}

function newestFirst({ start: a }: KeptSet, { start: b }: KeptSet): number {
  const [first, second] = [a.time?.epochMs, b.time?.epochMs];
  if (first !== undefined && second !== undefined && first !== second) return second - first;
  if (a.timeline !== b.timeline) return b.timeline - a.timeline;
  return a.lsn === b.lsn ? 0 : a.lsn > b.lsn ? -1 : 1;
}
