import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseBackupHistory } from '../../../src/core/formats/label/backupHistory';
import { parseBackupLabel } from '../../../src/core/formats/label/backupLabel';
import { parseControlFile } from '../../../src/core/formats/controlFile';
import { parseTimelineHistory } from '../../../src/core/formats/timelineHistory';
import { walGeometry, type WalGeometry } from '../../../src/core/wal/geometry';
import { parseSegmentName, segmentNumber } from '../../../src/core/wal/segmentName';
import { timelinePath, type TimelinePath } from '../../../src/core/wal/timelinePath';
import type { SetInput } from '../../../src/core/verify/records/setVerification';
import { archiveSource } from './archiveSource';

export interface FixtureSet {
  readonly folder: string;
  readonly backup: string;
  readonly archive: string;
}

/** The input of a verification, as a scan of the files would make it. Undefined if the label cannot be read. */
export function setInput(set: FixtureSet, prefer?: readonly string[]): SetInput | undefined {
  const label = parseBackupLabel(read(set.backup, 'backup_label')).value;
  if (label?.serverAccepts !== true || label.start === undefined) return undefined;
  const control = parseControlFile(read(set.backup, 'global', 'pg_control')).value;
  assert(control?.versionNum !== undefined && control.segmentSize !== undefined);
  const geometry = walGeometry(control.segmentSize, control.versionNum);
  const timeline = label.startTimeline ?? 1;
  const stop = knownStop(set.archive, label.start.lsn, geometry);
  const lastSegment = highestSegment(set.archive, timeline, geometry);
  return {
    source: archiveSource(set.archive, geometry, prefer),
    geometry,
    timelinePath: timelinePath(timeline, undefined, geometry),
    systemIdentifier: control.systemIdentifier,
    versionNum: control.versionNum,
    start: label.start.lsn,
    startTimeline: timeline,
    checkpoint: label.checkpointLsn,
    takenFrom: label.from,
    knownStop: stop,
    minRecoveryPoint: control.minRecoveryPoint,
    minRecoveryPointTimeline: control.minRecoveryTimeline,
    controlState: control.state,
    ...(lastSegment === undefined ? {} : { lastSegment }),
  };
}

export function pathInArchive(archive: string, timeline: number, geometry: WalGeometry): TimelinePath {
  const name = `${timeline.toString(16).padStart(8, '0')}.history`;
  const file = join(archive, name);
  const history = existsSync(file) ? parseTimelineHistory(readFileSync(file), timeline).value : undefined;
  return timelinePath(timeline, history, geometry);
}

/** The highest segment of a timeline in a directory, with any suffix. */
export function highestSegment(archive: string, timeline: number, geometry: WalGeometry): number | undefined {
  const numbers = readdirSync(archive)
    .map((name) => parseSegmentName(name.replace(/\.gz$/, '')))
    .filter((parts) => parts?.timeline === timeline)
    .map((parts) => (parts === undefined ? undefined : segmentNumber(parts, geometry)))
    .filter((number) => number !== undefined);
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}

function knownStop(archive: string, start: bigint, geometry: WalGeometry): SetInput['knownStop'] {
  assert(geometry.segmentSize > 0);
  for (const name of readdirSync(archive).filter((entry) => entry.endsWith('.backup'))) {
    const history = parseBackupHistory(readFileSync(join(archive, name))).value;
    if (history?.start?.lsn !== start || history.stop === undefined) continue;
    const timeline = history.stopTimeline ?? 1;
    return { lsn: history.stop.lsn, timeline, source: 'backup-history-file' };
  }
  return undefined;
}

function read(...parts: string[]): Uint8Array {
  const path = join(...parts);
  return existsSync(path) ? readFileSync(path) : new Uint8Array(0);
}
