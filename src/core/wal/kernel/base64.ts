/** Decodes well-formed base64, as `atob` does, which not every host has. */
export function bytesOfBase64(text: string): Uint8Array {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const values = new Uint8Array(128);
  for (let index = 0; index < alphabet.length; index++) values[alphabet.charCodeAt(index)] = index;
  const length = text.replace(/=+$/, '').length;
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  let at = 0;
  for (let index = 0; index < length; index += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = [0, 1, 2, 3].map(
      (step) => values[text.charCodeAt(index + step)] ?? 0,
    );
    const word = (a << 18) | (b << 12) | (c << 6) | d;
    for (let shift = 16; shift >= 0 && at < bytes.length; shift -= 8) bytes[at++] = word >> shift;
  }
  return bytes;
}
