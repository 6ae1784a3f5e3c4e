import type { Args, Text, Words } from './args';
import { isStopSource, stopSourceWords } from '../words';
import { stopFunction } from './phrases';

/** field: which value differs; label, history: the two values. */
function labelHistoryMismatch(args: Args): Text {
  const field = args.text('field') ?? 'a value';
  const values = args.fill((label, history) => `: “${label}” and “${history}”`, 'label', 'history');
  return {
    message:
      `backup_label and the backup history file disagree on ${field}${values}. One of them belongs to another backup ` +
      'or was changed, so the history file is ignored for this set.',
    hint: 'Compare both files with the originals, and keep the pair that belongs together.',
  };
}

/** lsn: the location; file: the name beside it; expected: the name that the location means. */
function fileMismatch(args: Args, what: 'start' | 'stop'): string {
  const named = args.text('file') ?? 'another one';
  const expected = args.text('expected');
  const place = expected === undefined ? 'is in a different segment' : `is in segment ${expected}`;
  return `The ${what} location${args.atLocation.replace(' at', '')} ${place}, but the name beside it is ${named}.`;
}

/** source, lsn and otherSource, other (or first, firstSource, second, secondSource): two sources and their locations. */
function stopSourcesDisagree(args: Args): Text {
  const words = (lsn: string, source: string, other: string, otherSource: string): string =>
    `: ${lsn} (${sourceWords(source)}) and ${other} (${sourceWords(otherSource)})`;
  const values =
    args.fill(words, 'lsn', 'source', 'other', 'otherSource') ||
    args.fill(words, 'first', 'firstSource', 'second', 'secondSource');
  return {
    message:
      `The sources disagree on the stop location of this backup${values}. Files of different backups may be mixed here, ` +
      'so the required WAL is not certain.',
    hint: 'Find out which file belongs to another backup. Until then, rely on the later location.',
  };
}

function sourceWords(source: string): string {
  return isStopSource(source) ? stopSourceWords(source) : source;
}

/** label: CHECKPOINT LOCATION; start; redo: the redo location in the record; reason. */
function checkpointMismatch(args: Args): Text {
  const at = args.fill((label) => ` ${label}`, 'label');
  const redo = args.fill(
    (lsn, start) => `has redo location ${lsn} instead of the start location ${start}`,
    'redo',
    'start',
  );
  const what =
    args.reason === 'no checkpoint record'
      ? `The WAL has no checkpoint record at the CHECKPOINT LOCATION of backup_label${at}.`
      : `The checkpoint of backup_label${at} ${redo || 'does not match the rest of this set'}.`;
  return {
    message:
      `${what} backup_label may belong to another backup: a server does not start with it, ` +
      'or starts from it and may damage data.',
    hint: 'Put back the backup_label of this backup, or use another backup.',
  };
}

const NO_STOP: Record<string, string> = {
  'no-control-file':
    'It was taken from a standby, so its stop location is in global/pg_control, but that file could not be read.',
  'no-recovery-point':
    'It was taken from a standby, but its pg_control has no minimum recovery point. The file was not copied last, or not from that standby.',
};

/** reason; reached: the location up to which the WAL was read; version. */
function neverStopped(args: Args): Text {
  if (args.reason === 'no-end-record') {
    return {
      message:
        `The WAL was searched${args.fill((reached) => ` up to ${reached}`, 'reached')} without finding the end of this backup. ` +
        'The backup was never stopped, is still running, or the rest of its WAL is missing. In this state it cannot be restored.',
      hint:
        `If the backup is still running, stop it with ${stopFunction(args.version)}, in the session that started it unless it is exclusive. ` +
        'If it was stopped, add the WAL archive that holds the rest of its WAL.',
    };
  }
  const reason = NO_STOP[args.reason ?? ''];
  if (reason !== undefined) {
    return {
      message: `The stop location of this backup is unknown. ${reason} Without the WAL up to its end, the backup cannot be restored.`,
      hint: 'Copy pg_control again from the original backup, or use another backup.',
    };
  }
  return {
    message:
      'No file contains the stop location of this backup: its .backup file was not found, or the backup was never stopped and may still be running. ' +
      'The WAL itself has not been searched for the end yet. A restore needs all WAL up to there.',
    hint:
      'Verify the set to search the WAL. If the backup is still running, stop it with ' +
      `${stopFunction(args.version)}, in the session that started it unless it is exclusive. If it was stopped, add the WAL archive that holds its .backup file.`,
  };
}

export const CONTRADICTION_MESSAGES = {
  'label-history-mismatch': labelHistoryMismatch,
  'start-file-mismatch': (args) => ({
    message: `${fileMismatch(args, 'start')} One of the two was changed, or the assumed segment size is wrong.`,
    hint: 'Compare with the original file, and check the WAL segment size.',
  }),
  'stop-file-mismatch': (args) => ({
    message: `${fileMismatch(args, 'stop')} The location determines which WAL is needed; recovery never reads the name.`,
    hint: 'No action is needed for a restore. If other names differ too, check the WAL segment size.',
  }),
  'stop-sources-disagree': stopSourcesDisagree,
  'checkpoint-mismatch': checkpointMismatch,
  'never-stopped': neverStopped,
  'backup-canceled': (args) => ({
    message:
      `The server was shut down${args.atLocation} before this backup ended, which canceled the backup. ` +
      'Recovery stops with a PANIC at that point (“online backup was canceled, recovery cannot continue”), so this set cannot be restored.',
    hint: 'Use another backup, or take a new one.',
  }),
  'full-page-writes-off': (args) => ({
    message:
      `full_page_writes was off during this backup${args.atLocation}. Recovery cannot repair torn pages (copied while they ` +
      'were being written), so data may be silently damaged.',
    hint: 'Take the backup again with full_page_writes = on on the primary.',
  }),
  'missing-backup-end': (args) => ({
    message:
      `The WAL${args.fill((reached) => `, read up to ${reached},`, 'reached')} contains no backup-end record for this backup` +
      `${args.fill((stop) => ` (expected before ${stop})`, 'stop')}. ` +
      'Recovery would not reach a consistent state, so this set cannot be restored.',
    hint: 'Check that backup_label and WAL belong to the same backup. If the WAL ends early, add the WAL archive that holds the rest.',
  }),
} satisfies Record<string, Words>;
