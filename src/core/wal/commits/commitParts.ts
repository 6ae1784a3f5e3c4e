/** A part of a commit or abort record that this program reads. */
export type CommitPart = 'files' | 'prepared';

/** `xl_xact_xinfo` follows the time (`XLOG_XACT_HAS_INFO`). */
const HAS_INFO = 0x80;
const DATABASE = 0x0001;
const SUBTRANSACTIONS = 0x0002;
const FILES = 0x0004;
const INVALIDATIONS = 0x0008;
const PREPARED = 0x0010;
const DROPPED_STATISTICS = 0x0100;
/** Magic of 18, in which an object's number takes eight bytes. */
const MAGIC_OF_18 = 0xd118;

const FLAGS: Record<CommitPart, number> = { files: FILES, prepared: PREPARED };

/**
 * Where a part of a commit or abort record of 9.5 or later begins: the count of the files that it removes, or the number of
 * the prepared transaction that it ends. `absent`: the record has no such part. `cut`: it ends before that part. By
 * `ParseCommitRecord` and `ParseAbortRecord` (xactdesc.c).
 *
 * @param at where the record's own data are, which begin with the time
 * @param magic of the WAL's pages; needed for `prepared` only
 */
export function placeOfPart(
  part: CommitPart,
  view: DataView,
  at: number,
  end: number,
  info: number,
  magic: number,
): number | 'absent' | 'cut' {
  if ((info & HAS_INFO) === 0) return 'absent';
  if (at + 12 > end) return 'cut';
  const flags = view.getUint32(at + 8, true);
  const wanted = FLAGS[part];
  if ((flags & wanted) === 0) return 'absent';
  let place = at + 12 + ((flags & DATABASE) === 0 ? 0 : 8);
  for (const [flag, bytes] of listsOf(magic)) {
    if (flag === wanted) break;
    if ((flags & flag) === 0) continue;
    if (place + 4 > end) return 'cut';
    place += 4 + view.getUint32(place, true) * bytes;
  }
  return place + 4 > end ? 'cut' : place;
}

/** The lists in their order, each with a count of four bytes before it, and the bytes of one entry. */
function listsOf(magic: number): readonly (readonly [flag: number, bytes: number])[] {
  return [
    [SUBTRANSACTIONS, 4],
    [FILES, 12],
    [DROPPED_STATISTICS, magic >= MAGIC_OF_18 ? 16 : 12],
    [INVALIDATIONS, 16],
  ];
}
