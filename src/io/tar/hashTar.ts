import type { Cancel, ReadFailure, TarFault } from '../../core/ports';
import { isFailure } from '../../core/ports';
import type { TarFaults, TarWitness } from '../../core/verify/files/tarFiles';
import type { Crc32cUpdate, Digest } from '../digests';
import { createDigest } from '../digests';
import { failureOf } from '../failure';
import type { ByteSource } from './byteSource';
import { faultOfEnd, packedFault } from './readTarIndex';
import { openTar, sourceOf } from './tarFile';
import type { TarVisitor } from './walkTar';
import { walkTar } from './walkTar';

/** Reads a tar once, plain or packed, and hashes what its witness asks for. Blocks its thread for a piece at a time. */
export async function hashTar(
  path: string,
  witness: TarWitness,
  crc32c: Crc32cUpdate,
  cancel: Cancel,
): Promise<TarFaults | ReadFailure> {
  const file = openTar(path);
  if (isFailure(file)) return file;
  const source = sourceOf(file);
  try {
    if (source === undefined) {
      return {
        faults: [{ reason: file.wrapping === 'encrypted' ? 'encrypted' : 'packed-unsupported', at: 0 }],
      };
    }
    return await hashFrom(source, witness, crc32c, cancel);
  } finally {
    await source?.close?.();
    file.close();
  }
}

async function hashFrom(
  source: ByteSource,
  witness: TarWitness,
  crc32c: Crc32cUpdate,
  cancel: Cancel,
): Promise<TarFaults | ReadFailure> {
  let members = 0;
  let digest: Digest | undefined;
  let told = 0;
  const visitor: TarVisitor = {
    member({ path, kind, size }) {
      members++;
      digest = undefined;
      if (path === undefined || kind === 'directory') return undefined;
      if (kind !== 'file') {
        witness.irregular(path);
        return undefined;
      }
      const algorithm = witness.file(path, size);
      if (algorithm === undefined) return undefined;
      const running = createDigest(algorithm, crc32c);
      digest = running;
      return (piece) => {
        running.update(piece);
      };
    },
    done({ path, size }) {
      witness.passed(source.position - told);
      told = source.position;
      if (digest !== undefined && path !== undefined) witness.hashed(path, size, digest.finish());
    },
  };
  try {
    const fault = faultOfEnd(await walkTar(source, visitor, cancel), members);
    return { faults: fault === undefined ? [] : [fault] };
  } catch (error) {
    const fault: TarFault | undefined = packedFault(error, source.position);
    return fault === undefined ? failureOf(error) : { faults: [fault] };
  }
}
