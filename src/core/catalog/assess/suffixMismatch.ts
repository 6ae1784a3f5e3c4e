import type { Finding } from '../../ground/finding';
import type { Compression } from '../../ground/ports';
import type { WalGeometry } from '../../wal/geometry';
import { segmentName } from '../../wal/segmentName';
import { segmentPath } from '../read/archiveEvidence';
import { type ArchiveLayout, isPlainArchive, isServerWal } from '../../model/layout';

/** The compression that a name's suffix promises; suffixes that are not here promise nothing that can be compared. */
const PROMISED: Readonly<Record<string, Compression>> = {
  '': 'plain',
  '.gz': 'gzip',
  '.bz2': 'bzip2',
  '.xz': 'xz',
  '.lzma': 'lzma',
  '.lz4': 'lz4',
  '.zst': 'zstd',
  '.zstd': 'zstd',
  '.br': 'brotli',
  '.lzo': 'lzo',
};

interface Seen {
  count: number;
  readonly timeline: number;
  readonly segment: number;
}

interface Group {
  readonly archive: string;
  readonly suffix: string;
  readonly forms: Map<Compression, Seen>;
}

/**
 * Counts the compression of a set's segments by archive and suffix, the two things on which a restore_command depends.
 */
export class SuffixTally {
  readonly #groups = new Map<string, Group>();

  add(
    { archive, suffix, timeline }: { archive: string; suffix: string; timeline: number },
    segment: number,
    form: Compression,
  ): void {
    const key = `${suffix}|${archive}`;
    const group = this.#groups.get(key) ?? { archive, suffix, forms: new Map<Compression, Seen>() };
    this.#groups.set(key, group);
    const seen = group.forms.get(form);
    if (seen === undefined) group.forms.set(form, { count: 1, timeline, segment });
    else seen.count++;
  }

  /**
   * Names whose suffix does not fit the content. If all files with one kind of name have the same compression, the
   * restore_command that was made for them works, and a warning says which it must be. If they differ, hardly any
   * command works: `cp` passes compressed files on as they are and a server refuses their size, `gunzip` refuses plain
   * ones. Files cannot show whether the command in use does. Backup tools decompress each file by its content, so their
   * layouts are left out.
   */
  findings(geometry: WalGeometry, layoutOf: (archive: string) => ArchiveLayout | undefined): Finding[] {
    return [...this.#groups.values()].flatMap((group) => {
      const layout = layoutOf(group.archive);
      if (layout === undefined) return [];
      const asIs = isServerWal({ layout });
      return asIs || isPlainArchive({ layout }) ? misleading(group, geometry, asIs) : [];
    });
  }
}

/** @param asIs whether a server reads these files itself, without any command */
function misleading({ archive, suffix, forms }: Group, geometry: WalGeometry, asIs: boolean): Finding[] {
  const promised = PROMISED[suffix];
  const [wrong] = [...forms].filter(([form]) => form !== promised);
  if (promised === undefined || wrong === undefined) return [];
  const [form, { count, timeline, segment }] = wrong;
  const name = segmentName(timeline, segment, geometry);
  const isMixed = forms.size > 1 || asIs;
  const args = { segment: name, suffix, form, promised, count, reason: isMixed ? 'mixed' : 'all' };
  const file = segmentPath(archive, name, suffix);
  return [{ code: 'misleading-suffix', severity: isMixed ? 'error' : 'warning', file, segment: name, args }];
}
