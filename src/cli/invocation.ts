import { parseArgs } from 'node:util';
import type { EvidenceLevel } from '../core/model/evidence';
import { parseTimeline } from './values';
import { parseSupportedVersion } from '../core/ground/versions';
import { parseSegmentSize } from '../core/wal/geometry';

export type Command = 'list' | 'segments' | 'verify' | 'archive';

/** A parsed command line. */
export interface Invocation {
  readonly command: Command;
  readonly operands: readonly string[];
  readonly archiveDirectories: readonly string[];
  readonly json: boolean;
  readonly quiet: boolean;
  readonly only: 'missing' | 'present' | undefined;
  readonly level: EvidenceLevel;
  readonly files: boolean;
  readonly timeline: number | undefined;
  readonly segmentSize: number | undefined;
  readonly serverVersion: number | undefined;
}

/** What is wrong with a command line, in one line. */
export class UsageError extends Error {}

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
  archive: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
  missing: { type: 'boolean' },
  present: { type: 'boolean' },
  level: { type: 'string' },
  files: { type: 'boolean' },
  timeline: { type: 'string' },
  'wal-segment-size': { type: 'string' },
  'server-version': { type: 'string' },
} as const;

type OptionName = keyof typeof OPTIONS;

const COMMON: readonly OptionName[] = ['archive', 'json', 'quiet', 'wal-segment-size', 'server-version'];
const ALLOWED: Record<Command, readonly OptionName[]> = {
  list: COMMON,
  archive: COMMON,
  segments: [...COMMON, 'missing', 'present', 'timeline'],
  verify: [...COMMON, 'level', 'files'],
};

/**
 * Parses a command line.
 * @throws {UsageError} if it is invalid
 */
export function readInvocation(args: readonly string[]): Invocation | 'help' | 'version' {
  const { values, positionals } = parse(args);
  if (values.help === true) return 'help';
  if (values.version === true) return 'version';
  const [command, ...operands] = positionals;
  if (command === undefined) throw new UsageError('a command is missing');
  if (!isCommand(command)) throw new UsageError(`unknown command “${command}”`);
  const names = Object.keys(values) as OptionName[];
  const foreign = names.find((name) => !ALLOWED[command].includes(name));
  if (foreign !== undefined) throw new UsageError(`“${command}” does not support --${foreign}`);
  if (operands.length === 0) throw new UsageError(`“${command}” needs a path`);
  if (operands.includes('') || values.archive?.includes('') === true) throw new UsageError('a path is empty');
  return {
    command,
    operands,
    archiveDirectories: values.archive ?? [],
    json: values.json ?? false,
    quiet: values.quiet ?? false,
    only: onlyOf(values.missing, values.present),
    level: levelOf(values.level),
    files: values.files ?? false,
    timeline: valueOf('timeline', values.timeline, parseTimeline, 'a number from 1'),
    segmentSize: valueOf(
      'wal-segment-size',
      values['wal-segment-size'],
      parseSegmentSize,
      'a power of two from 1MB to 1GB',
    ),
    serverVersion: valueOf(
      'server-version',
      values['server-version'],
      parseSupportedVersion,
      'a version from 9.0, such as 9.2, 15 or 150004',
    ),
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

function isCommand(text: string): text is Command {
  return Object.hasOwn(ALLOWED, text);
}

function onlyOf(missing: boolean | undefined, present: boolean | undefined): Invocation['only'] {
  if (missing === true && present === true)
    throw new UsageError('--missing and --present cannot be combined');
  if (missing === true) return 'missing';
  return present === true ? 'present' : undefined;
}

function levelOf(text = 'records'): EvidenceLevel {
  if (text === 'names' || text === 'headers' || text === 'records') return text;
  throw new UsageError(`--level must be names, headers or records, not “${text}”`);
}

function valueOf(
  option: OptionName,
  text: string | undefined,
  read: (text: string) => number | undefined,
  wanted: string,
): number | undefined {
  if (text === undefined) return undefined;
  const value = read(text);
  if (value === undefined) throw new UsageError(`--${option} must be ${wanted}, not “${text}”`);
  return value;
}
