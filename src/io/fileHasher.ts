import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Cancel } from '../core/ports';
import type { FileHasher, HashRange, HashResult } from '../core/verify/files/hashing';
import type { Crc32cUpdate } from './digests';
import { createDigest } from './digests';
import { failureOf } from './failure';
import { nativePath } from './nativePath';

// A pipe that took the place of a file must not make open wait for a writer.
const FLAGS = process.platform === 'win32' ? constants.O_RDONLY : constants.O_RDONLY | constants.O_NONBLOCK;
/** Stays in the processor's second-level cache between reading and hashing. */
const BUFFER_BYTES = 256 * 1024;
/** Work between two looks at what else is to be done: others may wait for this thread to hand them their work. */
const TURN_BYTES = 1024 * 1024;
const TURN_FILES = 32;

/**
 * Reads and hashes in the thread that calls it, without detours, so that it is as fast as that thread can be: meant for
 * workers and the command line, not for the extension host.
 */
export class NodeFileHasher implements FileHasher {
  readonly lanes = 1;
  readonly #crc32c: Crc32cUpdate | undefined;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);

  constructor(crc32c?: Crc32cUpdate) {
    this.#crc32c = crc32c;
  }

  async hash(ranges: readonly HashRange[], cancel: Cancel): Promise<readonly HashResult[]> {
    const results: HashResult[] = [];
    for (const range of ranges) {
      if (results.length % TURN_FILES === 0) await nextTurn();
      results.push(cancel.requested ? CANCELED : await this.#hashRange(range, cancel));
    }
    return results;
  }

  async #hashRange(range: HashRange, cancel: Cancel): Promise<HashResult> {
    let file: number | undefined;
    try {
      file = openSync(nativePath(range.path), FLAGS);
      const facts = fstatSync(file);
      if (!facts.isFile()) return { failed: true, code: facts.isDirectory() ? 'EISDIR' : 'ENXIO' };
      return await this.#read(file, range, cancel);
    } catch (error) {
      return failureOf(error);
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }

  async #read(file: number, range: HashRange, cancel: Cancel): Promise<HashResult> {
    const digest = createDigest(range.algorithm, this.#crc32c);
    let bytes = 0;
    while (bytes < range.length) {
      const count = readSync(
        file,
        this.#buffer,
        0,
        Math.min(BUFFER_BYTES, range.length - bytes),
        range.offset + bytes,
      );
      if (count === 0) return { bytes, checksum: digest.finish() };
      digest.update(this.#buffer.subarray(0, count));
      bytes += count;
      if (bytes % TURN_BYTES >= BUFFER_BYTES) continue;
      await nextTurn();
      if (cancel.requested) return CANCELED;
    }
    const goesOn = range.last && readSync(file, this.#buffer, 0, 1, range.offset + bytes) > 0;
    return { bytes: goesOn ? bytes + 1 : bytes, checksum: digest.finish() };
  }
}

const CANCELED = { failed: true, code: 'ECANCELED' } as const;
