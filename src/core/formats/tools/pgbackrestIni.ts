import type { Problem } from '../parsed';
import { sha1Hex } from '../sha1';
import { decodeText } from '../textInput';
import { type ExactJson, isExactObject, parseExactJson } from './exactJson';
import { toolProblem } from './toolProblem';

/** The `backup.info` of a thousand backups is a megabyte. */
export const LARGEST_INFO = 32 * 1024 * 1024;

export interface IniValue {
  /** JSON, as written. */
  readonly json: string;
  /** From 1. */
  readonly line: number;
}

/** One of pgBackRest's files: sections of `key=JSON`. */
export interface PgbackrestIni {
  readonly sections: ReadonlyMap<string, ReadonlyMap<string, IniValue>>;
  readonly problems: readonly Problem[];
}

/**
 * Reads one of pgBackRest's own files (`backup.info`, `archive.info`, a manifest) and checks its `backrest-checksum`:
 * the SHA-1 of all other sections and values as one JSON text (`infoLoad`, info.c).
 *
 * @param whole false if only the beginning of the file was read, which cannot be checked
 */
export function readPgbackrestIni(bytes: Uint8Array, whole = true): PgbackrestIni {
  const flaw = flawOf(bytes);
  if (flaw !== undefined) return { sections: new Map(), problems: [flaw] };
  const reader = new IniReader();
  const lines = decodeText(bytes.subarray(0, LARGEST_INFO)).split('\n');
  // After the last line end there is nothing, or a line that was cut.
  const rest = lines.pop() ?? '';
  for (const line of lines) reader.add(line);
  const problems = [...reader.problems];
  if (bytes.length > LARGEST_INFO) problems.push(toolProblem('too-large'));
  else if (whole) problems.push(...reader.check(rest !== '' ? bytes.length : undefined));
  return { sections: reader.sections, problems };
}

function flawOf(bytes: Uint8Array): Problem | undefined {
  if (bytes.length === 0) return toolProblem('empty');
  if (decodeText(bytes.subarray(0, 8)) === 'Salted__') return toolProblem('encrypted');
  return bytes.subarray(0, 4096).includes(0) ? toolProblem('binary') : undefined;
}

/** The members of a value that is an object. */
export function iniObject(json: string): ReadonlyMap<string, ExactJson> | undefined {
  const { value } = parseExactJson(new TextEncoder().encode(json));
  return isExactObject(value) ? value : undefined;
}

class IniReader {
  readonly sections = new Map<string, Map<string, IniValue>>();
  readonly problems: Problem[] = [];
  #section: Map<string, IniValue> | undefined;
  #sectionName = '';
  #line = 0;
  #pieces: string[] = [];
  #checksum: string | undefined;

  add(line: string): void {
    this.#line++;
    if (line === '') return;
    if (line.startsWith('[') && line.endsWith(']')) {
      this.#sectionName = line.slice(1, -1);
      this.#section = undefined;
      return;
    }
    const equals = line.indexOf('=');
    if (equals < 1 || this.#sectionName === '') {
      if (this.problems.length === 0) {
        this.problems.push({ ...toolProblem('malformed', line), line: this.#line, column: 1 });
      }
      return;
    }
    this.#addValue(line.slice(0, equals), line.slice(equals + 1));
  }

  /** @param cutAt the file's length in bytes if its last line has no end */
  check(cutAt: number | undefined): Problem[] {
    if (this.#checksum === undefined) return [toolProblem('cut', cutAt)];
    const text = `{${this.#pieces.join('')}${this.#pieces.length === 0 ? '' : '}'}}`;
    const matches = sha1Hex(new TextEncoder().encode(text)) === this.#checksum;
    return matches ? [] : [toolProblem('checksum')];
  }

  #addValue(key: string, json: string): void {
    if (this.#sectionName === 'backrest' && key === 'backrest-checksum') {
      this.#checksum = /^"([0-9a-f]{40})"$/.exec(json)?.[1] ?? '';
      return;
    }
    if (this.#section === undefined) {
      this.#section = this.sections.get(this.#sectionName) ?? new Map<string, IniValue>();
      this.sections.set(this.#sectionName, this.#section);
      this.#pieces.push(`${this.#pieces.length === 0 ? '' : '},'}"${this.#sectionName}":{`);
    } else this.#pieces.push(',');
    this.#pieces.push(`"${key}":${json}`);
    if (!this.#section.has(key)) this.#section.set(key, { json, line: this.#line });
  }
}
