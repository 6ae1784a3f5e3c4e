import { type FindingRun, type RunCode } from '../../model/findingRuns';
import { formatCount } from '../../ground/sizes';
import type { Args, Text } from './args';
import { visibleText } from '../visibleText';
import { NOTHING_TO_DO, systemReason } from './phrases';

/** What is wrong with several segments in a row: `what` follows their number, `why` their names. */
interface RunWords {
  readonly what: string;
  readonly why?: string;
  readonly hint?: string;
  /** Whether recovery stops at them; true if absent. */
  readonly isHarmless?: boolean;
}

const FETCH_ALL =
  'Get the segments from another copy of the WAL archive, from a standby or from the server itself. ' +
  'If no good copy is left, use another backup, and take a new one.';
const CHECK_COPY = 'into a separate directory and add that directory as a WAL archive.';
const ONE_COPY_EACH = 'Compare the copies, keep the good ones, and move the others out of the archive.';
const REFUSED = 'If restore_command delivers such a file, the server stops with a FATAL error.';

const RUNS: Record<RunCode, (args: Args) => RunWords> = {
  'empty-segment': (args) => ofWrongSize(args, 'are empty files'),
  'truncated-segment': (args) => ofWrongSize(args, `are truncated${sizes(args)}`),
  'wrong-size-segment': (args) => ofWrongSize(args, `have the wrong size${sizes(args)}`),
  'zeroed-segment': () => ({
    what: 'contain zeros instead of WAL',
    why: 'They were preallocated and never written, or their content was lost.',
  }),
  'invalid-page-header': () => ({
    what: 'have no valid WAL pages',
    why: 'The files are damaged or are not WAL.',
  }),
  'recycled-segment': () => ({
    what: 'are recycled files',
    why: 'They contain older WAL, because the server had renamed them for later use.',
  }),
  'misnamed-segment': () => ({
    what: 'have wrong names',
    why: 'Their first pages belong to other locations.',
    hint: `Find out which files were renamed or overwritten. ${FETCH_ALL}`,
  }),
  'foreign-segment': (args) => ({
    what:
      'belong to another database cluster' + args.fill((found) => ` (system identifier ${found})`, 'found'),
    hint: `${FETCH_ALL} If two servers write into one archive, give each server its own archive.`,
  }),
  'wrong-timeline': (args) => ({
    what:
      `contain WAL of ${args.fill((found) => `timeline ${found}`, 'found') || 'another timeline'}, ` +
      'but their names say otherwise',
  }),
  'wrong-version-segment': (args) => ({
    what: `were written by ${args.versionWords('found') ?? 'another version of PostgreSQL'}`,
    hint: 'After an upgrade, give the new server its own archive, and take a backup of it.',
  }),
  'incomplete-segment': () => ({ what: 'were copied before the server had finished writing them' }),
  'record-checksum-mismatch': () => ({
    what: 'contain WAL records that do not match their checksums',
    why: 'The files were damaged.',
  }),
  'broken-record-chain': () => ({
    what: 'break the chain of WAL records',
    why: 'What follows is not the WAL that belongs there.',
  }),
  'duplicate-segment': duplicates,
  'segment-checksum-mismatch': () => ({
    what: 'do not match the checksums in their names',
    why: 'The files were damaged or replaced after the tool had stored them. The tool may still pass them to recovery.',
    hint: 'Get the segments from another copy of the repository, from a standby or from the server itself.',
    isHarmless: true,
  }),
  'unreadable-compression': (args) => {
    const how = args.text('compression') ?? 'compressed';
    if (args.reason !== 'unsupported')
      return { what: 'cannot be decompressed', why: `The ${how} files are damaged or truncated.` };
    return {
      what: `are compressed with ${how}, which cannot be read here`,
      why: 'Their content was not checked.',
      hint: `To have them checked, decompress them ${CHECK_COPY}`,
      isHarmless: true,
    };
  },
  'encrypted-segment': (args) => ({
    what:
      args.reason === 'unknown'
        ? 'are neither WAL nor compressed as their names say: they are encrypted, or damaged'
        : 'are encrypted',
    why: 'Their content was not checked.',
    hint: `To have them checked, decrypt them ${CHECK_COPY}`,
    isHarmless: true,
  }),
  'unreadable-segment': (args) => ({
    what: `could not be read (${systemReason(args.reason)})`,
    why: 'Their content was not checked.',
    hint: 'Make the files readable for your user, then try again.',
    isHarmless: true,
  }),
  'unknown-wal-version': () => ({
    what: 'were written by a version of PostgreSQL that PostgreSQL Backup Inspector does not know',
    why: 'Their content was not checked.',
    hint: 'Look for a newer release of PostgreSQL Backup Inspector.',
    isHarmless: true,
  }),
};

/** A finding about neighboring segments in words: their number, and the whole names of the first and the last. */
export function runMessage({ code, first, last, count }: FindingRun, args: Args): Text {
  const { what, why, hint = FETCH_ALL, isHarmless = false } = RUNS[code](args);
  const names = `${visibleText(first)} to ${visibleText(last)}`;
  const cost = isHarmless ? '' : recoveryStops(args);
  return {
    message: [`${formatCount(count)} segments ${what}: ${names}.`, why, cost]
      .filter((text) => text !== undefined && text !== '')
      .join(' '),
    hint,
  };
}

function recoveryStops(args: Args): string {
  if (!args.isError) return '';
  return args.concernsSet
    ? 'Recovery stops at the first of them, before the end of the backup: with these files the set cannot be restored.'
    : 'Recovery from any older backup ends at the first of them, and later changes are not recovered.';
}

/** reason: own-wal, if they are harmless. */
function ofWrongSize({ reason }: Args, what: string): RunWords {
  if (reason !== 'own-wal') return { what, why: REFUSED };
  const why =
    'In a server’s own WAL directory this is normal: recovery treats it as the end of the WAL. It is a fault only if a set needs one of them.';
  return { what, why, hint: NOTHING_TO_DO, isHarmless: true };
}

function sizes(args: Args): string {
  const [size, expected] = [args.number('size'), args.number('expected')];
  if (size === undefined) return '';
  const instead = expected === undefined ? '' : ` instead of ${formatCount(expected)}`;
  return ` (${formatCount(size)} bytes${instead})`;
}

function duplicates(args: Args): RunWords {
  const good = args.text('good');
  switch (args.reason) {
    case 'not-compared':
      return {
        what: 'were found more than once',
        why: 'Identical copies do no harm, but these have not been compared yet.',
        hint: 'Verify the set to compare them.',
        isHarmless: true,
      };
    case 'not-comparable':
      return {
        what: 'were found more than once',
        why: 'One copy of each cannot be opened here, so it is unknown whether they are identical.',
        hint: 'Decompress or decrypt these copies elsewhere to have them compared, or move one copy of each out of the archive.',
        isHarmless: true,
      };
    case 'not-walked':
      return {
        what: 'have three or more copies here, which differ',
        why: 'The records of one copy of each were not read. A restore may succeed or fail, depending on the copies that restore_command uses.',
        hint: 'Move the copies that you do not need out of the archive, then verify again.',
        isHarmless: true,
      };
    case 'harmless':
      return {
        what: 'have copies that differ',
        why: 'This backup can be restored with either of them.',
        hint: 'No action is needed for this backup.',
        isHarmless: true,
      };
    case 'two-files':
      return {
        what: 'have two files each in the archive, with different checksums in their names',
        why: 'The backup tool restores neither of them, so recovery stops there.',
        hint:
          'Find out which server wrote the second files: two primaries may archive to the same place. Keep the files that ' +
          'belong to this cluster, and move the others out of the archive.',
        isHarmless: true,
      };
    default:
      return {
        what: args.reason === 'one-wrong' ? 'have copies that are not all good' : 'have copies that differ',
        why: 'A restore may succeed or fail, depending on the copies that restore_command uses.',
        hint:
          good === undefined
            ? ONE_COPY_EACH
            : `The good copy of the first is ${good}; those of the others are next to it. Move all other copies out of the archive.`,
        isHarmless: true,
      };
  }
}
