import type { ListedFile } from './fileTable';
import type { HashRange } from './hashing';

/** One file's part in a batch. */
export interface PlannedRange {
  readonly file: ListedFile;
  readonly offset: number;
  readonly length: number;
  readonly last: boolean;
}

/** CRC32C of larger files is computed in chunks of this size, so that one file can keep several readers busy. */
export const CHUNK_BYTES = 32 * 1024 * 1024;
/** Small files are combined, so that the overhead of a batch does not matter. */
const BATCH_BYTES = 8 * 1024 * 1024;
const BATCH_FILES = 512;

/**
 * Divides the hashing of files into batches. Large files that cannot be divided come first, the largest at the start,
 * so that no reader is left with a long file when the others have finished.
 */
export function* planHashing(files: () => Iterable<ListedFile>): Generator<readonly PlannedRange[]> {
  for (const file of files()) if (isHuge(file) && !canBeCut(file)) yield [whole(file)];
  for (const file of files()) if (isLarge(file) && !isHuge(file) && !canBeCut(file)) yield [whole(file)];
  let batch: PlannedRange[] = [];
  let bytes = 0;
  for (const file of files()) {
    if (isLarge(file)) {
      if (canBeCut(file)) for (const chunk of chunks(file)) yield [chunk];
      continue;
    }
    batch.push(whole(file));
    bytes += file.size;
    if (bytes < BATCH_BYTES && batch.length < BATCH_FILES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

/** The range that a reader is asked for. */
export function rangeOf({ file, offset, length, last }: PlannedRange, path: string): HashRange | undefined {
  return file.algorithm === undefined ? undefined : { path, algorithm: file.algorithm, offset, length, last };
}

function isLarge({ size }: ListedFile): boolean {
  return size > CHUNK_BYTES;
}

/** More than half of the largest file that a server writes for a table. */
function isHuge({ size }: ListedFile): boolean {
  return size > 512 * 1024 * 1024;
}

function canBeCut({ algorithm }: ListedFile): boolean {
  return algorithm === 'CRC32C';
}

function whole(file: ListedFile): PlannedRange {
  return { file, offset: 0, length: file.size, last: true };
}

function* chunks(file: ListedFile): Generator<PlannedRange> {
  for (let offset = 0; offset < file.size; offset += CHUNK_BYTES) {
    const length = Math.min(CHUNK_BYTES, file.size - offset);
    yield { file, offset, length, last: offset + length === file.size };
  }
}
