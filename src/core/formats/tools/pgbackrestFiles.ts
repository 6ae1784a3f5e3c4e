import type { Problem } from '../parsed';
import { Sha1 } from '../sha1';
import { decodeText } from '../textInput';
import { toolProblem } from './toolProblem';

/** How pgBackRest compresses files, by the suffix that it gives them. */
export type PgbackrestCompression = 'none' | 'gz' | 'lz4' | 'zst' | 'bz2';

/** One file of a backup: where and how the manifest says it is stored in the repository. */
export interface PgbackrestFile {
  /** Below the backup's directory: `pg_data/base/5/1259`, `pg_tblspc/16384/…`. */
  readonly path: string;
  /** Bytes of the content. */
  readonly size: number;
  /** SHA-1 of the content; undefined for an empty file. */
  readonly checksum: string | undefined;
  /** Bytes in the repository, if known. */
  readonly storedSize: number | undefined;
  /** Label of the earlier backup that contains it; undefined if this one does. */
  readonly reference: string | undefined;
  /** The file below `bundle/` that contains it together with others, and where in it. */
  readonly bundle: { readonly id: number; readonly offset: number } | undefined;
  /** Only the changed blocks are stored (2.46 and later). */
  readonly isBlocks: boolean;
}

/** The manifest except for its files. */
export interface PgbackrestManifest {
  readonly compression: PgbackrestCompression | undefined;
  readonly systemIdentifier: bigint | undefined;
  readonly problems: readonly Problem[];
}

const COMPRESSIONS: readonly PgbackrestCompression[] = ['none', 'gz', 'lz4', 'zst', 'bz2'];

/**
 * Reads a `backup.manifest` except for its files, and compares it with its own checksum (`infoLoad`, info.c): the SHA-1
 * of all sections as one JSON text. None of it is kept in memory, as it may list a million files.
 */
export function readPgbackrestManifest(bytes: Uint8Array): PgbackrestManifest {
  const problem = flawOf(bytes);
  if (problem !== undefined)
    return { compression: undefined, systemIdentifier: undefined, problems: [problem] };
  const sum = new Checksum();
  const options = new Map<string, unknown>();
  for (const { section, key, json } of valuesOf(bytes)) {
    sum.add(section, key, json);
    if (section === 'backup:option' || section === 'backup:db') options.set(key, valueOf(json));
  }
  const name = options.get('option-compress-type');
  const old = options.get('option-compress') === true ? 'gz' : 'none';
  const identifier = options.get('db-system-id');
  return {
    compression: name === undefined ? old : COMPRESSIONS.find((known) => known === name),
    systemIdentifier: typeof identifier === 'bigint' ? identifier : undefined,
    problems: sum.problems(),
  };
}

/** The files of a manifest, one after the other; a line that cannot be read yields its name. */
export function* pgbackrestFiles(bytes: Uint8Array): Generator<PgbackrestFile | string> {
  for (const { section, key, json } of valuesOf(bytes)) {
    if (section === 'target:file') yield fileOf(key, valueOf(json)) ?? key;
  }
}

interface Line {
  readonly section: string;
  readonly key: string;
  readonly json: string;
}

function* valuesOf(bytes: Uint8Array): Generator<Line> {
  let section = '';
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at);
    // A last line without its end was cut.
    if (end < 0) return;
    const line = decodeText(bytes.subarray(at, end));
    at = end + 1;
    if (line.startsWith('[') && line.endsWith(']')) {
      section = line.slice(1, -1);
      continue;
    }
    // File names may contain the sign themselves, but here all values are objects.
    const equals =
      section.startsWith('target:') && !section.endsWith(':default') ? line.indexOf('={') : line.indexOf('=');
    if (equals > 0) yield { section, key: line.slice(0, equals), json: line.slice(equals + 1) };
  }
}

function valueOf(json: string): unknown {
  // System identifiers have more digits than a number can represent.
  if (/^\d{1,20}$/.test(json)) return BigInt(json);
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

function fileOf(path: string, value: unknown): PgbackrestFile | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = new Map(Object.entries(value));
  const size = countOf(fields.get('size'));
  if (size === undefined) return undefined;
  const checksum: unknown = fields.get('checksum');
  const reference: unknown = fields.get('reference');
  const bundle = countOf(fields.get('bni'));
  const isSum = typeof checksum === 'string' && /^[0-9a-f]{40}$/.test(checksum);
  if (size > 0 && !isSum) return undefined;
  return {
    path,
    size,
    checksum: isSum ? checksum : undefined,
    storedSize: countOf(fields.get('repo-size')),
    reference: typeof reference === 'string' ? reference : undefined,
    bundle: bundle === undefined ? undefined : { id: bundle, offset: countOf(fields.get('bno')) ?? 0 },
    isBlocks: fields.has('bims') || fields.has('bim'),
  };
}

function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function flawOf(bytes: Uint8Array): Problem | undefined {
  if (bytes.length === 0) return toolProblem('empty');
  if (decodeText(bytes.subarray(0, 8)) === 'Salted__') return toolProblem('encrypted');
  return bytes.subarray(0, 4096).includes(0) ? toolProblem('binary') : undefined;
}

/** The checksum over the values as pgBackRest joins them: `{"section":{"key":value,…},…}`. */
class Checksum {
  readonly #sum = new Sha1();
  readonly #encoder = new TextEncoder();
  #section: string | undefined;
  #expected: string | undefined;

  add(section: string, key: string, json: string): void {
    if (section === 'backrest' && key === 'backrest-checksum') {
      this.#expected = json;
      return;
    }
    if (section !== this.#section) {
      this.#update(`${this.#section === undefined ? '{' : '},'}"${section}":{`);
      this.#section = section;
    } else this.#update(',');
    this.#update(`"${key}":${json}`);
  }

  problems(): Problem[] {
    if (this.#expected === undefined) return [toolProblem('cut')];
    this.#update(this.#section === undefined ? '{}' : '}}');
    return `"${this.#sum.finish()}"` === this.#expected ? [] : [toolProblem('checksum')];
  }

  #update(text: string): void {
    this.#sum.update(this.#encoder.encode(text));
  }
}

const PGBACKREST_LABEL = /^\d{8}-\d{6}F(?:_\d{8}-\d{6}[DI])?$/;

export function isPgbackrestLabel(name: string): boolean {
  return PGBACKREST_LABEL.test(name);
}

/**
 * The backups, among the names in a stanza's directory, that this one's manifest may reference: the full one with
 * which its own label begins, and backups built on that before it. Never itself.
 */
export function pgbackrestChain(label: string, names: readonly string[]): readonly string[] {
  const [full = '', own = ''] = label.split('_');
  return names
    .filter((name) => {
      const [first, later = ''] = name.split('_');
      return isPgbackrestLabel(name) && first === full && later.slice(0, -1) < own.slice(0, -1);
    })
    .sort();
}
