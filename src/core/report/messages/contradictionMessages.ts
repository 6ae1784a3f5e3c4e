import type { Args, Text, Words } from './args';
import { isStopSource, stopSourceWords } from '../words';
import { stopFunction } from './phrases';

/** field: what is told differently; label, history: the two values. */
function labelHistoryMismatch(args: Args): Text {
  const field = args.text('field') ?? 'a value';
  const values = args.fill((label, history) => `: ${label} and ${history}`, 'label', 'history');
  return {
    message:
      `The label and the backup history file disagree on ${field}${values}. One of them belongs to another backup ` +
      'or was changed, so the history file is not used to judge this set.',
    hint: 'Compare both files with the originals in the archive, and keep the pair that belongs together.',
  };
}

/** lsn: the location; file: the name beside it; expected: the name that the location means. */
function fileMismatch(args: Args, what: 'start' | 'stop'): string {
  const named = args.segmentName('file') ?? 'another segment';
  const expected = args.segmentName('expected');
  const lies = expected === undefined ? 'lies elsewhere' : `lies in ${expected}`;
  return `The ${what} location${args.atLocation.replace(' at', '')} ${lies}, but the file names ${named}.`;
}

/** source, lsn and otherSource, other (or first, firstSource, second, secondSource): who says what. */
function stopSourcesDisagree(args: Args): Text {
  const words = (lsn: string, source: string, other: string, otherSource: string): string =>
    `: ${lsn} by the ${sourceWords(source)}, ${other} by the ${sourceWords(otherSource)}`;
  const told =
    args.fill(words, 'lsn', 'source', 'other', 'otherSource') ||
    args.fill(words, 'first', 'firstSource', 'second', 'secondSource');
  return {
    message:
      `The sources disagree on where this backup ends${told}. Files of different backups may be mixed up here, ` +
      'and it is not certain which WAL is needed.',
    hint: 'Find out which file belongs to another backup; until then trust the later location.',
  };
}

function sourceWords(source: string): string {
  return isStopSource(source) ? stopSourceWords(source) : source;
}

/** label: CHECKPOINT LOCATION; start; redo: what the record leads to; reason. */
function checkpointMismatch(args: Args): Text {
  const at = args.fill((label) => ` ${label}`, 'label');
  const redo = args.fill((lsn, start) => `leads to ${lsn} instead of the start ${start}`, 'redo', 'start');
  const what =
    args.reason === 'no checkpoint record'
      ? `There is no checkpoint record at the CHECKPOINT LOCATION${at} of the label.`
      : `The checkpoint${at} of the label ${redo || 'does not fit the rest of this set'}.`;
  return {
    message:
      `${what} The label may belong to another backup: a server refuses it, ` +
      'or starts from it and damages data.',
    hint: 'Put the label of this very backup back, or use another backup.',
  };
}

const NO_STOP: Record<string, string> = {
  'no-control-file':
    'It was taken from a standby, so its end stands in global/pg_control, and that file could not be read.',
  'no-recovery-point':
    'It was taken from a standby, but its pg_control has no minimum recovery point: it was not copied last, or not from that standby.',
};

/** reason; reached: how far the WAL was read; version. */
function neverStopped(args: Args): Text {
  if (args.reason === 'no-end-record') {
    return {
      message:
        `The WAL was searched${args.fill((reached) => ` up to ${reached}`, 'reached')} without finding the end of this backup: ` +
        'it was never stopped, is still running, or the rest of its WAL is not here. As it is, it cannot be restored.',
      hint:
        `If it still runs, end it with ${stopFunction(args.version)}. If it ended, name the archive that holds the rest ` +
        'of its WAL.',
    };
  }
  const reason = NO_STOP[args.reason ?? ''];
  if (reason !== undefined) {
    return {
      message: `It cannot be told where this backup ends. ${reason} Without the WAL up to its end it cannot be restored.`,
      hint: 'Copy pg_control again from the original backup, or use another backup.',
    };
  }
  return {
    message:
      'No file tells where this backup ends: its .backup file is not here, or it was never stopped and may still run. ' +
      'The WAL itself was not searched for the end yet; only with all WAL up to there can it be restored.',
    hint:
      'Verify the set: that searches the WAL. If the backup still runs, end it with ' +
      `${stopFunction(args.version)}; if it ended, name the archive that holds its .backup file.`,
  };
}

export const CONTRADICTION_MESSAGES = {
  'label-history-mismatch': labelHistoryMismatch,
  'start-file-mismatch': (args) => ({
    message: `${fileMismatch(args, 'start')} One of the two was changed, or the segment size is not what it seems.`,
    hint: 'Compare with the original file, and check the segment size in the settings.',
  }),
  'stop-file-mismatch': (args) => ({
    message: `${fileMismatch(args, 'stop')} The location decides which WAL is needed; recovery never reads the name.`,
    hint: 'Nothing has to be done for a restore. If other names differ too, check the segment size in the settings.',
  }),
  'stop-sources-disagree': stopSourcesDisagree,
  'checkpoint-mismatch': checkpointMismatch,
  'never-stopped': neverStopped,
  'backup-canceled': (args) => ({
    message:
      `The server was shut down${args.atLocation} before this backup ended, which canceled it. ` +
      'Recovery refuses to go on at that point, so this set cannot be restored.',
    hint: 'Use another backup, or take a new one.',
  }),
  'full-page-writes-off': (args) => ({
    message:
      `full_page_writes was off during this backup${args.atLocation}. Pages that were copied while they changed ` +
      'cannot be repaired by recovery, so data may be damaged without notice.',
    hint: 'Take the backup again with full_page_writes = on on the primary.',
  }),
  'missing-backup-end': (args) => ({
    message:
      `The WAL${args.fill((reached) => `, read up to ${reached},`, 'reached')} holds no record of this backup’s end` +
      `${args.fill((stop) => ` (expected before ${stop})`, 'stop')}. ` +
      'Recovery would not reach a consistent state, so this set cannot be restored.',
    hint: 'Check that label and WAL belong to the same backup. If the WAL ends early, add the archive that holds the rest.',
  }),
} satisfies Record<string, Words>;
