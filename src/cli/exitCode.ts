import { type Verdict, awaitsProof } from '../core/model/verdict';
import { isWalProven, type SetVerdict } from '../core/model/parts';
import { type ArchiveState, archiveStateOf } from '../core/model/archiveState';
import { type Catalog, searchIsPartial } from '../core/model/catalog';
import type { WalArchive } from '../core/model/walArchive';

/** The exit codes, which scripts rely on. */
export const EXIT = { good: 0, bad: 1, unusable: 2, unsure: 3 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const EXITS: Record<Verdict, ExitCode> = {
  restorable: EXIT.good,
  complete: EXIT.good,
  incomplete: EXIT.bad,
  damaged: EXIT.bad,
  undetermined: EXIT.unsure,
};

/**
 * The exit code of a set. If records were asked for, a set whose WAL was not proven by them is not good. One whose base files
 * are not here, or cannot be read to the last relation, is good with its WAL proven: no other run would say more of it.
 */
export function exitOfSet(set: SetVerdict, needsProof: boolean): ExitCode {
  const { verdict } = set;
  return needsProof && awaitsProof(verdict) && !isWalProven(set) ? EXIT.unsure : EXITS[verdict];
}

const ARCHIVE_EXITS: Record<ArchiveState, ExitCode> = {
  sound: EXIT.good,
  unread: EXIT.unsure,
  faulty: EXIT.bad,
};

/** The exit code of an archive. */
export function exitOfArchive(archive: Pick<WalArchive, 'findings'>): ExitCode {
  return ARCHIVE_EXITS[archiveStateOf(archive)];
}

/** The exit code of the search itself. */
export function exitOfSearch(catalog: Pick<Catalog, 'findings'>): ExitCode {
  return searchIsPartial(catalog) ? EXIT.unsure : EXIT.good;
}

const ORDER: readonly ExitCode[] = [EXIT.good, EXIT.unsure, EXIT.bad, EXIT.unusable];

/** The worst of several: unusable input before damage, damage before doubt. */
export function worst(codes: Iterable<ExitCode>): ExitCode {
  let rank = 0;
  for (const code of codes) rank = Math.max(rank, ORDER.indexOf(code));
  return ORDER[rank] ?? EXIT.unusable;
}
