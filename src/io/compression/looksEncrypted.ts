/** This many bytes are enough; more are not looked at. */
const SAMPLE = 512;
const FEWEST = 32;
/** Random bytes have about as many different values as chance gives; text and pages of WAL have far fewer. */
const SHARE = 0.85;

/** Whether bytes look random, as encrypted and compressed content does. */
export function looksEncrypted(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, SAMPLE);
  if (sample.length < FEWEST) return false;
  const expected = 256 * (1 - (255 / 256) ** sample.length);
  return new Set(sample).size >= expected * SHARE;
}
