import type { CopyRequest } from './copyRequest';
import { walDirectoryName } from '../wal/walDirectory';
import { leaveOut, type LeftOut } from './leaveOut';
import { isWindowsPath, robocopyCommands } from './robocopy';
import { shellWord } from '../ground/shellWord';

export type CopyTool = 'rsync' | 'tar' | 'robocopy';

/** The tools that can copy a server's data directory, the better one first. */
export function copyToolsOf({ dataDirectory }: Pick<CopyRequest, 'dataDirectory'>): readonly CopyTool[] {
  return isWindowsPath(dataDirectory) ? ['robocopy'] : ['rsync', 'tar'];
}

/** The same commands as one line that can be typed into a shell; the exit codes of robocopy up to 7 mean success. */
export function copyLine(tool: CopyTool, request: CopyRequest): string {
  return copyCommands(tool, request).join(tool === 'robocopy' ? '; ' : ' && ');
}

/**
 * The shell's expansion if the target of the copy was not given: it stops with these words instead of copying anywhere.
 */
const ASK_FOR_TARGET = '"${COPY:?set COPY to the directory of the copy, without a slash at its end}"';

/** Links of the WAL directory lead into the running server, so it is never copied, but created empty. */
const PRIVATE_DIRECTORY = 'mkdir -p -m 700 --';

/**
 * The commands that copy a data directory and each of its tablespaces, one per line, for a POSIX shell (robocopy: for
 * PowerShell). A tablespace goes to `<copy>-tablespaces/<OID>`, beside the copy: inside it, recovery would find a
 * directory where it creates a link.
 */
export function copyCommands(tool: CopyTool, request: CopyRequest): readonly string[] {
  if (tool === 'robocopy') return robocopyCommands(request);
  const left = leaveOut(request.versionNum, request.exclusive);
  const copy = tool === 'rsync' ? rsync : tar;
  const wal = walDirectoryName(request.versionNum);
  return [
    `${PRIVATE_DIRECTORY} ${target(request)}`,
    copy(request, request.dataDirectory, target(request), left),
    `${PRIVATE_DIRECTORY} ${target(request, `/${wal}`)}`,
    ...request.tablespaces.flatMap(({ oid, location }) => {
      const to = target(request, `-tablespaces/${oid}`);
      return [
        `${PRIVATE_DIRECTORY} ${to}`,
        copy(
          request,
          location,
          to,
          left.filter(({ anywhere }) => anywhere),
        ),
      ];
    }),
  ];
}

function target({ target: path }: CopyRequest, below = ''): string {
  return path === undefined ? `${ASK_FOR_TARGET}${below}` : shellWord(`${withoutSlash(path)}${below}`);
}

function rsync({ host }: CopyRequest, from: string, to: string, left: readonly LeftOut[]): string {
  const excludes = left.map(({ pattern, contentsOnly, anywhere }) =>
    shellWord(`--exclude=${anywhere ? '' : '/'}${pattern}${contentsOnly ? '/*' : ''}`),
  );
  const folder = `${withoutSlash(from)}/`;
  // `-s` passes the name on as it is: the shell at the other end must not interpret it.
  const options = host === undefined ? ['-a'] : ['-a', '-s'];
  const source = host === undefined ? folder : `${host.includes(':') ? `[${host}]` : host}:${folder}`;
  return ['rsync', ...options, ...excludes, '--', shellWord(source), `${to}/`].join(' ');
}

function tar({ host }: CopyRequest, from: string, to: string, left: readonly LeftOut[]): string {
  const excludes = left.map(({ pattern, contentsOnly, anywhere }) =>
    shellWord(`--exclude=${anywhere ? '' : './'}${pattern}${contentsOnly ? '/*' : ''}`),
  );
  const pack = ['tar', '-c', ...excludes, '-f', '-', '-C', shellWord(from), '.'].join(' ');
  const source = host === undefined ? pack : `ssh -- ${shellWord(host)} ${shellWord(pack)}`;
  return `${source} | tar -x -p -f - -C ${to}`;
}

function withoutSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}
