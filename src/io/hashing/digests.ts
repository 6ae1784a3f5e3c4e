import { createHash } from 'node:crypto';
import { CRC_START, finishCrc } from '../../core/formats/crc';
import type { ManifestAlgorithm } from '../../core/formats/manifest/manifestModel';
import { updateRecordCrc as slicedCrc32c } from '../../core/wal/recordCrc';

/** One running checksum. */
export interface Digest {
  update(bytes: Uint8Array): void;
  /** As a manifest writes it: lower-case hexadecimal, a CRC from its lowest byte. Ends the digest. */
  finish(): string;
}

/** Takes bytes into a running CRC-32C, which starts as all ones and is inverted at the end; only the low 32 bits count. */
export type Crc32cUpdate = (running: number, bytes: Uint8Array) => number;

function sliced(running: number, bytes: Uint8Array): number {
  return slicedCrc32c(running, bytes, 0, bytes.length);
}

/** Creates digests of a manifest's algorithms; a faster CRC-32C can be passed. */
export function createDigest(algorithm: ManifestAlgorithm, crc32c: Crc32cUpdate = sliced): Digest {
  return algorithm === 'CRC32C' ? new Crc32cDigest(crc32c) : new CryptoDigest(algorithm);
}

class Crc32cDigest implements Digest {
  readonly #step: Crc32cUpdate;
  #running = CRC_START;

  constructor(step: Crc32cUpdate) {
    this.#step = step;
  }

  update(bytes: Uint8Array): void {
    this.#running = this.#step(this.#running, bytes);
  }

  finish(): string {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(finishCrc(this.#running));
    return bytes.toString('hex');
  }
}

class CryptoDigest implements Digest {
  readonly #hash;

  constructor(algorithm: Exclude<ManifestAlgorithm, 'CRC32C'>) {
    this.#hash = createHash(algorithm.toLowerCase());
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  finish(): string {
    return this.#hash.digest('hex');
  }
}
