import { isFailure, type ReadFailure, type TarFault } from '../../core/ground/ports';
import type { TarFaults, TarWitness } from '../../core/tars/tarWitness';
import { replay, serves } from '../../core/tars/tarSums';
import type { Crc32cUpdate } from '../hashing/digests';
import { failureOf } from '../failure';
import type { ByteSource } from './byteSource';
import { HashingVisitor } from './hashingVisitor';
import { faultOfEnd, compressedFault } from './readTarIndex';
import { openTar, sourceOf } from './tarFile';
import { tarStore } from './tarStore';
import { walkTar } from './walkTar';

/**
 * Reads a tar once, plain or compressed, and hashes what its witness asks for. A tar that was decompressed for this
 * verification already is not read again. Blocks its thread for one piece at a time.
 */
export async function hashTar(
  path: string,
  witness: TarWitness,
  crc32c: Crc32cUpdate,
  signal: AbortSignal | undefined,
): Promise<TarFaults | ReadFailure> {
  const sums = await tarStore().sumsOf(path);
  if (sums !== undefined && serves(sums, witness.algorithm)) return replay(sums, witness);
  const file = openTar(path);
  if (isFailure(file)) return file;
  const source = sourceOf(file);
  try {
    if (source === undefined) {
      return {
        faults: [
          { reason: file.compression === 'encrypted' ? 'encrypted' : 'compressed-unsupported', at: 0 },
        ],
      };
    }
    return await hashFrom(source, witness, crc32c, signal);
  } finally {
    await source?.close?.();
    file.close();
  }
}

async function hashFrom(
  source: ByteSource,
  witness: TarWitness,
  crc32c: Crc32cUpdate,
  signal: AbortSignal | undefined,
): Promise<TarFaults | ReadFailure> {
  const visitor = new HashingVisitor(source, witness, crc32c);
  try {
    const fault = faultOfEnd(await walkTar(source, visitor, signal), visitor.members);
    return { faults: fault === undefined ? [] : [fault] };
  } catch (error) {
    const fault: TarFault | undefined = compressedFault(error, source.position);
    return fault === undefined ? failureOf(error) : { faults: [fault] };
  }
}
