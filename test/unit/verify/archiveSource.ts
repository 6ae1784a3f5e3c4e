import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { readSegment } from '../../../src/io/segmentReader';
import type { WalGeometry } from '../../../src/core/wal/geometry';
import { segmentName } from '../../../src/core/wal/segmentName';
import type { SegmentFailure, SegmentReader, SegmentSource } from '../../../src/core/wal/segmentSource';
import { readerOf } from '../../../src/core/wal/segmentSource';

/** Segments of one folder; `prefer` says which of two copies a restore_command would take. */
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
        if (existsSync(path)) return suffix === '' ? plainReader(path) : packedReader(path, geometry);
      }
      const partial = existsSync(join(folder, `${name}.partial`));
      return missing(partial ? 'partial-segment-only' : 'missing-segment');
    },
  };
}

function missing(code: SegmentFailure['code']): SegmentFailure {
  return { code, verdict: 'incomplete', args: {} };
}

async function plainReader(path: string): Promise<SegmentReader> {
  const handle = await open(path);
  const { size } = await handle.stat();
  return {
    size,
    file: path,
    async read(into) {
      let count = 0;
      while (count < into.length) {
        const { bytesRead } = await handle.read(into, count, into.length - count);
        if (bytesRead === 0) break;
        count += bytesRead;
      }
      return count;
    },
    async finish() {
      await handle.close();
      return size;
    },
    close: () => handle.close(),
  };
}

async function packedReader(path: string, geometry: WalGeometry): Promise<SegmentReader | SegmentFailure> {
  const content = await readSegment(path, geometry.segmentSize);
  if ('bytes' in content) return readerOf(content.bytes, path);
  return { code: 'unreadable-compression', verdict: 'damaged', args: {}, file: path };
}

/** The first bytes of a file, plain or packed by gzip. */
export async function segmentBytes(path: string, size: number): Promise<Uint8Array> {
  const content = await readSegment(path, size);
  if (!('bytes' in content)) throw new Error(`${path} cannot be read`);
  return content.bytes;
}
