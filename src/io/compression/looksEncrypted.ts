/** Bytes that tell enough; more are not looked at. */
const SAMPLE = 512;
const FEWEST = 32;
/** Noise has about as many different bytes as chance gives; text and pages of WAL have far fewer. */
const SHARE = 0.85;

/** Whether bytes look like noise, as what is encrypted or packed does. */
export function looksEncrypted(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, SAMPLE);
  if (sample.length < FEWEST) return false;
  const expected = 256 * (1 - (255 / 256) ** sample.length);
  return new Set(sample).size >= expected * SHARE;
}
