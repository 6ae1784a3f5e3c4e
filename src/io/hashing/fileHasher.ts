import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isFailure, type ReadFailure } from '../../core/ground/ports';
import type { FileHasher, HashRange, HashResult } from '../../core/verify/files/hashing';
import type { TarFaults, TarWitness } from '../../core/tars/tarWitness';
import type { StoredRange, StoredResult } from '../../core/verify/files/stored/storedFiles';
import { createDigest } from './digests';
import { type FastCrc32c, fastCrc32c } from './fastCrc32c';
import { failureOf } from '../failure';
import { locateFile } from '../location/locateFile';
import { nativePath } from '../nativePath';
import { READ_FLAGS } from '../regularFile';
import { hashStored } from './storedHasher';
import { ChunkSource } from '../tar/byteSource';
import { hashTar } from '../tar/hashTar';
import { mayBeInTar } from '../tar/tarStore';

/** Work between two turns of the event loop: others may wait for this thread to pass them their work. */
const TURN_BYTES = 1024 * 1024;
const TURN_FILES = 32;

/**
 * Reads and hashes in the calling thread without detours, as fast as that thread can. For workers and the command line,
 * not for the extension host.
 */
export class NodeFileHasher implements FileHasher {
  readonly lanes = 1;
  readonly #crc: FastCrc32c;
  /** A quarter of a megabyte, which stays in the processor's second-level cache between reading and hashing. */
  readonly #buffer: Uint8Array;

  constructor(crc = fastCrc32c()) {
    this.#crc = crc;
    this.#buffer = crc.buffer;
  }

  async hash(ranges: readonly HashRange[], signal: AbortSignal | undefined): Promise<readonly HashResult[]> {
    const results: HashResult[] = [];
    for (const range of ranges) {
      if (results.length % TURN_FILES === 0) await nextTurn();
      results.push(signal?.aborted === true ? CANCELED : await this.#hashRange(range, signal));
    }
    return results;
  }

  hashTar(
    tar: string,
    witness: TarWitness,
    signal: AbortSignal | undefined,
  ): Promise<TarFaults | ReadFailure> {
    return hashTar(tar, witness, this.#crc.update, signal);
  }

  hashStored(
    ranges: readonly StoredRange[],
    signal: AbortSignal | undefined,
  ): Promise<readonly StoredResult[]> {
    return hashStored(ranges, signal);
  }

  async #hashRange(range: HashRange, signal: AbortSignal | undefined): Promise<HashResult> {
    let file: number | undefined;
    try {
      file = openSync(nativePath(range.path), READ_FLAGS);
      const facts = fstatSync(file);
      if (!facts.isFile()) return { failed: true, code: facts.isDirectory() ? 'EISDIR' : 'ENXIO' };
      return await this.#read(file, range, signal);
    } catch (error) {
      const failure = failureOf(error);
      return mayBeInTar(failure) ? await this.#hashInTar(range, failure, signal) : failure;
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }

  /** A single file in a tar, such as a manifest. Whole tars are read by `hashTar`. */
  async #hashInTar(
    range: HashRange,
    failure: ReadFailure,
    signal: AbortSignal | undefined,
  ): Promise<HashResult> {
    const found = await locateFile(range.path, failure);
    if (isFailure(found)) return found;
    if (found.kind === 'range') {
      const { descriptor, start = 0, size } = found.opened;
      const length = Math.max(0, Math.min(range.length, size - range.offset));
      try {
        return await this.#read(
          descriptor,
          { ...range, offset: start + range.offset, length, last: false },
          signal,
        );
      } catch (error) {
        return failureOf(error);
      } finally {
        closeSync(descriptor);
      }
    }
    const digest = createDigest(range.algorithm, this.#crc.update);
    const source = new ChunkSource(found.bytes);
    try {
      await source.skip(range.offset);
      let bytes = 0;
      while (bytes < range.length) {
        const piece = await source.piece(range.length - bytes);
        if (piece.length === 0) break;
        digest.update(piece);
        bytes += piece.length;
      }
      return { bytes, checksum: digest.finish() };
    } catch (error) {
      return failureOf(error);
    } finally {
      await source.close();
    }
  }

  async #read(file: number, range: HashRange, signal: AbortSignal | undefined): Promise<HashResult> {
    const digest = createDigest(range.algorithm, this.#crc.update);
    // One byte more than wanted shows whether the file continues.
    const wanted = range.last ? range.length + 1 : range.length;
    let bytes = 0;
    let turn = 0;
    while (bytes < wanted) {
      const asked = Math.min(this.#buffer.length, wanted - bytes);
      const count = readSync(file, this.#buffer, 0, asked, range.offset + bytes);
      digest.update(this.#buffer.subarray(0, Math.min(count, range.length - bytes)));
      bytes += count;
      // A file gives less than asked for only at its end; if that is too early, it is asked again.
      if (count === 0 || (count < asked && bytes === range.length)) break;
      turn += count;
      if (turn < TURN_BYTES) continue;
      turn = 0;
      await nextTurn();
      if (signal?.aborted === true) return CANCELED;
    }
    return { bytes, checksum: digest.finish() };
  }
}

const CANCELED = { failed: true, code: 'ECANCELED' } as const;
