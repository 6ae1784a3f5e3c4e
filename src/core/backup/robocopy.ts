import type { CopyRequest } from './copyRequest';
import { walDirectoryName } from '../wal/walDirectory';
import { leaveOut, type LeftOut } from './leaveOut';
import { powerShellWord } from '../ground/powerShellWord';

/**
 * Whether a path of a server is a Windows path: then its shell is PowerShell, and neither rsync nor tar is available.
 */
export function isWindowsPath(path: string): boolean {
  return /^(?:[A-Za-z]:[\\/]|\\\\)/.test(path);
}

/** A server of 9.5 or later creates its links from tablespace_map; older ones need them in the copy. */
const PG_9_5 = 90500;

/** Everything below, no links, and two attempts per file instead of a million. */
const OPTIONS = '/E /XJ /R:2 /W:1 /NP';

/**
 * The commands that copy a data directory of Windows and its tablespaces, one per line, for PowerShell on the server's
 * machine. robocopy skips excluded directories completely, so those that a server needs empty are created. If the
 * target of the copy was not given (or only as a directory of another machine) they stop with a message.
 */
export function robocopyCommands(request: CopyRequest): readonly string[] {
  const { versionNum, exclusive, dataDirectory, tablespaces, host } = request;
  const target = host === undefined ? request.target : undefined;
  const left = leaveOut(versionNum, exclusive);
  const anywhere = left.filter((each) => each.anywhere);
  const to = (below = ''): string =>
    target === undefined ? `"$COPY${below}"` : powerShellWord(`${folderOf(target)}${below}`);
  const empty = [walDirectoryName(versionNum), ...left.filter(isEmptied).map(({ pattern }) => pattern)];
  return [
    ...(target === undefined
      ? [`if (-not $COPY) { throw 'set $COPY to the directory of the copy, without a backslash at its end' }`]
      : []),
    robocopy(dataDirectory, to(), left),
    `New-Item -ItemType Directory -Force -Path ${empty.map((name) => to(`\\${name}`)).join(', ')} | Out-Null`,
    ...tablespaces.flatMap(({ oid, location }) => [
      robocopy(location, to(`-tablespaces\\${oid}`), anywhere),
      ...(versionNum < PG_9_5 ? [junction(to(`\\pg_tblspc\\${oid}`), location)] : []),
    ]),
  ];
}

function isEmptied({ contentsOnly }: LeftOut): boolean {
  return contentsOnly;
}

function robocopy(from: string, to: string, left: readonly LeftOut[]): string {
  const source = folderOf(from);
  const name = ({ pattern, anywhere }: LeftOut): string =>
    powerShellWord(anywhere ? pattern : `${source}\\${pattern}`);
  // A name does not show whether it is a file or a directory, and excluding both does no harm.
  const names = left.map(name).join(' ');
  return `robocopy ${powerShellWord(source)} ${to} ${OPTIONS} /XD ${names} /XF ${names}`;
}

function junction(path: string, location: string): string {
  return `New-Item -ItemType Junction -Path ${path} -Target ${powerShellWord(folderOf(location))} | Out-Null`;
}

/**
 * With backslashes, and none at the end: before a quote that PowerShell adds it would be taken for an escape. Nor with
 * a double quote, which no name on Windows contains: PowerShell does not escape it for a program, so the rest would
 * become options.
 */
function folderOf(path: string): string {
  const folder = path.replaceAll('"', '').replaceAll('/', '\\').replace(/\\+$/, '');
  return /^[A-Za-z]:$/.test(folder) ? `${folder}\\.` : folder;
}
