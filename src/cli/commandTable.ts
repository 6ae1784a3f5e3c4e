import { COMMON, type OptionName } from './options';

/** What the command line says of a command; `run.ts` has what does it. */
export interface CommandSpec {
  /** What follows the name, one line for each form. */
  readonly usage: readonly string[];
  readonly summary: string;
  /** More sentences for the command's own help. */
  readonly details?: readonly string[];
  /** What an operand is called if none is given; absent if none is needed. */
  readonly needs?: string;
  readonly options: readonly OptionName[];
  readonly examples: readonly string[];
}

const FORMAT: readonly OptionName[] = ['format', 'textfile'];

/** Every command, in the order in which `--help` lists them. */
export const COMMAND_TABLE = {
  list: {
    usage: ['PATH...'],
    summary: 'list backup sets and WAL archives, from file names and first pages',
    needs: 'a path',
    options: [...COMMON, ...FORMAT],
    examples: ['list /srv/backups', 'list --format markdown /srv/backups'],
  },
  segments: {
    usage: ['PATH...', 'START STOP'],
    summary: 'list the WAL segments that sets need, one per line; or compute them between two WAL locations',
    needs: 'a path',
    options: [...COMMON, 'missing', 'present', 'timeline'],
    examples: [
      'segments --missing /srv/backups/monday',
      'segments 2/FB000020 3/2000000 --timeline 1 --server-version 9.1',
    ],
  },
  verify: {
    usage: ['PATH...'],
    summary: 'read the WAL of sets and archives, to check whether they can be restored',
    needs: 'a path',
    options: [...COMMON, ...FORMAT, 'level', 'files'],
    examples: [
      'verify /srv/backups/monday --archive /srv/archive',
      'verify --files --format junit /srv/backups > backups.xml',
    ],
  },
  archive: {
    usage: ['PATH...'],
    summary: 'show timelines, ranges, gaps and recovery windows of archives',
    needs: 'a path',
    options: COMMON,
    examples: ['archive /srv/archive'],
  },
  'recover-to': {
    usage: ['TARGET PATH...'],
    summary: 'say whether recovery to a target is possible, from which set and with which WAL',
    details: [
      'TARGET is a time (“2026-11-22 14:00:00+01”), an LSN (2/FB000020), the name of a restore point, “xid:12345”, “latest” or “immediate”. “before ” in front of a time, an LSN or an xid stops just before it. “name:” before a name that looks like something else makes it a name.',
      'Sets and archives that could change the answer are verified first (every WAL record is read); with --level headers or names nothing more is read, and the answer is at most “perhaps”.',
      'Exit code: 0 yes, 1 no, 3 perhaps or not known. If the paths hold backups of several servers, the worst answer counts.',
    ],
    needs: 'a target and a path',
    options: [...COMMON, 'level', 'exact'],
    examples: [
      'recover-to "2026-11-22 14:00:00+01" /srv/backups /srv/archive',
      'recover-to latest /srv/backups --archive /srv/archive --exact',
    ],
  },
  windows: {
    usage: ['PATH...'],
    summary: 'list the recovery windows and the latest recovery point of each archive',
    needs: 'a path',
    options: [...COMMON, 'level'],
    examples: ['windows /srv/backups /srv/archive'],
  },
  'restore-steps': {
    usage: ['SET'],
    summary: 'print the steps of a restore of a set as a script with comments; nothing is run',
    details: ['SET is the directory of a set, or a directory that holds exactly one.'],
    needs: 'a set',
    options: [...COMMON, 'target'],
    examples: [
      'restore-steps /srv/backups/monday --archive /srv/archive',
      'restore-steps /srv/backups/monday --archive /srv/archive --target "2026-11-22 14:00:00+01"',
    ],
  },
  obsolete: {
    usage: ['ARCHIVE...'],
    summary: 'list the files of archives that are not needed if some sets are kept; nothing is removed',
    details: [
      'Name the sets’ directories too if they are outside the archive; only archives are listed. Without --json, stdout has one file name per line and nothing else.',
    ],
    needs: 'an archive',
    options: [...COMMON, 'keep', 'keep-set'],
    examples: [
      'obsolete --keep 2 /srv/archive /srv/backups',
      'obsolete --keep-set /srv/backups/monday /srv/archive /srv/backups',
    ],
  },
  complete: {
    usage: ['SET'],
    summary: 'copy the WAL that a set needs into its own directory; prints the plan unless --yes is given',
    details: ['Existing files are never replaced. Each file is verified before it gets its name.'],
    needs: 'a set',
    options: [...COMMON, 'yes'],
    examples: [
      'complete /srv/backups/monday --archive /srv/archive',
      'complete /srv/backups/monday --archive /srv/archive --yes',
    ],
  },
  check: {
    usage: ['PATH...'],
    summary: 'check backups for a monitoring system: one line with performance data',
    details: [
      'Exit code: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, as monitoring plugins end. Wrong usage is UNKNOWN.',
      'Ages and times are written 90s, 15min, 26h, 7d or 2w.',
      'With --connection, what the server calls archived has to be in the archives, whole and under its name. A connection string is “host=db1 user=monitor” or “postgresql://monitor@db1/postgres”; what it lacks comes from libpq’s environment, and the password from the password file. It must not contain a password.',
    ],
    needs: 'a path',
    options: [
      ...COMMON,
      ...FORMAT,
      'level',
      'max-backup-age',
      'max-rpo',
      'min-window',
      'require',
      'connection',
      'max-ready',
      'max-archive-lag',
      'max-slot-wal',
    ],
    examples: [
      'check --max-backup-age 26h --max-rpo 15min --min-window 7d /srv/backups /srv/archive',
      'check --connection "host=db1 user=monitor" --max-archive-lag 64MB /srv/backups /srv/archive',
    ],
  },
  diff: {
    usage: ['OLD.json NEW.json'],
    summary: 'compare two reports that --json wrote: what got better, what got worse',
    details: ['Exit code: 0 nothing got worse, 1 something did.'],
    needs: 'two reports',
    options: ['json', 'quiet'],
    examples: ['diff yesterday.json today.json'],
  },
  explain: {
    usage: ['CODE...'],
    summary: 'explain a finding: what it means, what it costs, what to do',
    needs: 'the code of a finding',
    options: ['json'],
    examples: ['explain recycled-segment'],
  },
  mcp: {
    usage: ['--root DIR'],
    summary: 'answer AI agents on stdin and stdout by the Model Context Protocol; nothing is written',
    details: [
      'Only backups below the roots can be read. Texts from backups, such as labels, reach the agent marked as data.',
    ],
    options: ['root', 'archive', 'wal-segment-size', 'server-version'],
    examples: ['mcp --root /srv/backups --root /srv/archive'],
  },
  completion: {
    usage: ['bash|zsh|fish'],
    summary: 'print a script that completes commands and options in a shell',
    needs: 'the name of a shell',
    options: [],
    examples: ['completion bash > /etc/bash_completion.d/pg-backup-inspector'],
  },
} as const satisfies Record<string, CommandSpec>;

export type Command = keyof typeof COMMAND_TABLE;

/** A command by its name. */
export function commandSpecOf(command: Command): CommandSpec {
  return COMMAND_TABLE[command];
}

export function isCommand(text: string): text is Command {
  return Object.hasOwn(COMMAND_TABLE, text);
}

export const COMMAND_NAMES = Object.keys(COMMAND_TABLE).filter(isCommand);
