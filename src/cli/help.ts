import { wrapText } from '../core/ground/wrapText';
import { type Command, COMMAND_NAMES, commandSpecOf } from './commandTable';
import { OPTIONS, type OptionName } from './options';

const PROGRAM = 'pg-backup-inspector';
const WIDTH = 100;

const EXIT_CODES = `Exit codes:
  0   every backup passed the check that was asked for; verify: all its WAL was read and is intact
      (a backup without data files passes too: there are none to check)
  1   something is incomplete or damaged
  2   wrong usage, a path that cannot be read, or an internal error
  3   nothing is wrong, but something cannot be determined, or no backup or archive was found
  (recover-to, diff and check give these numbers a meaning of their own; see their help)
`;

/** What `--help` prints without a command. */
export function generalHelp(): string {
  const rows = COMMAND_NAMES.flatMap((name) => {
    const { usage, summary } = commandSpecOf(name);
    return usage.map((operands, i): readonly [string, string] => [
      `${name} ${operands}`,
      i === 0 ? summary : '',
    ]);
  });
  return [
    `${PROGRAM}: find PostgreSQL physical backups, list the WAL that they need, and check whether they can be restored`,
    '',
    `Usage: ${PROGRAM} COMMAND [OPTIONS] …`,
    '',
    'Commands:',
    ...columns(rows),
    '',
    'PATH is the directory of a set, a label file, a .backup file, an archive, or a directory that contains any of these.',
    `“${PROGRAM} COMMAND --help” prints the options and examples of a command.`,
    '',
    'Options of all commands that read backups:',
    ...columns(
      optionRows(['archive', 'wal-segment-size', 'server-version', 'json', 'quiet', 'help', 'version']),
    ),
    '',
    EXIT_CODES,
  ].join('\n');
}

/** What `COMMAND --help` prints. */
export function commandHelp(command: Command): string {
  const { usage, summary, details = [], options, examples } = commandSpecOf(command);
  return [
    ...usage.map(
      (operands, i) => `${i === 0 ? 'Usage:' : '      '} ${PROGRAM} ${command} [OPTIONS] ${operands}`,
    ),
    '',
    ...[`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`, ...details].flatMap((text) =>
      wrapText(text, WIDTH),
    ),
    ...(options.length === 0 ? [] : ['', 'Options:', ...columns(optionRows([...options, 'help']))]),
    '',
    'Examples:',
    ...examples.map((line) => `  ${PROGRAM} ${line}`),
    '',
  ].join('\n');
}

function optionRows(names: readonly OptionName[]): (readonly [string, string])[] {
  return names.map((name) => {
    const option: { readonly short?: string; readonly value?: string; readonly text: string } = OPTIONS[name];
    const short = option.short === undefined ? '' : `-${option.short}, `;
    const value = option.value === undefined ? '' : ` ${option.value}`;
    return [`${short}--${name}${value}`, option.text];
  });
}

/** Two columns, the second broken into lines. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.min(34, Math.max(...rows.map(([left]) => left.length)));
  return rows.flatMap(([left, right]) => {
    const lines = right === '' ? [''] : wrapText(right, WIDTH - width - 4);
    const first = left.length > width ? [`  ${left}`] : [];
    return [
      ...first,
      ...lines.map((line, i) =>
        `  ${(i === 0 && first.length === 0 ? left : '').padEnd(width)}  ${line}`.trimEnd(),
      ),
    ];
  });
}
