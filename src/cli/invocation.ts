import { parseArgs } from 'node:util';
import { parseSupportedVersion } from '../core/ground/versions';
import type { EvidenceLevel } from '../core/model/evidence';
import { parseSegmentSize } from '../core/wal/geometry';
import { type Command, isCommand, commandSpecOf } from './commandTable';
import { OPTIONS, type OptionName } from './options';

/** What stdout gets. */
export const FORMATS = ['text', 'json', 'markdown', 'junit', 'sarif', 'prometheus', 'nagios'] as const;

export type Format = (typeof FORMATS)[number];

type Values = ReturnType<typeof parseAll>['values'];

/** A parsed command line. */
export interface Invocation {
  readonly command: Command;
  readonly operands: readonly string[];
  readonly archiveDirectories: readonly string[];
  readonly format: Format;
  /** The same as the format `json`. */
  readonly json: boolean;
  readonly quiet: boolean;
  readonly level: EvidenceLevel;
  readonly segmentSize: number | undefined;
  readonly versionNum: number | undefined;
  /** The options of single commands, as they were given. */
  readonly values: Values;
}

export interface HelpWanted {
  readonly help: Command | 'all';
}

/** What is wrong with a command line, in one line. */
export class UsageError extends Error {}

/** The command of a command line, also of one that is otherwise wrong: options may come before it. */
export function commandIn(args: readonly string[]): Command | undefined {
  const { positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
    strict: false,
  });
  return positionals.find(isCommand);
}

/**
 * Parses a command line.
 * @throws {UsageError} if it is invalid
 */
export function readInvocation(args: readonly string[]): Invocation | HelpWanted | 'version' {
  const { values, positionals } = parse(args);
  const [command, ...operands] = positionals;
  if (values.help === true) return { help: command !== undefined && isCommand(command) ? command : 'all' };
  if (values.version === true) return 'version';
  if (command === undefined) throw new UsageError('a command is missing');
  if (!isCommand(command)) throw new UsageError(`unknown command “${command}”`);
  const { options, needs } = commandSpecOf(command);
  const names = Object.keys(values) as OptionName[];
  const foreign = names.find((name) => !options.includes(name));
  if (foreign !== undefined) throw new UsageError(`“${command}” does not support --${foreign}`);
  if (operands.length === 0 && needs !== undefined) throw new UsageError(`“${command}” needs ${needs}`);
  if (operands.includes('') || values.archive?.includes('') === true) throw new UsageError('a path is empty');
  const format = formatOf(values);
  return {
    command,
    operands,
    archiveDirectories: values.archive ?? [],
    format,
    json: format === 'json',
    quiet: values.quiet ?? false,
    level: levelOf(values.level),
    segmentSize: valueOf(
      'wal-segment-size',
      values['wal-segment-size'],
      parseSegmentSize,
      'a power of two from 1MB to 1GB',
    ),
    versionNum: valueOf(
      'server-version',
      values['server-version'],
      parseSupportedVersion,
      'a version from 9.0, such as 9.2, 15 or 150004',
    ),
    values,
  };
}

function parse(args: readonly string[]): ReturnType<typeof parseAll> {
  try {
    return parseAll(args);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(message.split(/\. |\n/)[0]);
  }
}

// Without a function of its own, the type of the result of parseArgs has no name.

function parseAll(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
}

function formatOf({ json, format }: Values): Format {
  if (format === undefined) return json === true ? 'json' : 'text';
  const known = FORMATS.find((name) => name === format);
  if (known === undefined)
    throw new UsageError(`--format must be one of ${FORMATS.join(', ')}, not “${format}”`);
  if (json === true && known !== 'json') throw new UsageError('--json and --format cannot be combined');
  return known;
}

function levelOf(text = 'records'): EvidenceLevel {
  if (text === 'names' || text === 'headers' || text === 'records') return text;
  throw new UsageError(`--level must be names, headers or records, not “${text}”`);
}

/**
 * The value of an option, read by `read`; undefined if it was not given.
 * @throws {UsageError} when it cannot be read; `wanted` says what it should be
 */
export function valueOf<T>(
  option: OptionName,
  text: string | undefined,
  read: (text: string) => T | undefined,
  wanted: string,
): T | undefined {
  if (text === undefined) return undefined;
  const value = read(text);
  if (value === undefined) throw new UsageError(`--${option} must be ${wanted}, not “${text}”`);
  return value;
}
