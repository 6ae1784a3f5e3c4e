import type { ManifestAlgorithm } from '../formats/manifest/manifestModel';
import type { TarFault } from '../ground/ports';
import { GrowingBytes } from '../ground/growingBytes';
import type { TarFaults, TarWitness } from './tarWitness';

/** The events for a comparison with a manifest, recorded while the tar was decompressed for another purpose. */
export interface TarSums {
  /** The algorithm of the checksums; undefined if none were computed. */
  readonly algorithm: ManifestAlgorithm | undefined;
  /** One entry after the other, see `SumsRecorder`. Threads share it. */
  readonly log: Uint8Array;
  /** Bytes that passed, decompressed. */
  readonly decompressed: number;
  /** The fault with which the tar ended, if any. */
  readonly fault: TarFault | undefined;
}

/** Enough for a million files with long names. A tar with more is read again. */
const MOST_BYTES = 192 * 1024 * 1024;
/** Length of the path in characters, size of the file, and length of its checksum. */
const HEAD = 2 + 8 + 1;
const NO_FILE = -1;

/**
 * Records the events. An entry is its sizes (`HEAD`), the path in UTF-16, as names may contain any of it, and the
 * checksum.
 */
export class SumsRecorder implements TarWitness {
  readonly algorithm: ManifestAlgorithm | undefined;
  readonly #log = new GrowingBytes(1);
  #length = 0;
  #overflowed = false;
  #decompressed = 0;
  /** The current file, which has no checksum yet. */
  #open: { readonly path: string; readonly size: number } | undefined;

  constructor(algorithm: ManifestAlgorithm | undefined) {
    this.algorithm = algorithm;
  }

  file(path: string, size: number): ManifestAlgorithm | undefined {
    this.#flush();
    this.#open = { path, size };
    return this.algorithm;
  }

  irregular(path: string): void {
    this.#flush();
    this.#add(path, NO_FILE, '');
  }

  hashed(path: string, size: number, checksum: string): void {
    this.#open = undefined;
    this.#add(path, size, checksum);
  }

  passed(bytes: number): void {
    this.#decompressed += bytes;
  }

  /** The recorded events; undefined if they are too many. `into` allocates the memory for them. */
  finish(fault: TarFault | undefined, into: (bytes: number) => Uint8Array): TarSums | undefined {
    this.#flush();
    if (this.#overflowed) return undefined;
    const log = into(this.#length);
    log.set(new Uint8Array(this.#log.view.buffer, 0, this.#length));
    return { algorithm: this.algorithm, log, decompressed: this.#decompressed, fault };
  }

  #flush(): void {
    if (this.#open !== undefined) this.#add(this.#open.path, this.#open.size, '');
    this.#open = undefined;
  }

  #add(path: string, size: number, checksum: string): void {
    const end = this.#length + HEAD + path.length * 2 + checksum.length;
    this.#overflowed ||= end > MOST_BYTES || path.length > 0xffff;
    if (this.#overflowed) return;
    const view = this.#log.grow(end);
    view.setUint16(this.#length, path.length);
    view.setFloat64(this.#length + 2, size);
    view.setUint8(this.#length + 10, checksum.length);
    let at = this.#length + HEAD;
    for (let i = 0; i < path.length; i++, at += 2) view.setUint16(at, path.charCodeAt(i));
    for (let i = 0; i < checksum.length; i++, at++) view.setUint8(at, checksum.charCodeAt(i));
    this.#length = end;
  }
}

/** Whether the recorded checksums are those that the comparison wants. */
export function serves({ algorithm }: TarSums, wanted: TarWitness['algorithm']): boolean {
  return wanted === undefined || wanted === algorithm;
}

/** Replays the recorded events to a comparison, as if the tar were read. */
export function replay({ log, decompressed, fault }: TarSums, witness: TarWitness): TarFaults {
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength);
  for (let at = 0; at < log.length;) {
    const length = view.getUint16(at);
    const size = view.getFloat64(at + 2);
    const sum = view.getUint8(at + 10);
    const path = text(length, at + HEAD, (place) => view.getUint16(place), 2);
    const checksum = text(sum, at + HEAD + length * 2, (place) => view.getUint8(place), 1);
    at += HEAD + length * 2 + sum;
    if (size === NO_FILE) witness.irregular(path);
    else if (witness.file(path, size) !== undefined && checksum !== '') witness.hashed(path, size, checksum);
  }
  witness.passed(decompressed);
  return { faults: fault === undefined ? [] : [fault] };
}

function text(length: number, from: number, unit: (at: number) => number, width: number): string {
  let result = '';
  for (let i = 0; i < length; i++) result += String.fromCharCode(unit(from + i * width));
  return result;
}
