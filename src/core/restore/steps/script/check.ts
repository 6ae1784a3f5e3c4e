import { shellQuote } from '../../../ground/shellWord';
import { formatMajorVersion } from '../../../ground/versions';
import type { RestoreStep } from '../../types';
import type { RestoreFacts } from '../facts';
import type { RecoveryPlan } from '../settings';
import { step } from './step';
import { backupDirectory, isSought, soughtTablespaces } from './paths';
import { programsOfTool, hasOwnFormat } from './tool';
import { programName, unpacker } from '../unpackers';
import { walPrograms } from '../walScript';

/** Room for WAL beside the copy, in kilobytes: three segments of the usual size. */
const ROOM_FOR_WAL = 48 * 1024;

/** Everything that can be found out before anything is written. A shell that is not bash ends here. */
export function checkStep(facts: RestoreFacts, { version, standalone }: RecoveryPlan): RestoreStep {
  const text = [
    'Nothing is written before all of this holds. The programs must be those of the backup’s server version.',
    'To replace a broken server, stop it and move its data directory aside instead of emptying it. Its pg_wal (pg_xlog up to 9.6) may hold the newest WAL, which was never archived.',
  ];
  const archives = standalone ? [] : facts.archives;
  return step('Check first', text, [
    '[ -n "${BASH_VERSION-}" ] || { echo "Run these steps with bash." >&2; exit 1; }',
    'set -euo pipefail',
    'cd /',
    'export LC_ALL=C',
    'unset PGDATA PGHOST PGHOSTADDR PGSERVICE PGOPTIONS',
    "made=''",
    'stop() { printf \'Stopped: %s\\n\' "$*" >&2; exit 1; }',
    `trap '[ $? -eq 0 ] || [ -z "$made" ] || echo "Not restored. Backup and archive are unchanged. Before another try, stop the server (pg_ctl stop -m immediate -D $data) if it runs, and remove:$made" >&2' EXIT`,
    'is_root() { [ "$(id -u)" -eq 0 ]; }',
    'as_owner() { if is_root; then runuser -u "$owner" -- "$@"; else "$@"; fi; }',
    ...programChecks(facts, version),
    ...soughtChecks(facts),
    ...placeChecks(facts),
    ...sourceChecks(facts),
    ...archives.flatMap(({ path }) => archiveCheck(path)),
    'if (: < "/dev/tcp/localhost/$port") 2> /dev/null; then stop "port $port is in use: set another one"; fi',
  ]);
}

function programChecks(facts: RestoreFacts, version: number): string[] {
  const { set, tars, chainTars = [], archives, chain } = facts;
  const tarFiles = [...tars, ...chainTars.flat()];
  const programs = new Set([
    'pg_ctl',
    ...programsOfTool(set),
    ...(set.kind === 'incremental' && !hasOwnFormat(set) && chain !== undefined ? ['pg_combinebackup'] : []),
    ...(tarFiles.length > 0 ? ['tar'] : []),
    ...tarFiles.flatMap(({ suffix }) => unpacker(suffix) ?? []).map(programName),
    ...walPrograms(archives),
  ]);
  const name = formatMajorVersion(version);
  const places = `/usr/lib/postgresql/${name}/bin:/usr/pgsql-${name}/bin:$PATH`;
  const known = set.versionNum !== undefined;
  return [
    'is_root && { command -v runuser > /dev/null && id "$owner" > /dev/null || stop "running as root requires runuser and an existing user $owner"; }',
    ...(known
      ? [
          `right_version() { case $(postgres --version 2> /dev/null) in *') ${name}'[.a-z]*) ;; *) return 1 ;; esac; }`,
          `right_version || PATH="${places}"`,
          `right_version || stop "the programs of PostgreSQL ${name} are not on the PATH"`,
        ]
      : []),
    `for program in ${[...programs].join(' ')}; do command -v "$program" > /dev/null || stop "$program is not on the PATH"; done`,
  ];
}

/** The directories that the restore makes, as words of the shell. */
export function newDirectories({
  tablespaces,
  createdTablespaces = [],
}: Pick<RestoreFacts, 'tablespaces' | 'createdTablespaces'>): string {
  const own = ['"$data"', ...tablespaces.map(({ oid }) => `"$tablespace_${oid}"`)];
  return [...own, ...createdTablespaces.map((path) => shellQuote(path))].join(' ');
}

/** pg_ctl hands the path to a shell between double quotes (`start_postmaster`, pg_ctl.c). */
function placeChecks(facts: RestoreFacts): string[] {
  const kept = [...sourceWords(facts), ...facts.archives.map(({ path }) => shellQuote(path))];
  return [
    `for directory in ${newDirectories(facts)}; do`,
    '  case $directory in /*) ;; *) stop "$directory is not a path from the root" ;; esac',
    '  case $directory in *[\\"\\$\\`\\\\]*) stop "pg_ctl cannot start a server in $directory: choose another name" ;; esac',
    ...(kept.length > 0
      ? [
          `  for kept in ${kept.join(' ')}; do`,
          '    case $directory/ in "$kept"/*) stop "$directory is inside $kept, which must stay as it is" ;; esac',
          '  done',
        ]
      : []),
    '  if [ ! -e "$directory" ] && [ ! -L "$directory" ]; then continue; fi',
    '  [ -d "$directory" ] || stop "$directory is not a directory"',
    '  content=$(ls -A "$directory")',
    '  [ -z "$content" ] || stop "$directory is not empty: choose another place"',
    'done',
  ];
}

/** What the steps copy, as words of the shell. */
export function sourceWords(facts: RestoreFacts): string[] {
  const { set, chain = [], tars, chainTars = [] } = facts;
  if (hasOwnFormat(set)) return [];
  const directories = chain.flatMap((one, i) => {
    const packed = (chainTars[i] ?? []).map(({ path }) => shellQuote(path));
    return packed.length > 0 ? packed : [shellQuote(one.files.dataDirectory ?? one.path)];
  });
  const own = backupDirectory(facts) === undefined && !isSought(facts) ? [] : ['"$backup"'];
  const sought = soughtTablespaces(facts).map(({ oid }) => `"$tablespace_${oid}_from"`);
  return [...directories, ...own, ...tars.map(({ path }) => shellQuote(path)), ...sought];
}

/** Places that only the reader knows. */
function soughtChecks(facts: RestoreFacts): string[] {
  return [
    ...(isSought(facts) ? ['[ -d "$backup" ] || stop "set backup to the copy of the data directory"'] : []),
    ...soughtTablespaces(facts).map(
      ({ oid }) =>
        `[ -d "$tablespace_${oid}_from" ] || stop "tablespace_${oid}_from is not a directory: set it to the copy of the tablespace"`,
    ),
  ];
}

function sourceChecks(facts: RestoreFacts): string[] {
  const sources = sourceWords(facts);
  if (sources.length === 0) return [];
  return [
    `for source in ${sources.join(' ')}; do`,
    '  [ -r "$source" ] || stop "$source cannot be read by $(id -un)"',
    '  unreadable=$(find -H "$source" ! -type l ! -readable -print -quit 2> /dev/null || true)',
    '  [ -z "$unreadable" ] || stop "$(id -un) may not read $unreadable: change the permissions, or run the steps as root"',
    'done',
  ];
}

/** The server gets the WAL itself, so its user needs the right to read. */
function archiveCheck(path: string): string[] {
  const word = shellQuote(path);
  return [
    `as_owner test -d ${word} && as_owner test -r ${word} && as_owner test -x ${word} || stop "the server’s user cannot read the archive" ${word}`,
  ];
}

/** Creates the directories, with the mode that a server demands, and looks for space. */
export function directoriesStep(facts: RestoreFacts, walName: string): RestoreStep {
  const sources = sourceWords(facts);
  const room =
    sources.length === 0
      ? []
      : [
          `needed=$(du -skH ${sources.join(' ')} | awk '{ sum += $1 } END { print sum + ${ROOM_FOR_WAL} }')`,
          'free=$(df -Pk "$data" | awk \'NR == 2 { print $4 }\')',
          '[ "$free" -ge "$needed" ] || stop "$data has $free kB of free space, and the backup needs $needed kB"',
        ];
  const text = [
    'A server requires mode 700 for its data directory (from 11 on, 750 is allowed too).',
    ...(facts.tars.length > 0
      ? ['Unpacked, the files need more space than the tars that are measured here.']
      : []),
  ];
  if (facts.createdTablespaces !== undefined)
    text.push(
      'The WAL of this backup creates tablespaces at fixed places. Recovery needs these directories, and they must be empty: on a host where another server uses them, do not restore this backup.',
    );
  return step('Create the directories', text, [
    `for directory in ${newDirectories(facts)}; do`,
    '  (umask 022; mkdir -p "$directory")',
    '  chmod 700 "$directory"',
    '  made="$made $(printf %q "$directory")"',
    '  ! is_root || chown "$owner" "$directory"',
    'done',
    ...room,
    `wal="$data/${walName}"`,
  ]);
}
