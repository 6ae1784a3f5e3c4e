import type { Catalog } from '../../../src/core/model/catalog';
import type { BackupSet } from '../../../src/core/model/backupSet';
import type { WalArchive } from '../../../src/core/model/walArchive';
import type { SegmentRun } from '../../../src/core/model/requiredWal';
import { segmentOfEnd, segmentOfStart, type WalGeometry } from '../../../src/core/wal/geometry';
import { parseLsn } from '../../../src/core/ground/lsn';
import { rangeCount, type SegmentRange } from '../../../src/core/wal/segmentName';
import { judgedAs } from '../../support/judgedAs';

export const MB = 1024 * 1024;
export const GEOMETRY_92: WalGeometry = { segmentSize: 16 * MB, skipsLastSegment: true };
export const GEOMETRY_15: WalGeometry = { segmentSize: 16 * MB, skipsLastSegment: false };

export const LABEL_92 = [
  'START WAL LOCATION: 2/FB000020 (file 0000000100000002000000FB)',
  'CHECKPOINT LOCATION: 2/FB000058',
  'BACKUP METHOD: pg_start_backup',
  'BACKUP FROM: master',
  'START TIME: 2026-11-21 22:44:56 UTC',
  'LABEL: standalone hot backup of 9.2',
  '',
].join('\n');

export const HISTORY_92 = [
  'START WAL LOCATION: 2/FB000020 (file 0000000100000002000000FB)',
  'STOP WAL LOCATION: 3/145D8A8 (file 000000010000000300000001)',
  'CHECKPOINT LOCATION: 2/FB000058',
  'BACKUP METHOD: pg_start_backup',
  'BACKUP FROM: master',
  'START TIME: 2026-11-21 22:44:56 UTC',
  'LABEL: standalone hot backup of 9.2',
  'STOP TIME: 2026-11-21 22:45:03 UTC',
  '',
].join('\n');

export const HISTORY_NAME = '0000000100000002000000FB.00000020.backup';

export function lsn(text: string): bigint {
  const value = parseLsn(text);
  if (value === undefined) throw new Error(`not a location: ${text}`);
  return value;
}

/** Cuts a range into runs; `holes` (counted from 0, ascending) are missing. */
export function runsOf(range: SegmentRange, archive: string, holes: readonly number[] = []): SegmentRun[] {
  const { timeline } = range;
  const runs: SegmentRun[] = [];
  const present = (first: number, last: number): void => {
    if (first <= last) {
      runs.push({ timeline, first, last, state: 'present', suffix: '', level: 'headers', archive });
    }
  };
  let at = range.first;
  for (const hole of holes.map((offset) => range.first + offset)) {
    present(at, hole - 1);
    runs.push({ timeline, first: hole, last: hole, state: 'missing', suffix: '', level: 'headers' });
    at = hole + 1;
  }
  present(at, range.last);
  return runs;
}

interface SetOptions {
  readonly start?: string;
  readonly stop?: string;
  readonly holes?: readonly number[];
  readonly geometry?: WalGeometry;
  readonly folder?: string;
}

/** A set as the scan would build it from the label and history file above. */
export function sampleSet(options: SetOptions = {}): BackupSet {
  const {
    start = '2/FB000020',
    stop = '3/145D8A8',
    holes = [],
    geometry = GEOMETRY_92,
    folder = '/b',
  } = options;
  const range: SegmentRange = {
    timeline: 1,
    first: segmentOfStart(lsn(start), geometry),
    last: segmentOfEnd(lsn(stop), geometry),
  };
  const count = rangeCount(range);
  return {
    id: `${folder}/backup`,
    path: `${folder}/backup`,
    layout: 'data-directory',
    files: {
      dataDirectory: `${folder}/backup`,
      label: `${folder}/backup/backup_label`,
      history: `${folder}/archive/${HISTORY_NAME}`,
    },
    label: 'standalone hot backup of 9.2',
    kind: 'full',
    parentId: undefined,
    method: 'pg_start_backup',
    takenFrom: 'primary',
    versionNum: 90200,
    control: undefined,
    systemIdentifier: 7710759444048986079n,
    geometry,
    checkpointLsn: lsn(start),
    start: { lsn: lsn(start), timeline: 1, time: undefined },
    stop: { lsn: lsn(stop), timeline: 1, time: undefined, source: 'backup-history-file' },
    required: {
      ranges: [range],
      runs: runsOf(range, `${folder}/archive`, holes),
      count,
      bytes: count * geometry.segmentSize,
      openEnd: false,
    },
    missing: holes.map((hole) => ({ timeline: 1, first: range.first + hole, last: range.first + hole })),
    ...judgedAs(holes.length > 0 ? 'incomplete' : 'complete'),
    evidence: { wal: 'headers', data: 'names', files: 'no-manifest' },
    findings: [],
    archives: [`${folder}/archive`],
  };
}

export function sampleArchive(set: BackupSet, path = '/b/archive'): WalArchive {
  const runs = (set.required?.runs ?? [])
    .filter((run) => run.state !== 'missing')
    .map(({ timeline, first, last, suffix }) => ({ timeline, first, last, suffix }));
  return {
    path,
    layout: 'wal-directory',
    systemIdentifier: set.systemIdentifier,
    versionNum: set.versionNum,
    geometry: set.geometry,
    segmentCount: runs.reduce((sum, run) => sum + rangeCount(run), 0),
    bytes: 0,
    timelines: [],
    runs,
    partials: [],
    histories: new Map(),
    windows: [],
    findings: [],
  };
}

export function sampleCatalog(...sets: readonly BackupSet[]): Catalog {
  return { sets, archives: sets.map((set) => sampleArchive(set, set.archives[0])), findings: [] };
}

export const EMPTY: Catalog = { sets: [], archives: [], findings: [] };
