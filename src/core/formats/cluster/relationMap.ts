import { crc32c, legacyCrc } from '../crc';

/** `pg_filenode.map`: the files of the system catalogs that cannot be looked up in pg_class (relmapper.c). */
export interface RelationMap {
  /** From the OID of a relation to the number of its file. */
  readonly files: ReadonlyMap<number, number>;
}

export type RelationMapProblem = 'size' | 'magic' | 'count' | 'checksum';

export const RELATION_MAP_MAGIC = 0x592717;
/** Up to 15 the file is 512 bytes with padding after the checksum, from 16 on 524 bytes. */
const SIZES: Readonly<Record<number, { readonly most: number; readonly crc: number }>> = {
  512: { most: 62, crc: 504 },
  524: { most: 64, crc: 520 },
};

const WIDE_SINCE = 160_000;

/** Bytes that a server of this version reads of the file; more may follow (`RelMapFile` in relmapper.c). */
export function relationMapBytes(versionNum: number): 512 | 524 {
  return versionNum >= WIDE_SINCE ? 524 : 512;
}

/** Reads a relation map as a server does; it refuses to start with a global map that has a problem. */
export function parseRelationMap(bytes: Uint8Array): RelationMap | RelationMapProblem {
  const layout = SIZES[bytes.length];
  if (layout === undefined) return 'size';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0, true) !== RELATION_MAP_MAGIC) return 'magic';
  const count = view.getInt32(4, true);
  if (count < 0 || count > layout.most) return 'count';
  // Up to 9.4 with the checksum of that time; no other file has it by chance.
  const sum = view.getUint32(layout.crc, true);
  if (sum !== crc32c(bytes, 0, layout.crc) && sum !== legacyCrc(bytes, 0, layout.crc)) return 'checksum';
  const files = new Map<number, number>();
  for (let at = 8; at < 8 + count * 8; at += 8)
    files.set(view.getUint32(at, true), view.getUint32(at + 4, true));
  return { files };
}
