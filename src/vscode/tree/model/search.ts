import type { Catalog } from '../../../core/model/catalog';
import type { BackupSet } from '../../../core/model/backupSet';
import type { WalArchive } from '../../../core/model/walArchive';
import { segmentOfStart, type WalGeometry } from '../../../core/wal/geometry';
import { type Lsn, parseLsn } from '../../../core/ground/lsn';
import { parseSegmentName, type SegmentNameParts, segmentNumber } from '../../../core/wal/segmentName';
import { spanContains, type SearchedSegment } from './locate';
import { newestFirst } from './setNames';

/** The user's query: a location, or a segment by its name. */
export type WalQuery = { readonly lsn: Lsn } | { readonly name: SegmentNameParts };

/** A set that needs the segment, or an archive that contains it. */
export type WalHit =
  | { readonly set: BackupSet; readonly target: SearchedSegment }
  | { readonly archive: WalArchive; readonly target: SearchedSegment };

/** Reads an LSN or a segment name, in either case of letters and with blanks around it. */
export function parseQuery(text: string): WalQuery | undefined {
  const trimmed = text.trim();
  const lsn = parseLsn(trimmed);
  if (lsn !== undefined) return { lsn };
  const name = parseSegmentName(trimmed.toUpperCase());
  return name === undefined ? undefined : { name };
}

/** The results of the query: sets first, newest first, then archives. */
export function findWal(catalog: Catalog, query: WalQuery): readonly WalHit[] {
  const hits: WalHit[] = [];
  for (const set of newestFirst(catalog.sets)) {
    const target = searchedSegmentIn(set.geometry, query);
    if (target !== undefined && set.required?.runs.some((run) => spanContains(run, target)) === true)
      hits.push({ set, target });
  }
  for (const archive of catalog.archives) {
    const target = searchedSegmentIn(archive.geometry, query);
    if (target === undefined) continue;
    const ranges = archive.timelines.flatMap((timeline) => [...timeline.ranges, ...timeline.gaps]);
    if (ranges.some((range) => spanContains(range, target))) hits.push({ archive, target });
  }
  return hits;
}

function searchedSegmentIn(geometry: WalGeometry | undefined, query: WalQuery): SearchedSegment | undefined {
  if (geometry === undefined) return undefined;
  if ('lsn' in query) return { segment: segmentOfStart(query.lsn, geometry) };
  const segment = segmentNumber(query.name, geometry);
  return segment === undefined ? undefined : { timeline: query.name.timeline, segment };
}
