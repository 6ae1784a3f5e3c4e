import { hex8, segmentName } from '../../core/wal/segmentName';
import { offsetInSegment, segmentOfEnd, segmentOfStart, walGeometry } from '../../core/wal/geometry';
import { parseLsn } from '../../core/ground/lsn';
import { known, hidden, observed } from '../facts/observed';
import { archivesIn } from '../../core/backup/archivesIn';
import { settingOf } from '../facts/serverSettings';
import { PostgresError } from '../postgresError';
import { RAW_TEXT, stopCall, stopWaits } from './backupCalls';
import type { StartedBackup, StopResult } from './backupTypes';
import { type LabelFiles, readExclusiveFiles } from './exclusiveFiles';
import type { Messages } from './messages';
import type { PreparedSession } from './prepareSession';
import { requiredWal } from './requiredWal';

/** The parts of a held backup that a stop needs. */
export interface StopInput {
  readonly prepared: PreparedSession;
  readonly started: StartedBackup;
  readonly messages: Messages;
}

/** Calls the stop function and collects the result; up to 9.6 that takes until the WAL is archived. */
export async function stopInSession(input: StopInput): Promise<StopResult> {
  const { prepared, started } = input;
  const { session, basics } = prepared;
  const onServer = started.mode === 'exclusive' ? await readExclusiveFiles(prepared) : {};
  const doing = 'Stopping the backup';
  // No limit: a server that is frozen for a snapshot comes back, and a session that we cut would end the backup.
  if (basics.version.number >= 90600) await session.query(RAW_TEXT, [], { doing, milliseconds: Infinity });
  const text = stopCall(basics.version, started.mode);
  const [row] = await session.query<'lsn' | 'label' | 'map'>(text, [], { doing, milliseconds: Infinity });
  if (row?.lsn === undefined || row.lsn === null) throw noResult(text);
  const files = started.mode === 'exclusive' ? onServer : filesIn(row.label, row.map);
  return describeStop(input, row.lsn, files);
}

function filesIn(label: string | null, map: string | null): LabelFiles {
  return {
    ...(label === null ? {} : { labelFile: bytesOf(label) }),
    // A backup without tablespaces has an empty map, which is not a file.
    ...(map === null || map === '' ? {} : { tablespaceMap: bytesOf(map) }),
  };
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

async function describeStop(input: StopInput, stopLsn: string, files: LabelFiles): Promise<StopResult> {
  const { prepared, started, messages } = input;
  const geometry = walGeometry(started.segmentSize, started.version.number);
  const start = parseLsn(started.startLsn) ?? 0n;
  const stop = parseLsn(stopLsn);
  if (stop === undefined) throw noResult(stopLsn);
  const stopTimeline = await timelineAtStop(prepared, started);
  const wal = await requiredWal(prepared, {
    start,
    stop,
    startTimeline: started.timeline,
    stopTimeline,
    geometry,
  });
  const offset = hex8(offsetInSegment(start, geometry));
  const historyFile = `${segmentName(stopTimeline, segmentOfStart(start, geometry), geometry)}.${offset}.backup`;
  return {
    started,
    stopLsn,
    stopTimeline,
    stopSegment: segmentName(stopTimeline, segmentOfEnd(stop, geometry), geometry),
    ...files,
    ...wal,
    ...(started.takenFrom === 'primary' ? { historyFile } : {}),
    archive: archiveAtStop(prepared),
    messages: messages.all,
  };
}

/** A primary stays on its timeline; a standby may have followed its primary to a newer one. */
async function timelineAtStop({ session }: PreparedSession, started: StartedBackup): Promise<number> {
  if (started.takenFrom === 'primary') return started.timeline;
  try {
    const fact = await observed(async () => {
      const text = 'SELECT min_recovery_end_timeline AS timeline FROM pg_control_recovery()';
      const [row] = await session.query<'timeline'>(text, [], { doing: 'Reading the timeline' });
      return row === undefined ? hidden('') : known(Number(row.timeline));
    });
    return fact.known && fact.value > 0 ? fact.value : started.timeline;
  } catch {
    // The label has arrived: a later error must not lose it.
    return started.timeline;
  }
}

/**
 * If nothing is archived there is nothing to wait for. Up to 9.6 the stop itself returns when everything is archived.
 */
function archiveAtStop({ basics, settings }: PreparedSession): StopResult['archive'] {
  const mode = settingOf(settings, 'archive_mode');
  const archives = mode === undefined ? undefined : archivesIn(mode, basics.role);
  if (archives === false) return 'not-archiving';
  return archives === true && stopWaits(basics.version) ? 'archived' : 'not-waited';
}

function noResult(what: string): PostgresError {
  return new PostgresError({
    reason: 'server',
    message: `The stop function returned no result (${what}).`,
    remedy: 'See the server’s log for details.',
  });
}
