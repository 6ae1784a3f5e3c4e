/**
 * The two checksums of WAL and pg_control, table-driven and incremental. A running value starts as `CRC_START`, passes
 * through the update function once for each piece of data, and ends with `finishCrc`. All values are unsigned.
 */
export const CRC_START = 0xffffffff;

const CASTAGNOLI = 0x82f63b78;
const ETHERNET = 0xedb88320;
const CRC32C_TABLE = reflectedTable(CASTAGNOLI);
const LEGACY_TABLE = reflectedTable(ETHERNET);

/** Final step of both checksums. */
export function finishCrc(running: number): number {
  return (running ^ 0xffffffff) >>> 0;
}

/** Adds `bytes[start, end)` to a CRC-32C (Castagnoli), used from 9.5 on and in manifests. */
export function updateCrc32c(running: number, bytes: Uint8Array, start = 0, end = bytes.length): number {
  let crc = running;
  for (let i = start; i < end; i++) {
    crc = (CRC32C_TABLE[(crc ^ (bytes[i] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
  }
  return crc >>> 0;
}

/**
 * Adds `bytes[start, end)` to the checksum of 9.4 and older: the table of the reflected CRC-32, but the update of the
 * plain one. No other program computes this, so test it against PostgreSQL's own files (pg_crc_tables.h).
 */
export function updateLegacyCrc(running: number, bytes: Uint8Array, start = 0, end = bytes.length): number {
  let crc = running;
  for (let i = start; i < end; i++) {
    crc = (LEGACY_TABLE[((crc >>> 24) ^ (bytes[i] ?? 0)) & 0xff] ?? 0) ^ (crc << 8);
  }
  return crc >>> 0;
}

/** CRC-32C of one piece. */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  return finishCrc(updateCrc32c(CRC_START, bytes, start, end));
}

/** The checksum of 9.4 and older of one piece. */
export function legacyCrc(bytes: Uint8Array, start = 0, end = bytes.length): number {
  return finishCrc(updateLegacyCrc(CRC_START, bytes, start, end));
}

function reflectedTable(polynomial: number): Uint32Array {
  const table = new Uint32Array(256);
  for (let i = 0; i < 256; i++) {
    let value = i;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    table[i] = value;
  }
  return table;
}
