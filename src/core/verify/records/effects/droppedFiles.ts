import { placeOfPart } from '../../../wal/commits/commitParts';
import type { RecordFormat } from '../../../wal/recordFormat';

/** A relation's file, as the WAL names it (`RelFileNode`, `RelFileLocator`). */
export interface FileNumber {
  readonly tablespace: number;
  readonly database: number;
  readonly file: number;
}

const FILE_NUMBER = 12;

/**
 * Calls `drop` for each relation file that a commit or abort removes (`ParseCommitRecord`, `ParseAbortRecord` from 9.5 on;
 * `xl_xact_commit` and `xl_xact_abort` before). False if the record does not hold what it announces.
 *
 * @param at where the record's own data are, `length` bytes
 */
export function visitDroppedFiles(
  view: DataView,
  at: number,
  length: number,
  info: number,
  { family }: RecordFormat,
  drop: (file: FileNumber) => void,
): boolean {
  const end = at + length;
  return family === '9.5'
    ? visitFrom95(view, at, end, info, drop)
    : visitUpTo94(view, at, end, info & 0xf0, drop);
}

function visitFrom95(
  view: DataView,
  at: number,
  end: number,
  info: number,
  drop: (file: FileNumber) => void,
): boolean {
  const operation = info & 0x70;
  const ends = operation === 0x00 || (operation >= 0x20 && operation <= 0x40);
  if (!ends) return true;
  // Only parts after the files depend on the magic.
  const place = placeOfPart('files', view, at, end, info, 0);
  if (typeof place !== 'number') return place === 'absent';
  return visitFiles(view, place + 4, end, view.getUint32(place, true), drop);
}

/** Commits have the count of files after time and flags, aborts after the time; those of prepared ones a number first. */
function visitUpTo94(
  view: DataView,
  at: number,
  end: number,
  operation: number,
  drop: (file: FileNumber) => void,
): boolean {
  const prepared = operation === 0x30 || operation === 0x40 ? 8 : 0;
  const isCommit = operation === 0x00 || operation === 0x30;
  if (!isCommit && operation !== 0x20 && operation !== 0x40) return true;
  const count = at + prepared + (isCommit ? 12 : 8);
  if (count + 4 > end) return false;
  const files = at + prepared + (isCommit ? 32 : 16);
  return visitFiles(view, files, end, view.getUint32(count, true), drop);
}

function visitFiles(
  view: DataView,
  at: number,
  end: number,
  count: number,
  drop: (file: FileNumber) => void,
): boolean {
  if (at + count * FILE_NUMBER > end) return false;
  for (let i = 0; i < count; i++) {
    const from = at + i * FILE_NUMBER;
    drop({
      tablespace: view.getUint32(from, true),
      database: view.getUint32(from + 4, true),
      file: view.getUint32(from + 8, true),
    });
  }
  return true;
}
