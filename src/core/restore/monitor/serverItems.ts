import { counted, formatBytes } from '../../ground/sizes';
import { findingToReport } from '../../report/toReport';
import { visibleText } from '../../report/visibleText';
import { rangeCount, segmentName, type SegmentRange } from '../../wal/segmentName';
import type { CheckItem, CheckState } from './checkItem';
import { durationText } from './duration';
import type { ArchivedSeen, ServerComparison, ServerSeen, ServerUnreached } from './serverComparison';

/** What is demanded of a server's archiving. What is absent is not demanded. */
export interface ServerThresholds {
  /** The most files that may wait for the archiver. */
  readonly maxReady?: number;
  /** In bytes: the most WAL that may be on the server alone. */
  readonly maxArchiveLag?: number;
  /** In bytes: the most WAL that one replication slot may keep. */
  readonly maxSlotWal?: number;
}

type Made = Pick<CheckItem, 'name' | 'state' | 'message'> & Partial<CheckItem>;

/** A server that could not be asked: nothing is known of its archiving. */
export function unreachedItem({ name, problem }: ServerUnreached): CheckItem {
  const message = `server ${visibleText(name, 100)} could not be asked: ${visibleText(problem, 500)}`;
  return item(null, { name: 'server', state: 'unknown', message });
}

/** Whether the archives hold what a server says, and whether its archiving is as it is demanded to be. */
export function serverItems(comparison: ServerComparison, thresholds: ServerThresholds): CheckItem[] {
  const { server, archived, lag } = comparison;
  const made: (Made | undefined)[] = [
    serverItem(comparison),
    archivedItem(server, archived),
    archiverItem(server),
    readyItem(server, thresholds.maxReady),
    lagItem(lag, thresholds.maxArchiveLag),
    slotsItem(server, thresholds.maxSlotWal),
  ];
  return made.flatMap((one) => (one === undefined ? [] : [item(server.systemIdentifier, one)]));
}

function item(systemIdentifier: string | null, made: Made): CheckItem {
  return { systemIdentifier, value: null, threshold: null, unit: null, ...made };
}

function serverItem({ name, server, isKnownHere }: ServerComparison): Made {
  const { version, role, timeline, currentLsn, systemIdentifier } = server;
  const place = [
    timeline === null ? '' : ` on timeline ${timeline}`,
    currentLsn === null ? '' : ` at ${currentLsn}`,
  ].join('');
  const message = `server ${visibleText(name, 100)} is a ${role} of PostgreSQL ${version}${place}`;
  if (isKnownHere) return { name: 'server', state: 'ok', message };
  const id = systemIdentifier === null ? '' : ` (system identifier ${systemIdentifier})`;
  return {
    name: 'server',
    state: 'critical',
    message: `${message}, and no backup set or archive here is of this server${id}`,
  };
}

function archivedItem(server: ServerSeen, archived: ArchivedSeen | null): Made | undefined {
  const { archives, timeline } = server;
  if (!archives) return undefined;
  if (archived === null) {
    const why = timeline === null ? ', because its timeline is not known' : '';
    return { name: 'archived', state: 'unknown', message: `what the server archived is not known${why}` };
  }
  const faults = faultsOf(archived);
  if (faults.length > 0) return { name: 'archived', state: 'critical', message: faults.join('; ') };
  if (archived.claimed === 0)
    return { name: 'archived', state: 'unknown', message: 'the server names no archived file' };
  const message = `${counted(archived.claimed, 'file')} that the server calls archived ${archived.claimed === 1 ? 'is' : 'are'} in the archive`;
  return { name: 'archived', state: 'ok', message };
}

function faultsOf({ missing, gaps, bad, missingHistories, geometry }: ArchivedSeen): string[] {
  const words = (ranges: readonly SegmentRange[]): string => rangesText(ranges, geometry);
  return [
    ...(missing.length === 0 ? [] : [`the server calls ${words(missing)} archived, but no archive has it`]),
    ...missingHistories.map((name) => `the server calls ${name} archived, but no archive has it`),
    ...bad.slice(0, MOST_NAMED).map((finding) => {
      const { message, code } = findingToReport(finding);
      return `the server calls a file archived that is wrong: ${message.replace(/[.:]$/, '')} (${code})`;
    }),
    ...(bad.length <= MOST_NAMED ? [] : [`${counted(bad.length - MOST_NAMED, 'more finding')} of this kind`]),
    ...(gaps.length === 0
      ? []
      : [`no archive has ${words(gaps)}, and the server calls later segments archived`]),
  ];
}

const MOST_NAMED = 3;

function rangesText(ranges: readonly SegmentRange[], geometry: ArchivedSeen['geometry']): string {
  const named = ranges.slice(0, MOST_NAMED).map(({ timeline, first, last }) => {
    const [from, to] = [segmentName(timeline, first, geometry), segmentName(timeline, last, geometry)];
    return first === last ? from : `${from} – ${to} (${counted(last - first + 1, 'segment')})`;
  });
  const rest = ranges.slice(MOST_NAMED).reduce((sum, range) => sum + rangeCount(range), 0);
  return rest === 0 ? named.join(', ') : `${named.join(', ')} and ${counted(rest, 'more segment')}`;
}

function archiverItem(server: ServerSeen): Made | undefined {
  const { role, archiveMode, archives, lacksCommand, failing, lastArchived, readAt } = server;
  const made = (state: CheckState, message: string): Made => ({ name: 'archiver', state, message });
  if (!archives) {
    if (role === 'standby')
      return made('ok', `the standby does not archive (archive_mode is ${archiveMode})`);
    return made('warning', `the server does not archive (archive_mode is ${archiveMode})`);
  }
  const ago = (time: number | null): string =>
    time === null || readAt === null ? '' : ` ${durationText(Math.max(0, readAt - time) / 1000)} ago`;
  if (failing !== null) {
    const { name, time, count } = failing;
    const since = lastArchived === null ? 'nothing was archived yet' : `last success ${lastArchived.name}`;
    const message = `archiving fails: last attempt${ago(time)}, of ${visibleText(name, 64)}; ${counted(count, 'failure')}; ${since}`;
    return made('critical', visibleText(message, 300));
  }
  if (lacksCommand === true)
    return made(
      'warning',
      'neither archive_command nor archive_library is set, so WAL piles up on the server',
    );
  if (lastArchived === null) return undefined;
  return made('ok', `last archived ${visibleText(lastArchived.name, 64)}${ago(lastArchived.time)}`);
}

function readyItem({ ready, archives }: ServerSeen, most: number | undefined): Made | undefined {
  if (ready === null) {
    if (most === undefined) return undefined;
    return {
      name: 'ready',
      state: 'unknown',
      message: 'how many files wait for the archiver is not known',
      threshold: most,
      unit: 'files',
    };
  }
  if (!archives && ready === 0 && most === undefined) return undefined;
  const isBroken = most !== undefined && ready > most;
  const limit = isBroken ? `, must be at most ${String(most)}` : '';
  return {
    name: 'ready',
    state: isBroken ? 'critical' : 'ok',
    message: `${counted(ready, 'file')} ${ready === 1 ? 'waits' : 'wait'} for the archiver${limit}`,
    value: ready,
    threshold: most ?? null,
    unit: 'files',
  };
}

function lagItem(lag: number | null, most: number | undefined): Made | undefined {
  if (lag === null) {
    if (most === undefined) return undefined;
    const message = 'how much WAL of the server is in no archive yet is not known';
    return { name: 'archive-lag', state: 'unknown', message, threshold: most, unit: 'B' };
  }
  const isBroken = most !== undefined && lag > most;
  const limit = isBroken ? `, must be at most ${formatBytes(most)}` : '';
  return {
    name: 'archive-lag',
    state: isBroken ? 'critical' : 'ok',
    message: `the newest ${formatBytes(lag)} of WAL are in no archive yet${limit}`,
    value: lag,
    threshold: most ?? null,
    unit: 'B',
  };
}

function slotsItem({ slots }: ServerSeen, most: number | undefined): Made | undefined {
  if (slots === null) {
    if (most === undefined) return undefined;
    const message = 'the replication slots are not known';
    return { name: 'slots', state: 'unknown', message, threshold: most, unit: 'B' };
  }
  if (slots.length === 0) return undefined;
  const largest = slots.reduce((best, slot) => ((slot.bytes ?? -1) > (best.bytes ?? -1) ? slot : best));
  const lost = slots.filter(({ walStatus }) => walStatus === 'lost' || walStatus === 'unreserved');
  const bytes = largest.bytes ?? 0;
  const isBroken = most !== undefined && bytes > most;
  const use = largest.active ? 'in use' : 'not in use';
  const limit = isBroken ? `, must be at most ${formatBytes(most)}` : '';
  const lostWords = lost.map(
    ({ name, walStatus }) => `; the WAL of slot ${visibleText(name, 64)} is ${walStatus ?? ''}`,
  );
  return {
    name: 'slots',
    state: isBroken ? 'critical' : lost.length > 0 ? 'warning' : 'ok',
    message: `slot ${visibleText(largest.name, 64)} (${use}) keeps ${formatBytes(bytes)} of WAL on the server${limit}${lostWords.slice(0, MOST_NAMED).join('')}`,
    value: bytes,
    threshold: most ?? null,
    unit: 'B',
  };
}
