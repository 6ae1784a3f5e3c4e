import { hasStateChecksum } from './stateChecksum';

/** Why a server panics over a file `pg_replslot/NAME/state` when it starts. */
export type SlotProblem = 'size' | 'magic' | 'checksum';

const MAGIC = 0x1051ca1;
/** Magic number, checksum, version, length. */
const HEADER = 16;
/** The checksum is of everything after itself. */
const SUMMED_FROM = 8;
/** No version has a slot that takes so much. */
export const LARGEST_SLOT_STATE = 4096;

/**
 * Looks at the state of a replication slot as `RestoreSlotFromDisk` does (slot.c, 9.4 and later). What follows the length
 * that the file gives is not read.
 */
export function slotStateProblem(bytes: Uint8Array, versionNum: number | undefined): SlotProblem | undefined {
  if (bytes.length < HEADER) return 'size';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0, true) !== MAGIC) return 'magic';
  const end = HEADER + view.getUint32(12, true);
  if (end > bytes.length) return 'size';
  const checksum = view.getUint32(4, true);
  return hasStateChecksum(bytes, { start: SUMMED_FROM, end }, checksum, versionNum) ? undefined : 'checksum';
}
