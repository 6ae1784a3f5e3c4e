import { suffixesOf, type WalArchive } from '../../../core/model/walArchive';
import { segmentSizeFromPair, skipsLastSegmentFromStart } from '../../../core/catalog/assess/inferGeometry';
import type { Catalog } from '../../../core/model/catalog';
import type { BackupSet } from '../../../core/model/backupSet';
import type { SegmentRun } from '../../../core/model/requiredWal';
import { parentPath } from '../../../core/ground/paths';
import { requiredByNames } from '../../../core/catalog/assess/requiredByNames';
import { DEFAULT_SEGMENT_SIZE, type WalGeometry, walGeometry } from '../../../core/wal/geometry';
import { rangeCount, type SegmentRange } from '../../../core/wal/segmentName';
import { catalogIndexOf } from './catalogIndex';
import type { StatedLocation, TextFacts } from './facts';

/**
 * Where the segment size comes from: `known` from the set's files or settings, `label` from the file name beside a
 * location in the text, `assumed` from nothing.
 */
export type GeometryBasis = 'known' | 'label' | 'assumed';

/** Everything that is known about the WAL of one document, from memory alone. */
export interface WalView {
  readonly facts: TextFacts;
  readonly geometry: WalGeometry;
  readonly basis: GeometryBasis;
  /** Whether it is known that the server skips (or does not skip) the last segment of each log file. */
  readonly skipKnown: boolean;
  readonly set: BackupSet | undefined;
  /** Archives that are searched for its segments, in this order. */
  readonly archives: readonly WalArchive[];
  readonly required: ViewedWal | undefined;
  /** False while the first scan runs. */
  readonly scanned: boolean;
}

export interface ViewedWal {
  readonly ranges: readonly SegmentRange[];
  /** Absent if nothing is known about the files. */
  readonly runs: readonly SegmentRun[] | undefined;
  readonly count: number;
  readonly bytes: number;
  readonly openEnd: boolean;
}

/** `path` is the document's file; absent for an unsaved one. */
export function viewWal(
  facts: TextFacts,
  path: string | undefined,
  catalog: Catalog,
  scanned: boolean,
): WalView {
  const index = catalogIndexOf(catalog);
  const set = path === undefined ? undefined : index.setOfFile(path, facts);
  const folder = path === undefined ? undefined : index.archive(parentPath(path));
  const paths = set?.archives ?? (folder === undefined ? [] : [folder.path]);
  const archives = paths.map((each) => index.archive(each)).filter((each) => each !== undefined);
  const { geometry, basis, skipKnown } = geometryOf(facts, set?.geometry ?? folder?.geometry);
  const fromSet = set !== undefined && agrees(facts, set) ? set.required : undefined;
  return {
    facts,
    geometry,
    basis,
    skipKnown,
    set,
    archives,
    required: fromSet ?? requiredByText(facts, geometry, archives, set),
    scanned,
  };
}

/** Whether the text says what the catalog read. An edited one may differ. */
function agrees(facts: TextFacts, set: BackupSet): boolean {
  if (facts.start !== undefined && facts.start.lsn !== set.start?.lsn) return false;
  return facts.kind !== 'backup-history' || facts.stop === undefined || facts.stop.lsn === set.stop?.lsn;
}

function geometryOf(
  facts: TextFacts,
  known: WalGeometry | undefined,
): { geometry: WalGeometry; basis: GeometryBasis; skipKnown: boolean } {
  if (known !== undefined) return { geometry: known, basis: 'known', skipKnown: true };
  const size = sizeFrom(facts.start) ?? sizeFrom(facts.stop);
  const segmentSize = size ?? DEFAULT_SEGMENT_SIZE;
  const skips =
    facts.start === undefined ? undefined : skipsLastSegmentFromStart(facts.start.lsn, segmentSize);
  const geometry = { ...walGeometry(segmentSize, undefined), skipsLastSegment: skips ?? false };
  return { geometry, basis: size === undefined ? 'assumed' : 'label', skipKnown: skips !== undefined };
}

function sizeFrom(location: StatedLocation | undefined): number | undefined {
  return location === undefined ? undefined : segmentSizeFromPair(location.lsn, location.file);
}

/** For a text that the catalog does not know (yet): from the text itself, and by name in known archives. */
function requiredByText(
  { start, stop }: TextFacts,
  geometry: WalGeometry,
  archives: readonly WalArchive[],
  set: BackupSet | undefined,
): ViewedWal | undefined {
  if (start?.timeline === undefined || stop?.timeline === undefined) return undefined;
  const wal = requiredByNames(
    { lsn: start.lsn, timeline: start.timeline },
    { lsn: stop.lsn, timeline: stop.timeline },
    archives,
    geometry,
    set?.findings ?? [],
  );
  if (wal === undefined) return undefined;
  const isLookedFor = set !== undefined || archives.length > 0;
  return { ...wal, runs: isLookedFor ? wal.runs : undefined, openEnd: false };
}

/** What is known about one segment: as part of the set's WAL, otherwise by its name in the archives. */
export function lookUpSegment(view: WalView, timeline: number, segment: number): SegmentRun | undefined {
  const within = (run: SegmentRange): boolean =>
    run.timeline === timeline && segment >= run.first && segment <= run.last;
  const required = view.required?.runs?.find(within);
  if (required !== undefined) return { ...required, first: segment, last: segment };
  for (const archive of view.archives) {
    const [suffix] = suffixesOf(archive.runs, timeline, segment);
    if (suffix !== undefined) {
      return {
        timeline,
        first: segment,
        last: segment,
        state: 'present',
        level: 'names',
        archive: archive.path,
        suffix,
      };
    }
  }
  return undefined;
}

/** The position of a segment in the required WAL, from 1; undefined if the backup does not need it. */
export function ordinalInRequired(view: WalView, timeline: number, segment: number): number | undefined {
  let before = 0;
  for (const range of view.required?.ranges ?? []) {
    if (range.timeline === timeline && segment >= range.first && segment <= range.last) {
      return before + segment - range.first + 1;
    }
    before += rangeCount(range);
  }
  return undefined;
}
