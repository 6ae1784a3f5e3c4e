import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Crc64 } from './crc64';

/** A running checksum of a block's content. */
export interface XzCheck {
  update(bytes: Uint8Array): void;
  /** As written in the file. */
  finish(): Uint8Array;
}

/** The checks of the .xz format, section 2.1.1.2; undefined for one that nothing writes. */
export function xzCheck(type: number): XzCheck | undefined {
  switch (type) {
    case 0:
      return { update: () => undefined, finish: () => new Uint8Array(0) };
    case 1:
      return new Crc32Check();
    case 4:
      return new Crc64();
    case 10:
      return new Sha256Check();
    default:
      return undefined;
  }
}

class Crc32Check implements XzCheck {
  #crc = 0;

  update(bytes: Uint8Array): void {
    this.#crc = crc32(bytes, this.#crc);
  }

  finish(): Uint8Array {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(this.#crc);
    return bytes;
  }
}

class Sha256Check implements XzCheck {
  readonly #hash = createHash('sha256');

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  finish(): Uint8Array {
    return this.#hash.digest();
  }
}
