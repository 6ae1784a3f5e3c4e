import type { BackupSet } from '../../../src/core/model/backupSet';
import type { InventoryRun, WalArchive } from '../../../src/core/model/walArchive';
import type { RecoveryWindow } from '../../../src/core/model/recoveryWindow';
import { mergeRanges } from '../../../src/core/catalog/find/inventory';
import type { TimelineHistory } from '../../../src/core/wal/timelines';
import { walGeometry } from '../../../src/core/wal/geometry';
import type { Lsn } from '../../../src/core/ground/lsn';
import { aSet, anArchive } from '../report/fabricated';

export const MEGABYTE = 1024 * 1024;
export const GEOMETRY = walGeometry(MEGABYTE, 150000);
export const SYSTEM = 7710759444048986079n;

/** A location: `segment` and the bytes after its start. */
export function at(segment: number, offset = 0x100): Lsn {
  return BigInt(segment * MEGABYTE + offset);
}

/** Milliseconds of a time on 25 November 2026 UTC. */
export function clock(text: string): number {
  return Date.parse(`2026-11-25T${text}Z`);
}

/** A time as the records write it. */
export function time(text: string): string {
  return `2026-11-25 ${text}${text.includes('.') ? '' : '.000000'} UTC`;
}

export interface SetOptions extends Partial<BackupSet> {
  readonly timeline?: number;
  /** Clock times of start and stop. */
  readonly began?: string;
  readonly ended?: string;
}

/** A backup of 15 with 1 MB segments that starts in one segment and stops in another. */
export function backup(name: string, first: number, last: number, options: SetOptions = {}): BackupSet {
  const { timeline = 1, began, ended, ...more } = options;
  const range = { timeline, first, last };
  return aSet({
    id: `/backup/${name}`,
    path: `/backup/${name}`,
    files: { dataDirectory: `/backup/${name}`, label: `/backup/${name}/backup_label` },
    label: name,
    versionNum: 150000,
    systemIdentifier: SYSTEM,
    geometry: GEOMETRY,
    start: { lsn: at(first, 0x28), timeline, time: written(began) },
    checkpointLsn: at(first, 0x60),
    stop: { lsn: at(last), timeline, time: written(ended), source: 'backup-history-file' },
    required: {
      ranges: [range],
      runs: [{ ...range, state: 'present', archive: '/wal', suffix: '', level: 'records' }],
      count: last - first + 1,
      bytes: (last - first + 1) * MEGABYTE,
      openEnd: false,
    },
    missing: [],
    verdict: 'restorable',
    evidence: { wal: 'records', data: 'structure', files: 'no-manifest' },
    archives: ['/wal'],
    ...more,
  });
}

function written(text: string | undefined) {
  return text === undefined ? undefined : { text: `2026-11-25 ${text} UTC`, epochMs: clock(text) };
}

export function run(timeline: number, first: number, last: number, suffix = ''): InventoryRun {
  return { timeline, first, last, suffix };
}

/** The history of a timeline that came about by leaving each of `[parent, location]` in turn. */
export function history(...switches: [number, Lsn][]): TimelineHistory {
  return {
    timeline: (switches.at(-1)?.[0] ?? 0) + 1,
    switches: switches.map(([timeline, switchLsn], i) => ({
      timeline,
      switchLsn,
      switchSegment: undefined,
      reason: 'no recovery target specified',
      line: i + 1,
    })),
  };
}

export function archive(runs: readonly InventoryRun[], more: Partial<WalArchive> = {}): WalArchive {
  const timelines = [...new Set(runs.map(({ timeline }) => timeline))].map((timeline) => ({
    timeline,
    parent: undefined,
    switchLsn: undefined,
    ranges: mergeRanges(runs.filter((one) => one.timeline === timeline).sort((a, b) => a.first - b.first)),
    gaps: [],
  }));
  return anArchive({
    path: '/wal',
    systemIdentifier: SYSTEM,
    versionNum: 150000,
    geometry: GEOMETRY,
    segmentCount: runs.length,
    timelines,
    runs,
    windows: [],
    ...more,
  });
}

/** The result of reading: recovery from a set to a location, and the times of first and last commit. */
export function window(set: BackupSet, to: Lsn, toTime?: string, timeline = 1): RecoveryWindow {
  const stop = set.stop?.time?.epochMs;
  return {
    timeline,
    setId: set.id,
    fromLsn: set.stop?.lsn ?? 0n,
    fromTime: stop === undefined ? undefined : time(new Date(stop).toISOString().slice(11, 19)),
    toLsn: to,
    toTime: toTime === undefined ? undefined : time(toTime),
  };
}
