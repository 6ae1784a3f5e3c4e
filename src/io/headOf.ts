import type { FileHead } from '../core/ground/ports';
import { fileCompressionOf, type StoredFileStart } from './compression/fileCompression';
import { decompressionFaultOf } from './compression/decompressionError';
import { Output } from './compression/boundedOutput';
import { decoderOf } from './compression/decoders';

/**
 * The first bytes of a file's content: `length` of them, fewer if there are not as many. A file that is not compressed gives
 * no more than its first bytes that were read already.
 */
export async function headOf(file: StoredFileStart, length: number): Promise<FileHead> {
  const form = await fileCompressionOf(file);
  if (form === 'plain') return { compression: form, bytes: file.first.subarray(0, length) };
  if (form === 'encrypted') return { compression: form, bytes: undefined };
  if (form === 'looks-encrypted') return { compression: 'encrypted', bytes: undefined, problem: 'unknown' };
  const decompress = await decoderOf(form);
  if (decompress === undefined) return { compression: form, bytes: undefined, problem: 'unsupported' };
  const output = new Output(length);
  try {
    for await (const bytes of decompress(file.stored())) {
      output.push(bytes);
      if (output.full) break;
    }
  } catch (error) {
    const fault = decompressionFaultOf(error);
    if (fault === undefined) throw error;
    return {
      compression: form,
      bytes: undefined,
      problem: fault === 'UNSUPPORTED' ? 'unsupported' : 'broken',
    };
  }
  return { compression: form, bytes: output.bytes.subarray(0, length) };
}
