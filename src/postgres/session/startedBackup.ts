import type { Session } from '../connection/session';
import { observed, hidden, known } from '../facts/observed';
import { readPosition } from '../facts/position';
import type { Fact } from '../facts/serverFacts';
import { segmentSizeOf, settingOf } from '../facts/serverSettings';
import { isoTime } from '../facts/sqlText';
import { walNames } from '../facts/version';
import { PostgresError } from '../postgresError';
import { segmentOfStart, walGeometry } from '../../core/wal/geometry';
import { parseLsn } from '../../core/ground/lsn';
import { segmentName } from '../../core/wal/segmentName';
import type { StartedBackup, StartOptions } from './backupTypes';
import type { PreparedSession } from './prepareSession';

interface Identity {
  readonly backupId: string;
  readonly connection: string;
}

/** Collects the facts of a backup that the server has just started at `startLsn`. */
export async function describeStart(
  prepared: PreparedSession,
  { backupId, connection }: Identity,
  { mode, label }: StartOptions,
  startLsn: string,
  signal: AbortSignal,
): Promise<StartedBackup> {
  const { session, basics, privileges, settings } = prepared;
  const segmentSize = segmentSizeOf(settings);
  const position = await readPosition({ session, signal }, basics, privileges, segmentSize);
  const serverStartSegment = await serverName(prepared, startLsn, signal);
  const timeline = await startTimeline(prepared, serverStartSegment, position.timeline, signal);
  const dataDirectory = settingOf(settings, 'data_directory');
  return {
    backupId,
    connection,
    label,
    mode,
    takenFrom: basics.role,
    startLsn,
    timeline,
    startSegment: startSegment(startLsn, timeline, segmentSize, basics.version.number),
    ...(serverStartSegment === undefined ? {} : { serverStartSegment }),
    ...(position.systemIdentifier.known ? { systemIdentifier: position.systemIdentifier.value } : {}),
    version: basics.version,
    segmentSize,
    backendPid: basics.pid,
    startTime: await serverTime(session, signal),
    ...(dataDirectory === undefined ? {} : { dataDirectory }),
  };
}

function startSegment(startLsn: string, timeline: number, segmentSize: number, versionNum: number): string {
  const lsn = parseLsn(startLsn);
  if (lsn === undefined) throw unexpected(`“${startLsn}” is not a WAL location`);
  const geometry = walGeometry(segmentSize, versionNum);
  return segmentName(timeline, segmentOfStart(lsn, geometry), geometry);
}

/** The name from the server's own function, which works on primaries only. */
async function serverName(
  { session, basics }: PreparedSession,
  lsn: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (basics.role === 'standby') return undefined;
  const type = basics.version.number >= 90400 ? 'pg_lsn' : 'text';
  const fact = await observed(async () => {
    const text = `SELECT ${walNames(basics.version).fileName}($1::${type}) AS file`;
    const [row] = await session.query<'file'>(text, [lsn], {
      signal,
      doing: 'Reading the name of the start segment',
    });
    return known(row?.file ?? undefined);
  });
  return fact.known ? fact.value : undefined;
}

/** A backup begins on the timeline of its checkpoint, which on a standby may not be the newest. */
async function startTimeline(
  { session, basics }: PreparedSession,
  serverStartSegment: string | undefined,
  newest: Fact<number>,
  signal: AbortSignal,
): Promise<number> {
  if (serverStartSegment !== undefined) return Number.parseInt(serverStartSegment.slice(0, 8), 16);
  const fact = await observed(async () => {
    const text = 'SELECT timeline_id AS timeline FROM pg_control_checkpoint()';
    const [row] = await session.query<'timeline'>(text, [], { signal, doing: 'Reading the timeline' });
    return row === undefined ? hidden('pg_control returned nothing') : known(Number(row.timeline));
  });
  const timeline = fact.known || basics.role === 'primary' ? fact : newest;
  if (!timeline.known) throw unexpected(`the timeline cannot be seen (${timeline.why})`);
  return timeline.value;
}

async function serverTime(session: Session, signal: AbortSignal): Promise<string> {
  const [row] = await session.query<'now'>(`SELECT ${isoTime('clock_timestamp()')} AS now`, [], {
    signal,
    doing: 'Reading the time',
  });
  return row?.now ?? '';
}

function unexpected(what: string): PostgresError {
  return new PostgresError({
    reason: 'server',
    message: `The backup was started and ended again: ${what}.`,
    remedy: 'Connect as a role that may call pg_control_checkpoint().',
  });
}
