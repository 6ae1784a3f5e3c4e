import type { WalArchive } from '../../model/walArchive';
import { segmentName } from '../../wal/segmentName';
import type { Portion } from './needs';
import { isPlainArchive } from '../../model/layout';

/**
 * The arguments with which pg_archivecleanup removes exactly the obsolete segments; null if there are none, or no
 * arguments do that. It removes, on every timeline, all segments and `.partial` ones with a lower number than its
 * argument, plain or with one suffix (`-x`, which it strips before it looks at a name). It leaves backup history files,
 * except with `-b` (from 17 on), which is not used here because older versions do not have it.
 */
export function archiveCleanupOf(
  archive: WalArchive,
  portions: readonly Portion[],
): readonly string[] | null {
  const { path, geometry } = archive;
  const obsolete = portions.filter(({ need }) => need === undefined);
  const oldest = portions.reduce<Portion | undefined>(
    (least, portion) =>
      portion.need !== undefined && (least === undefined || portion.first < least.first) ? portion : least,
    undefined,
  );
  if (!isPlainArchive(archive) || geometry === undefined) return null;
  if (obsolete.length === 0 || oldest === undefined) return null;
  if (obsolete.some(({ last }) => last >= oldest.first)) return null;
  const suffixes = new Set(obsolete.map(({ suffix }) => extensionOf(suffix)));
  suffixes.delete('');
  const [suffix, ...others] = suffixes;
  if (others.length > 0) return null;
  const name = segmentName(oldest.timeline, oldest.first, geometry);
  return [...(suffix === undefined ? [] : ['-x', suffix]), path, name];
}

/** The extension to strip so that the name of a segment, or of a `.partial` one, remains. */
function extensionOf(suffix: string): string {
  return suffix.startsWith('.partial') ? suffix.slice('.partial'.length) : suffix;
}
