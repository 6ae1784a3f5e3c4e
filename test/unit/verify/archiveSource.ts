import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openSegment } from '../../../src/io/segments/segmentStream';
import type { WalGeometry } from '../../../src/core/wal/geometry';
import { segmentName } from '../../../src/core/wal/segmentName';
import type { SegmentSource } from '../../../src/core/wal/segmentSource';

/** Segments of one directory; `prefer` selects which of two copies a restore_command would take. */
export function archiveSource(
  folder: string,
  geometry: WalGeometry,
  prefer: readonly string[] = ['', '.gz'],
): SegmentSource {
  return {
    async open(timeline, segment) {
      const name = segmentName(timeline, segment, geometry);
      for (const suffix of prefer) {
        const path = join(folder, name + suffix);
        if (existsSync(path)) return openSegment(path);
      }
      const partial = existsSync(join(folder, `${name}.partial`));
      const code = partial ? 'partial-segment-only' : 'missing-segment';
      return { code, args: {} };
    },
  };
}
