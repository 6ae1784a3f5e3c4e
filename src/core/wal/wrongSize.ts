/**
 * What is wrong with a segment file that does not have exactly the segment size: a server refuses it from an archive
 * (`RestoreArchivedFile`).
 */
export function wrongSizeCode(
  size: number,
  expected: number,
): 'empty-segment' | 'truncated-segment' | 'wrong-size-segment' {
  if (size === 0) return 'empty-segment';
  return size < expected ? 'truncated-segment' : 'wrong-size-segment';
}
