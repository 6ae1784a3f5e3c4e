/**
 * SHA-1 (FIPS 180-4), for metadata of some megabytes that a tool protects with it. Files and WAL are hashed by the
 * platform (io/hashing/digests.ts).
 */
export class Sha1 {
  readonly #state = new Uint32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]);
  readonly #words = new Uint32Array(80);
  readonly #rest = new Uint8Array(64);
  #filled = 0;
  #length = 0;

  update(bytes: Uint8Array): void {
    this.#length += bytes.length;
    let from = 0;
    if (this.#filled > 0) {
      from = Math.min(64 - this.#filled, bytes.length);
      this.#rest.set(bytes.subarray(0, from), this.#filled);
      this.#filled += from;
      if (this.#filled < 64) return;
      addBlock(this.#state, this.#words, viewOf(this.#rest), 0);
    }
    const view = viewOf(bytes);
    for (; from + 64 <= bytes.length; from += 64) addBlock(this.#state, this.#words, view, from);
    this.#rest.set(bytes.subarray(from));
    this.#filled = bytes.length - from;
  }

  /** Finishes the checksum, in lower-case hexadecimal. */
  finish(): string {
    const tail = new Uint8Array(this.#filled < 56 ? 64 : 128);
    tail.set(this.#rest.subarray(0, this.#filled));
    tail[this.#filled] = 0x80;
    const end = viewOf(tail);
    end.setBigUint64(tail.length - 8, BigInt(this.#length) * 8n);
    for (let at = 0; at < tail.length; at += 64) addBlock(this.#state, this.#words, end, at);
    return [...this.#state].map((word) => word.toString(16).padStart(8, '0')).join('');
  }
}

/** The SHA-1 of bytes in memory, in lower-case hexadecimal. */
export function sha1Hex(bytes: Uint8Array): string {
  const sum = new Sha1();
  sum.update(bytes);
  return sum.finish();
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function addBlock(state: Uint32Array, words: Uint32Array, view: DataView, at: number): void {
  for (let i = 0; i < 16; i++) words[i] = view.getUint32(at + i * 4);
  for (let i = 16; i < 80; i++) {
    words[i] = rotate(word(words, i - 3) ^ word(words, i - 8) ^ word(words, i - 14) ^ word(words, i - 16), 1);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let i = 0; i < 80; i++) {
    const next = (rotate(a, 5) + mixed(i, b, c, d) + e + word(words, i)) | 0;
    e = d;
    d = c;
    c = rotate(b, 30);
    b = a;
    a = next;
  }
  [a, b, c, d, e].forEach((value, i) => {
    state[i] = word(state, i) + value;
  });
}

function mixed(round: number, b: number, c: number, d: number): number {
  if (round < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (round < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (round < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

function word(words: Uint32Array, index: number): number {
  return words[index] ?? 0;
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
