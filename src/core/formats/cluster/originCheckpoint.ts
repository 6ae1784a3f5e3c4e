import { crc32c } from '../crc';

/** Why a server panics over `pg_logical/replorigin_checkpoint` when it starts. */
export type OriginProblem = 'size' | 'magic' | 'checksum';

const MAGIC = 0x1257dade;
const MAGIC_BYTES = 4;
/** One origin: its number, padding, and the location up to which it was replayed. */
const ORIGIN_BYTES = 16;
const CHECKSUM_BYTES = 4;
/** Far more origins than any server has. */
export const LARGEST_ORIGIN_CHECKPOINT = 1024 * 1024;

/**
 * Looks at the replication progress as `StartupReplicationOrigin` does (origin.c, 9.5 and later): a magic number, origins,
 * and a CRC-32C of all that.
 */
export function originCheckpointProblem(bytes: Uint8Array): OriginProblem | undefined {
  if (bytes.length < MAGIC_BYTES + CHECKSUM_BYTES) return 'size';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0, true) !== MAGIC) return 'magic';
  const end = bytes.length - CHECKSUM_BYTES;
  if ((end - MAGIC_BYTES) % ORIGIN_BYTES !== 0) return 'size';
  return view.getUint32(end, true) === crc32c(bytes, 0, end) ? undefined : 'checksum';
}
