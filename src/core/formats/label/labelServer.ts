import type { Lsn } from '../../ground/lsn';
import { NEWLINE, Scanf } from '../scanf';

/** How a starting server reads a `backup_label`. */
export interface ServerReading {
  /** The line that makes it refuse the label; undefined if it accepts everything that it reads. */
  readonly refusedAt: 'start' | 'checkpoint' | 'timeline' | 'incremental' | undefined;
  /** Byte offset at which reading stopped, near the reason of a refusal. */
  readonly offset: number;
  /** The locations of the first two lines, in any form that C's reader accepts. */
  readonly startLsn: Lsn | undefined;
  readonly checkpointLsn: Lsn | undefined;
  /** Timeline in the segment name of the first line. */
  readonly startTimeline: number | undefined;
  /** START TIMELINE as the server read it, from 11. */
  readonly declaredTimeline: number | undefined;
  /** First word of BACKUP METHOD and BACKUP FROM, if the server found the lines where it looks for them. */
  readonly method: string | undefined;
  readonly from: string | undefined;
  /** Whether it recognized an incremental backup, from 17. */
  readonly incremental: boolean;
}

const START_TIMELINE_SINCE = 110000;
const INCREMENTAL_SINCE = 170000;

/**
 * Reads a label as `read_backup_label` does (xlog.c up to 14, xlogrecovery.c from 15). The first two lines must be
 * exact; each later line is looked for once, in order, where the previous one ended. From 11 a START TIMELINE that
 * contradicts line 1 is fatal, from 17 an INCREMENTAL FROM LSN is. Without a version the newest rules apply.
 */
export function readAsServer(bytes: Uint8Array, versionNum?: number): ServerReading {
  const scan = new Scanf(bytes);
  const nothing = {
    startLsn: undefined,
    checkpointLsn: undefined,
    startTimeline: undefined,
    declaredTimeline: undefined,
    method: undefined,
    from: undefined,
    incremental: false,
  };
  const start = startLine(scan);
  if (start === undefined) return { ...nothing, refusedAt: 'start', offset: scan.at };
  const checkpointLsn = checkpointLine(scan);
  if (checkpointLsn === undefined) return { ...nothing, ...start, refusedAt: 'checkpoint', offset: scan.at };
  const method = field(scan, 'BACKUP METHOD: ', () => scan.word(19));
  const from = field(scan, 'BACKUP FROM: ', () => scan.word(19));
  const read = { ...nothing, ...start, checkpointLsn, method, from };
  if (versionNum !== undefined && versionNum < START_TIMELINE_SINCE) {
    return { ...read, refusedAt: undefined, offset: scan.at };
  }
  return readTail(scan, read, versionNum);
}

function readTail(
  scan: Scanf,
  read: Omit<ServerReading, 'refusedAt' | 'offset'>,
  versionNum: number | undefined,
): ServerReading {
  field(scan, 'START TIME: ', () => scan.restOfLine(127));
  field(scan, 'LABEL: ', () => scan.restOfLine(1023));
  const declaredTimeline = field(scan, 'START TIMELINE: ', () => scan.decimal());
  if (declaredTimeline !== undefined && declaredTimeline !== read.startTimeline) {
    return { ...read, declaredTimeline, refusedAt: 'timeline', offset: scan.at };
  }
  const since17 = versionNum === undefined || versionNum >= INCREMENTAL_SINCE;
  const incremental = since17 && scan.literal('INCREMENTAL FROM LSN: ') && scan.hex() !== undefined;
  const refusedAt = incremental ? 'incremental' : undefined;
  return { ...read, declaredTimeline, incremental, refusedAt, offset: scan.at };
}

/** `START WAL LOCATION: %X/%X (file %08X%16s)%c`; undefined if the server refuses. */
function startLine(scan: Scanf): { startLsn: Lsn; startTimeline: number } | undefined {
  if (!scan.literal('START WAL LOCATION: ')) return undefined;
  const startLsn = scan.lsn();
  if (startLsn === undefined || !scan.literal(' (file ')) return undefined;
  const startTimeline = scan.hex(8);
  if (startTimeline === undefined || scan.word(16) === undefined || !scan.literal(')')) return undefined;
  return scan.byte() === NEWLINE ? { startLsn, startTimeline } : undefined;
}

/** `CHECKPOINT LOCATION: %X/%X%c`. */
function checkpointLine(scan: Scanf): Lsn | undefined {
  const lsn = scan.literal('CHECKPOINT LOCATION: ') ? scan.lsn() : undefined;
  return lsn !== undefined && scan.byte() === NEWLINE ? lsn : undefined;
}

function field<T>(scan: Scanf, key: string, value: () => T | undefined): T | undefined {
  if (!scan.literal(key)) return undefined;
  const found = value();
  if (found !== undefined) scan.literal('\n');
  return found;
}
