import type { Args, Text, Words } from './args';
import { stopFunction } from './phrases';

/** field: what is told differently; label, history: the two values. */
function labelHistoryMismatch(args: Args): Text {
  const field = args.text('field') ?? 'a value';
  const values = args.fill((label, history) => `: ${label} and ${history}`, 'label', 'history');
  return {
    message:
      `The label and the backup history file disagree on ${field}${values}. One of them belongs to another backup ` +
      'or was changed, so it is not certain which WAL this set needs.',
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

/** source, lsn and otherSource, other: who says what. */
function stopSourcesDisagree(args: Args): Text {
  const told = args.fill(
    (source, lsn, otherSource, other) => `: ${lsn} by the ${source}, ${other} by the ${otherSource}`,
    'source',
    'lsn',
    'otherSource',
    'other',
  );
  return {
    message:
      `The sources disagree on where this backup ends${told}. Files of different backups may be mixed up here, ` +
      'and it is not certain which WAL is needed.',
    hint: 'Find out which file belongs to another backup; until then trust the later location.',
  };
}

/** label, control: locations. */
function checkpointMismatch(args: Args): Text {
  const told = args.fill((label, control) => ` (label ${label}, pg_control ${control})`, 'label', 'control');
  return {
    message:
      `The checkpoint of the label does not fit the files of this set${told}. ` +
      'The label may belong to another backup, and recovery from it would damage data.',
    hint: 'Put the label of this very backup back, or use another backup.',
  };
}

/** version. */
function neverStopped(args: Args): Text {
  return {
    message:
      'It cannot be told where this backup ends: it was never stopped, is still running, or its stop was not recorded here. ' +
      'Without the WAL up to its stop it cannot be restored.',
    hint:
      `If it still runs, end it with ${stopFunction(args.version)}. If it ended, name the archive that holds its .backup file, ` +
      'or verify the set: the WAL itself tells where it ends.',
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
      `The WAL holds no record of this backup’s end${args.fill((stop) => ` (expected before ${stop})`, 'stop')}. ` +
      'Recovery would not reach a consistent state, so this set cannot be restored.',
    hint: 'Check that label and WAL belong to the same backup. If the WAL ends early, add the archive that holds the rest.',
  }),
} satisfies Record<string, Words>;
