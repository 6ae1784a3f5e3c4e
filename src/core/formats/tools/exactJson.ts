import { JsonTokens } from '../jsonTokens';
import type { Parsed } from '../parsed';
import { lineAndColumn } from '../textInput';
import type { RawValue } from './keyValues';
import { toolProblem } from './toolProblem';

/** JSON in which no number loses digits: integers are bigint. */
export type ExactJson = null | boolean | number | bigint | string | readonly ExactJson[] | ExactObject;
export type ExactObject = ReadonlyMap<string, ExactJson>;

const DEEPEST = 32;

/** Reads one JSON value (UTF-8). A file that ends within the value is distinguished from one that is not JSON. */
export function parseExactJson(bytes: Uint8Array): Parsed<ExactJson> {
  const tokens = new JsonTokens(bytes);
  tokens.next();
  const value = readValue(tokens, 0);
  if (value !== undefined && tokens.next() === 'end') return { value, problems: [] };
  const cut = bytes.length > 0 && tokens.start >= bytes.length && tokens.kind !== 'number';
  const reason = bytes.length === 0 ? 'empty' : cut ? 'cut' : 'malformed';
  const problem = toolProblem(reason, cut ? bytes.length : undefined);
  return { value: undefined, problems: [{ ...problem, ...lineAndColumn(bytes, tokens.start) }] };
}

/** The members of an object that are single values, as text. */
export function scalarsOf(object: ExactObject): Map<string, RawValue> {
  const values = new Map<string, RawValue>();
  for (const [key, value] of object) {
    if (value !== null && typeof value !== 'object') values.set(key, { text: String(value) });
  }
  return values;
}

export function isExactObject(value: ExactJson | undefined): value is ExactObject {
  return value instanceof Map;
}

/** Starts at the value's first token, ends at its last. */
function readValue(tokens: JsonTokens, depth: number): ExactJson | undefined {
  if (depth > DEEPEST) return undefined;
  switch (tokens.kind) {
    case '{':
      return readObject(tokens, depth);
    case '[':
      return readList(tokens, depth);
    case 'string':
      return tokens.text();
    case 'number':
      return numberOf(tokens.text());
    case 'true':
    case 'false':
      return tokens.kind === 'true';
    case 'null':
      return null;
    default:
      return undefined;
  }
}

function readObject(tokens: JsonTokens, depth: number): ExactObject | undefined {
  const members = new Map<string, ExactJson>();
  if (tokens.next() === '}') return members;
  for (;;) {
    if (tokens.kind !== 'string') return undefined;
    const key = tokens.text();
    if (tokens.next() !== ':') return undefined;
    tokens.next();
    const value = readValue(tokens, depth + 1);
    if (value === undefined) return undefined;
    members.set(key, value);
    const next = tokens.next();
    if (next === '}') return members;
    if (next !== ',') return undefined;
    tokens.next();
  }
}

function readList(tokens: JsonTokens, depth: number): ExactJson[] | undefined {
  const items: ExactJson[] = [];
  if (tokens.next() === ']') return items;
  for (;;) {
    const value = readValue(tokens, depth + 1);
    if (value === undefined) return undefined;
    items.push(value);
    const next = tokens.next();
    if (next === ']') return items;
    if (next !== ',') return undefined;
    tokens.next();
  }
}

/** More digits than any real number has would only cost time. */
function numberOf(text: string): number | bigint {
  return /^-?\d{1,40}$/.test(text) ? BigInt(text) : Number(text);
}
