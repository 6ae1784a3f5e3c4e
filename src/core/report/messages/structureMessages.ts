import type { Args, Text, Words } from './args';
import { ANOTHER_COPY, ANOTHER_DIRECTORY } from './phrases';
import { type ReasonWords, reasonWords } from './reasons';

/** What is wrong with a file of which the server checks form and checksum. */
const PROBLEMS = new Map([
  ['size', 'its size is not one that a server writes'],
  ['magic', 'it is not such a file'],
  ['count', 'it says that it has more entries than it can have'],
  ['checksum', 'it does not match its own checksum'],
]);

/**
 * name; problem: see above; found: the version in a database's PG_VERSION; reason: relation-map, database-version,
 * two-phase, two-phase-lost (a server of this version drops the file), slot, origin.
 */
function damagedStateFile(args: Args): Text {
  const name = args.text('name') ?? 'A state file';
  const problem = PROBLEMS.get(args.text('problem') ?? '') ?? 'it cannot be used';
  const damaged = `${name} is damaged: ${problem}.`;
  switch (args.reason) {
    case 'relation-map': {
      const cost = name.startsWith('global/') ? 'any database' : 'this database';
      return { message: `${damaged} A server cannot open ${cost} with it.`, hint: ANOTHER_COPY };
    }
    case 'database-version': {
      const found = args.versionWords('found');
      const what = found === undefined ? 'does not contain a version of PostgreSQL' : `is that of ${found}`;
      return { message: `${name} ${what}. A server cannot open this database.`, hint: ANOTHER_COPY };
    }
    case 'two-phase-lost':
      return {
        message: `${damaged} A server of this version removes the file with a warning, and the prepared transaction is lost.`,
        hint: ANOTHER_COPY,
      };
    case 'slot':
      return {
        message: `${damaged} A server that finds this replication slot does not start.`,
        hint:
          'Remove the directory of the slot from the restored directory, as the restore steps do. A restored server ' +
          'should not keep the slots of the original one anyway.',
      };
    default:
      return { message: `${damaged} A server does not start with it.`, hint: ANOTHER_COPY };
  }
}

const MISSING: ReasonWords<
  'all' | 'map' | 'database-map' | 'database-version' | 'slot' | 'log' | 'log-hole'
> = {
  all: () => '',
  map: () => 'Without it a server cannot open any database of this set.',
  'database-map': () => 'Without it a server cannot open this database.',
  'database-version': () => 'Without it a server cannot open this database.',
  slot: () => 'A server that finds a replication slot without its state does not start.',
  log: () => 'A server reads it when recovery ends, and does not start without it.',
  'log-hole': () =>
    'Older and newer files are there. Rows whose transactions are recorded in it cannot be read.',
};

/**
 * name; size, needed: bytes; reason: map, database-map, database-version, slot, all (a directory without any of its
 * files), log, log-cut (too short for the page that is needed), log-hole.
 */
function missingFile(args: Args): Text {
  const name = args.text('name') ?? 'A file';
  if (args.reason === 'all') {
    return {
      message: `The directory ${name} is empty. A server does not start from this set, or silently loses rows.`,
      hint: ANOTHER_DIRECTORY,
    };
  }
  if (args.reason === 'log-cut') {
    const bytes = args.fill(
      (size, needed) => ` (${size} bytes, at least ${needed} are needed)`,
      'size',
      'needed',
    );
    return {
      message: `${name} is truncated${bytes}. A server reads the missing page when recovery ends, and does not start without it.`,
      hint: ANOTHER_COPY,
    };
  }
  const hint =
    args.reason === 'slot'
      ? 'Remove the directory of the slot from the restored directory, as the restore steps do.'
      : ANOTHER_COPY;
  return { message: `${name} is missing. ${reasonWords(MISSING, args, '')}`.trim(), hint };
}

/** name; target; reason: wal (needed, unneeded), tablespace, shared (another data directory has the same), directory. */
function linkOutOfCopy(args: Args): Text {
  const name = args.text('name') ?? 'A directory';
  const link = `${name} is a link to ${args.text('target') ?? 'a directory'} outside of this copy`;
  const danger =
    'The linked directory is not part of this backup. If the original server still uses it, a restored server on the same host would write into that server’s files.';
  if (args.reason === 'wal') {
    return {
      message: args.isError
        ? `${link}. ${danger} The WAL that this set needs is only there.`
        : `${link}. ${danger}`,
      hint: args.isError
        ? 'Copy the needed WAL into an archive or into a real directory in the set. When you restore, replace the link with an empty directory.'
        : 'When you restore, replace the link with an empty directory, as the restore steps do.',
    };
  }
  const also = args.fill((other) => ` The data directory ${other} uses the same files.`, 'other');
  return {
    message: `${link}. ${danger}${also}`,
    hint: 'Use another copy of this backup in which the files themselves are. Make sure that the next copy contains what its links lead to.',
  };
}

/** name, found, stop: locations; count, files; reason: stop, recovery-point (the copy of a standby). */
function copiedAfterStop(args: Args): Text {
  const name = args.text('name') ?? 'A file';
  const found = args.fill((lsn) => ` (${lsn})`, 'found');
  const standby = args.reason === 'recovery-point';
  const end = standby ? 'the recovery point in the copied pg_control' : 'the end of this backup';
  const stop = args.fill((lsn) => ` (${lsn})`, 'stop');
  return {
    message:
      `${name} has a page that was changed${found} after ${end}${stop}: the file was copied too late. ` +
      'Recovery believes that the data are consistent too early, and tables and indexes may contradict each other.',
    hint: standby
      ? 'Take the backup again. Copy pg_control last when you copy a standby.'
      : 'Take the backup again, and stop it only after everything was copied.',
  };
}

export const STRUCTURE_MESSAGES = {
  'link-out-of-copy': linkOutOfCopy,
  'copied-after-stop': copiedAfterStop,
  'missing-file': missingFile,
  'damaged-state-file': damagedStateFile,
} satisfies Record<string, Words>;
