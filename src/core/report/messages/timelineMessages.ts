import { READS_SINCE } from '../../model/recovery/serverDefaults';
import type { Args, Text, Words } from './args';

/**
 * The setting with which a server stays on the backup's own timeline. version: server_version_num; own: the timeline.
 * 'current' is known from 12 on; up to 11 it is the default.
 */
function ownTimelineSetting(args: Args): string {
  const own = args.text('own');
  const number = own === undefined ? 'the number of the backup’s own timeline' : `'${own}'`;
  return (args.number('version') ?? 0) >= READS_SINCE.followsLatest || args.number('version') === undefined
    ? `recovery_target_timeline = 'current' (or ${number})`
    : `no recovery_target_timeline, or ${number}`;
}

/** What a server of the set's version does by default. isError: it follows the newest timeline. */
function defaultWords(args: Args, timeline: string): string {
  return args.isError
    ? `It is the newest timeline found, which PostgreSQL 12 and later follow by default: such a server does not start from this set.`
    : `A server that is configured to follow ${timeline} does not start from this set.`;
}

/** timeline; switchLsn, stopLsn: locations; own; reason: newest, other. Or stop, path: the recovery point is not on the timeline path `path`. */
function forkBeforeStop(args: Args): Text {
  const fork = args.fill((lsn) => ` at ${lsn}`, 'switchLsn');
  const stop = args.fill((lsn) => ` at ${lsn}`, 'stopLsn') || args.fill((lsn) => ` at ${lsn}`, 'stop');
  const timeline = args.fill((number) => `timeline ${number}`, 'timeline');
  const followed = args.text('path');
  if (followed !== undefined)
    return {
      message:
        `Recovery along timeline ${followed} leaves ${timeline || 'the backup’s own timeline'} before this ` +
        `backup ends${stop}, so the server does not start from this set.`,
      hint:
        'Restore it with recovery_target_timeline set to the backup’s own timeline, ' +
        'or use a backup that ended before the fork or was taken after it.',
    };
  return {
    message:
      `T${timeline.slice(1) || 'imeline'} forks off${fork}, before this backup ends${stop}, so recovery along it cannot reach the end of the backup. ` +
      defaultWords(args, timeline || 'it'),
    hint:
      `Restore this set with ${ownTimelineSetting(args)}; the restore steps already do. ` +
      'If a restore test or a copy wrote that timeline into this archive, move its files away.',
  };
}

/** timeline: the newest; own: the backup's. */
function unrelatedNewest(args: Args): Text {
  const timeline = args.fill((number) => `timeline ${number}`, 'timeline') || 'a newer timeline';
  const own = args.fill((number) => `timeline ${number}`, 'own') || 'the timeline of this backup';
  return {
    message: `The archive has a history file of ${timeline}, which does not descend from this backup on ${own}. ${defaultWords(args, timeline)}`,
    hint:
      `Restore this set with ${ownTimelineSetting(args)}; the restore steps already do. ` +
      'If a restore test or a copy wrote that timeline into this archive, move its files away, and turn archiving off before the next test.',
  };
}

/** timeline: the newest; own: the backup's; switchLsn: where it leaves; lost, count: the timelines with WAL that it leaves out. */
function followsNewer(args: Args): Text {
  const timeline = args.text('timeline') ?? 'the newest one';
  const fork = args.fill((lsn) => ` at ${lsn}`, 'switchLsn');
  const lost = args.fill((numbers) => `timeline ${numbers}`, 'lost') || 'another timeline';
  const others = args.number('count') === 1 ? lost : lost.replace('timeline', 'timelines');
  return {
    message:
      `PostgreSQL 12 and later follow timeline ${timeline} by default, because it is the newest one found. It leaves the backup’s timeline${fork}. ` +
      `The archive also has later WAL of ${others}; its changes are then not recovered.`,
    hint: `If the server continued on ${others}, restore with recovery_target_timeline = '${args.text('lost')?.split(', ').at(-1) ?? 'N'}'; the restore steps name the timeline that you choose.`,
  };
}

/** timeline; segment: missing on the backup's own timeline, or damaged for a reason; instead: the later timeline's file. */
function needsNewerTimeline(args: Args): Text {
  const timeline = args.text('timeline') ?? 'the later one';
  const lacks = args.text('reason') === undefined ? 'is not available as a complete segment' : 'is damaged';
  return {
    message:
      `${args.segment} ${lacks}, but ${args.text('instead') ?? 'the file of the later timeline'} ` +
      `begins with the same WAL: timeline ${timeline} forked off after this backup had ended. Recovery finds this WAL only along timeline ${timeline}.`,
    hint: `PostgreSQL 12 and later follow that timeline by default. In 11 and earlier, set recovery_target_timeline = 'latest' (or ${timeline}).`,
  };
}

/** timeline: the newest; own: the backup's; segment: the newer timeline's file, instead: the good one; reason: its fault. */
function damagedNewer(args: Args): Text {
  const timeline = args.text('timeline') ?? 'the newest';
  return {
    message:
      `${args.segment} is damaged. Timeline ${timeline} forked off in this segment after the backup had ended, and PostgreSQL 12 and later follow it by default: ` +
      `such a server reads this file on the way to the end of the backup, and does not start from this set. ${args.text('instead') ?? 'The file of the backup’s own timeline'} contains the same WAL and is intact.`,
    hint:
      `Restore this set with ${ownTimelineSetting(args)}; the restore steps already do. ` +
      'To follow the newer timeline, look for another copy of its file.',
  };
}

/** segment: the file after the last needed one; size, expected: bytes; version. */
function wrongSizeAfterStop(args: Args): Text {
  const sizes = args.fill((size, expected) => ` (${size} instead of ${expected} bytes)`, 'size', 'expected');
  const prefetches = (args.number('version') ?? 0) >= READS_SINCE.prefetches;
  return {
    message:
      `${args.segment} has the wrong size${sizes}. This backup does not need it, but recovery without a target fails there, and the server does not start` +
      (prefetches
        ? '. In PostgreSQL 15 and later, recovery to the end of the backup may fail too, because the server reads ahead.'
        : '.'),
    hint:
      `Recover to a target before this segment${prefetches ? ", with recovery_prefetch = 'off'" : ''}; the restore steps already set this. ` +
      'Or replace the file from the server or a standby. Usually the disk was full while it was archived.',
  };
}

/** at: location of the record; version; reason: set if it is before the end of the backup. */
function minimalWalLevel(args: Args): Text {
  const refuses = (args.number('version') ?? READS_SINCE.refusesMinimal) >= READS_SINCE.refusesMinimal;
  const where = args.fill((lsn) => ` at ${lsn}`, 'at');
  return {
    message:
      `The server was restarted with wal_level = minimal${where}. ` +
      (refuses
        ? 'In PostgreSQL 14 and later, recovery stops there with an error.'
        : 'In PostgreSQL 13 and earlier, recovery stops there with an error if hot_standby is on (the default from 10 on). ' +
          'Otherwise it continues with a warning, and tables and indexes that were created or loaded in bulk since then may be empty or damaged.'),
    hint: refuses
      ? 'Recover to a target before it. For later times you need a backup taken after wal_level was raised again.'
      : 'Recover to a target before it, or use a backup taken after wal_level was raised again.',
  };
}

/** timeline; name: of the file; reason: control if only pg_control asks for it. */
function missingHistory(args: Args): Text {
  const timeline = args.text('timeline');
  const name =
    args.text('name') ??
    (timeline === undefined ? 'A timeline’s .history file' : `The .history file of timeline ${timeline}`);
  if (args.reason === 'control')
    return {
      message: `${name} is missing. pg_control is on timeline ${timeline ?? 'a newer one'}, which is not that of backup_label. Without this file a server does not find the checkpoint, and does not start.`,
      hint: 'Copy the file from the server’s WAL directory or from another archive, or take pg_control from another copy of the same backup.',
    };
  return {
    message:
      `${name} is missing. With recovery_target_timeline = 'latest', recovery stays on the old timeline without an error, ` +
      'and the changes on the new one are not recovered. With the timeline’s number, the server does not start.',
    hint: 'Copy the file from the server’s WAL directory or from another archive into this one.',
  };
}

/** Findings about timelines, and about what a server reads of them. */
export const TIMELINE_MESSAGES = {
  'missing-timeline-history': missingHistory,
  'timeline-fork-before-stop': forkBeforeStop,
  'needs-newer-timeline': needsNewerTimeline,
  'unrelated-newest-timeline': unrelatedNewest,
  'follows-newer-timeline': followsNewer,
  'damaged-newer-timeline': damagedNewer,
  'wrong-size-after-stop': wrongSizeAfterStop,
  'minimal-wal-level': minimalWalLevel,
} satisfies Record<string, Words>;
