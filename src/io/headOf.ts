import type { FileHead } from '../core/ground/ports';
import type { StoredFileStart } from './compression/fileForm';
import { formOf } from './compression/fileForm';
import { unpackFaultOf } from './compression/unpackError';
import { Output } from './compression/boundedOutput';
import { unpackerOf } from './compression/unpackers';

/** The first bytes of what a file holds, with at least `length` bytes of its beginning where there are as many. */
export async function headOf(file: StoredFileStart, length: number): Promise<FileHead> {
  const form = await formOf(file);
  if (form === 'plain') return { wrapping: form, bytes: file.first.subarray(0, length) };
  if (form === 'encrypted') return { wrapping: form, bytes: undefined };
  if (form === 'noise') return { wrapping: 'encrypted', bytes: undefined, problem: 'unknown' };
  const unpack = await unpackerOf(form);
  if (unpack === undefined) return { wrapping: form, bytes: undefined, problem: 'unsupported' };
  const output = new Output(length);
  try {
    for await (const bytes of unpack(file.stored())) {
      output.push(bytes);
      if (output.full) break;
    }
  } catch (error) {
    const fault = unpackFaultOf(error);
    if (fault === undefined) throw error;
    return { wrapping: form, bytes: undefined, problem: fault === 'UNSUPPORTED' ? 'unsupported' : 'broken' };
  }
  return { wrapping: form, bytes: output.bytes };
}
