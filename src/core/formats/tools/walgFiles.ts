import { JsonTokens } from '../jsonTokens';

/** A tar of a WAL-G backup, and the members that were put into it, as paths without a leading `/`. */
export interface WalgPart {
  /** Below `tar_partitions`: `part_001.tar.lz4`. */
  readonly name: string;
  readonly members: readonly string[];
}

/**
 * The tars that WAL-G's `files_metadata.json` lists (`TarFileSets`: name of a tar, names of its members; written with
 * the backup, unless `FilesMetadataDisabled`). Everything else in it is skipped, as it may be very large. Undefined if
 * the file is something else, or was cut.
 */
export function walgParts(bytes: Uint8Array): readonly WalgPart[] | undefined {
  const tokens = new JsonTokens(bytes);
  if (tokens.next() !== '{') return undefined;
  let parts: WalgPart[] = [];
  for (let next = tokens.next(); next !== '}'; next = tokens.next()) {
    if (next === ',') continue;
    if (next !== 'string') return undefined;
    const key = tokens.text();
    if (tokens.next() !== ':') return undefined;
    tokens.next();
    if (key === 'TarFileSets' && tokens.kind === '{') {
      const read = readParts(tokens);
      if (read === undefined) return undefined;
      parts = read;
    } else if (!passValue(tokens)) return undefined;
  }
  return tokens.next() === 'end' ? parts : undefined;
}

/** Starts at the `{`, ends at its `}`. */
function readParts(tokens: JsonTokens): WalgPart[] | undefined {
  const parts: WalgPart[] = [];
  for (let next = tokens.next(); next !== '}'; next = tokens.next()) {
    if (next === ',') continue;
    if (next !== 'string') return undefined;
    const name = tokens.text();
    if (tokens.next() !== ':') return undefined;
    const opening = tokens.next();
    const members = opening === 'null' ? [] : opening === '[' ? readNames(tokens) : undefined;
    if (members === undefined) return undefined;
    parts.push({ name, members });
  }
  return parts;
}

function readNames(tokens: JsonTokens): string[] | undefined {
  const names: string[] = [];
  for (let next = tokens.next(); next !== ']'; next = tokens.next()) {
    if (next === ',') continue;
    if (next !== 'string') return undefined;
    names.push(tokens.text().replace(/^\/+/, ''));
  }
  return names;
}

/** Starts at the first token of a value, ends at its last; false if the file ends within it. */
function passValue(tokens: JsonTokens): boolean {
  let depth = 0;
  for (;;) {
    const { kind } = tokens;
    if (kind === 'end' || kind === 'invalid') return false;
    if (kind === '{' || kind === '[') depth++;
    if (kind === '}' || kind === ']') depth--;
    if (depth <= 0) return depth === 0;
    tokens.next();
  }
}
