import type { Finding } from '../../ground/finding';
import type { Compression } from '../../ground/ports';
import type { WalGeometry } from '../../wal/geometry';
import { segmentName } from '../../wal/segmentName';
import { segmentPath } from '../read/readArchive';
import type { ArchiveLayout } from '../../model/layout';

/** What a name's suffix promises; what is not here promises nothing that can be compared. */
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

/** How the segments of a set are packed, told apart by archive and suffix: a restore_command goes by these. */
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
   * Names that do not say what the files hold. Where all files of one kind of name are packed alike, the restore_command
   * that was made for them will do, and a warning says which it must be. Where they are not, hardly any does: `cp` hands
   * packed files over as they are and a server refuses their size, `gunzip` refuses plain ones. Whether this one's does,
   * nobody can tell from files. The backup tools unpack each file by what it is, so their layouts are left out.
   */
  findings(geometry: WalGeometry, layoutOf: (archive: string) => ArchiveLayout | undefined): Finding[] {
    return [...this.#groups.values()].flatMap((group) => {
      const layout = layoutOf(group.archive);
      if (layout !== 'wal-directory' && layout !== 'pg-wal') return [];
      return misleading(group, geometry, layout === 'pg-wal');
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
