/* eslint-disable @typescript-eslint/no-non-null-assertion -- the inner loop; every index is in range by construction */
/**
 * Running update of a checksum: takes the state and the bytes `from` to `to` (excluded), returns the new state as a
 * signed 32-bit number. The state starts at -1 and is inverted at the end.
 */
export type CrcUpdate = (state: number, bytes: Uint8Array, from: number, to: number) => number;

/** Eight tables of 256 entries, one after the other, to process eight bytes at a time. */
function sliceTables(first: Int32Array, shift: (entry: number) => number): Int32Array {
  const tables = new Int32Array(8 * 256);
  tables.set(first);
  for (let index = 256; index < tables.length; index++) tables[index] = shift(tables[index - 256] ?? 0);
  return tables;
}

function reflectedTable(polynomial: number): Int32Array {
  const table = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    table[byte] = value;
  }
  return table;
}

const CASTAGNOLI = reflectedTable(0x82f63b78);
const CASTAGNOLI_SLICES = sliceTables(CASTAGNOLI, (entry) => (CASTAGNOLI[entry & 255] ?? 0) ^ (entry >>> 8));

/**
 * Up to 9.4: the reflected table of CRC-32, applied in the unreflected direction (`COMP_CRC32` of `pg_crc.h`). Not a
 * cataloged checksum, but it is linear, so it can be sliced like one.
 */
const LEGACY = reflectedTable(0xedb88320);
const LEGACY_SLICES = sliceTables(LEGACY, (entry) => (LEGACY[entry >>> 24] ?? 0) ^ (entry << 8));

/** The eight tables of CRC-32C, of 256 words each, for other implementations. */
export function castagnoliSlices(): Int32Array {
  return CASTAGNOLI_SLICES;
}

/** CRC-32C (Castagnoli), from 9.5. */
export const updateRecordCrc: CrcUpdate = (state, bytes, from, to) => {
  const table = CASTAGNOLI_SLICES;
  let crc = state;
  let at = from;
  const wide = to - 7;
  while (at < wide) {
    const low = crc ^ (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
    crc =
      table[1792 + (low & 255)]! ^
      table[1536 + ((low >>> 8) & 255)]! ^
      table[1280 + ((low >>> 16) & 255)]! ^
      table[1024 + (low >>> 24)]! ^
      table[768 + bytes[at + 4]!]! ^
      table[512 + bytes[at + 5]!]! ^
      table[256 + bytes[at + 6]!]! ^
      table[bytes[at + 7]!]!;
    at += 8;
  }
  while (at < to) crc = table[(crc ^ bytes[at++]!) & 255]! ^ (crc >>> 8);
  return crc;
};

/** The checksum of WAL up to 9.4. */
export const updateRecordCrcLegacy: CrcUpdate = (state, bytes, from, to) => {
  const table = LEGACY_SLICES;
  let crc = state;
  let at = from;
  const wide = to - 7;
  while (at < wide) {
    crc =
      table[1792 + (((crc >>> 24) ^ bytes[at]!) & 255)]! ^
      table[1536 + (((crc >>> 16) ^ bytes[at + 1]!) & 255)]! ^
      table[1280 + (((crc >>> 8) ^ bytes[at + 2]!) & 255)]! ^
      table[1024 + ((crc ^ bytes[at + 3]!) & 255)]! ^
      table[768 + bytes[at + 4]!]! ^
      table[512 + bytes[at + 5]!]! ^
      table[256 + bytes[at + 6]!]! ^
      table[bytes[at + 7]!]!;
    at += 8;
  }
  while (at < to) crc = table[((crc >>> 24) ^ bytes[at++]!) & 255]! ^ (crc << 8);
  return crc;
};

/** The checksum for a magic number. */
export function crcOfMagic(magic: number): CrcUpdate {
  return magic <= 0xd07e ? updateRecordCrcLegacy : updateRecordCrc;
}
