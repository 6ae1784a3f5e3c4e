import type { Catalog } from '../../../src/core/model/catalog';
import type { BackupSet } from '../../../src/core/model/backupSet';
import type { WalArchive } from '../../../src/core/model/walArchive';
import { walGeometry } from '../../../src/core/wal/geometry';
import { type Lsn, parseLsn } from '../../../src/core/ground/lsn';
import { judgedAs } from '../../support/judgedAs';

const geometry = walGeometry(16 * 1024 * 1024, 90200);

export function lsn(text: string): Lsn {
  return parseLsn(text) ?? 0n;
}

/** Number of the segment LOG, LOW of a 9.2 server: the last one of each log file is skipped. */
function segment(log: number, low: number): number {
  return log * 255 + low;
}

const MISSING = { timeline: 1, first: segment(2, 0xfd), last: segment(2, 0xfe) };

/** A set of 9.2 with six required segments across the end of a log file; two of them are missing. */
export function aSet(more: Partial<BackupSet> = {}): BackupSet {
  const range = { timeline: 1, first: segment(2, 0xfb), last: segment(3, 1) };
  const set: Omit<BackupSet, 'parts'> = {
    id: '/backup/nightly',
    path: '/backup/nightly',
    layout: 'data-directory',
    files: { dataDirectory: '/backup/nightly', label: '/backup/nightly/backup_label' },
    label: 'nightly',
    kind: 'full',
    parentId: undefined,
    method: 'pg_start_backup',
    takenFrom: 'primary',
    versionNum: 90200,
    systemIdentifier: 7710759444048986079n,
    geometry,
    checkpointLsn: lsn('2/FB000020'),
    control: undefined,
    start: { lsn: lsn('2/FB000020'), timeline: 1, time: { text: '2026-11-21 22:44:56 UTC' } },
    stop: { lsn: lsn('3/145D8A8'), timeline: 1, time: undefined, source: 'backup-history-file' },
    required: {
      ranges: [range],
      runs: [
        run(segment(2, 0xfb), segment(2, 0xfc), 'present'),
        run(MISSING.first, MISSING.last, 'missing'),
        run(segment(3, 0), segment(3, 1), 'present'),
      ],
      count: 6,
      bytes: 6 * geometry.segmentSize,
      openEnd: false,
    },
    missing: [MISSING],
    verdict: 'incomplete',
    evidence: { wal: 'names', data: 'names', files: 'no-manifest' },
    findings: [],
    archives: ['/archive'],
    ...more,
  };
  return { ...set, ...judgedAs(set.verdict, set.evidence), ...more };
}

function run(
  first: number,
  last: number,
  state: 'present' | 'missing',
): NonNullable<BackupSet['required']>['runs'][number] {
  return { timeline: 1, first, last, state, suffix: '', level: 'names' };
}

/** An archive with one gap and one window. */
export function anArchive(more: Partial<WalArchive> = {}): WalArchive {
  const ranges = [
    { timeline: 1, first: segment(2, 0xfa), last: segment(2, 0xfc) },
    { timeline: 1, first: segment(3, 0), last: segment(3, 1) },
  ];
  return {
    path: '/archive',
    layout: 'wal-directory',
    systemIdentifier: 7710759444048986079n,
    versionNum: 90200,
    geometry,
    segmentCount: 5,
    bytes: 5 * geometry.segmentSize,
    timelines: [{ timeline: 1, parent: undefined, switchLsn: undefined, ranges, gaps: [MISSING] }],
    runs: ranges.map((range) => ({ ...range, suffix: '' })),
    partials: [],
    histories: new Map(),
    windows: [
      {
        timeline: 1,
        fromLsn: lsn('3/145D8A8'),
        fromTime: '2026-11-21 22:45:03 UTC',
        toLsn: lsn('3/2000000'),
        toTime: undefined,
        setId: '/backup/nightly',
      },
    ],
    findings: [],
    ...more,
  };
}

export function aCatalog(more: Partial<Catalog> = {}): Catalog {
  return { sets: [aSet()], archives: [anArchive()], findings: [], ...more };
}
