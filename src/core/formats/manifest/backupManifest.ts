import { MANIFEST_WORDS } from './manifestEntries';
import { type JsonTokenKind, JsonTokens } from '../jsonTokens';
import type { BackupManifest, ManifestFailure, ManifestFileSink } from './manifestModel';
import { ManifestReader } from './manifestReader';
import type { Parsed, Problem } from '../parsed';
import { decodeText, excerpt, lineAndColumn } from '../textInput';

interface Failure extends ManifestFailure {
  /** Byte offset at which it was noticed. */
  readonly offset: number;
}

const NEWLINE = 0x0a;
const SHA256_HEX = /^[0-9A-Fa-f]{64}$/;

/**
 * Reads a `backup_manifest`, version 1 (13 to 16) or 2 (from 17), and accepts exactly what `pg_verifybackup` of 18
 * accepts; the first error ends the reading. The manifest's own checksum is returned, not computed: hash the first
 * `coveredBytes` bytes with SHA-256 and compare. A `sink` gets the files one by one, because hundreds of thousands of
 * objects would take too much memory.
 */
export function parseBackupManifest(bytes: Uint8Array, sink?: ManifestFileSink): Parsed<BackupManifest> {
  const reader = new ManifestReader(sink);
  const failure = bytes.length === 0 ? { reason: 'empty' as const, offset: 0 } : readDocument(bytes, reader);
  if (failure !== undefined) return refused(bytes, reader, failure, false);
  const covered = coverage(bytes);
  if ('reason' in covered) return refused(bytes, reader, covered, true);
  const wrongChecksum = checksumFailure(bytes, reader);
  if (wrongChecksum !== undefined) return refused(bytes, reader, wrongChecksum, true);
  return { value: manifestOf(reader, covered.bytes, true), problems: [] };
}

/** What was read up to an error, without a checksum to compare. */
function refused(
  bytes: Uint8Array,
  reader: ManifestReader,
  failure: Failure,
  complete: boolean,
): Parsed<BackupManifest> {
  return { value: manifestOf(reader, undefined, complete), problems: [problemOf(bytes, failure)] };
}

function manifestOf(
  reader: ManifestReader,
  coveredBytes: number | undefined,
  complete: boolean,
): BackupManifest | undefined {
  const { version, systemIdentifier, files, walRanges, checksumText } = reader;
  if (version === undefined) return undefined;
  const known = checksumText !== undefined && coveredBytes !== undefined;
  const checksum = known ? { sha256: checksumText.toLowerCase(), coveredBytes } : undefined;
  return { version, systemIdentifier, files, walRanges, checksum, complete };
}

function readDocument(bytes: Uint8Array, reader: ManifestReader): Failure | undefined {
  const tokens = new JsonTokens(bytes, MANIFEST_WORDS);
  tokens.next();
  const failure = readValue(tokens, reader);
  if (failure !== undefined) return failure;
  if (tokens.kind !== 'end') return syntaxError(tokens);
  return reader.done ? undefined : { reason: 'manifest-ended-unexpectedly', offset: bytes.length };
}

/** Reads one value and moves past it. The reader refuses deep nesting, which bounds the recursion. */
function readValue(tokens: JsonTokens, reader: ManifestReader): Failure | undefined {
  switch (tokens.kind) {
    case '{':
      return readObject(tokens, reader);
    case '[':
      return readArray(tokens, reader);
    case 'string':
    case 'number':
    case 'true':
    case 'false':
    case 'null':
      return readScalar(tokens, reader);
    default:
      return syntaxError(tokens);
  }
}

function readScalar(tokens: JsonTokens, reader: ManifestReader): Failure | undefined {
  const failure = reader.scalar(tokens.text());
  if (failure !== undefined) return at(tokens, failure);
  tokens.next();
  return undefined;
}

function readObject(tokens: JsonTokens, reader: ManifestReader): Failure | undefined {
  const refused = reader.objectStart();
  if (refused !== undefined) return at(tokens, refused);
  if (tokens.next() !== '}') {
    for (;;) {
      const failure = readField(tokens, reader);
      if (failure !== undefined) return failure;
      if (currentKind(tokens) !== ',') break;
      tokens.next();
    }
  }
  return close(tokens, '}', () => reader.objectEnd());
}

function readField(tokens: JsonTokens, reader: ManifestReader): Failure | undefined {
  if (tokens.kind !== 'string') return syntaxError(tokens);
  const name = tokens.text();
  const start = tokens.start;
  if (tokens.next() !== ':') return syntaxError(tokens);
  tokens.next();
  const refused = reader.fieldStart(name);
  return refused === undefined ? readValue(tokens, reader) : { ...refused, offset: start };
}

function readArray(tokens: JsonTokens, reader: ManifestReader): Failure | undefined {
  const refused = reader.arrayStart();
  if (refused !== undefined) return at(tokens, refused);
  if (tokens.next() !== ']') {
    for (;;) {
      const failure = readValue(tokens, reader);
      if (failure !== undefined) return failure;
      if (currentKind(tokens) !== ',') break;
      tokens.next();
    }
  }
  return close(tokens, ']', () => reader.arrayEnd());
}

function close(
  tokens: JsonTokens,
  kind: '}' | ']',
  end: () => ManifestFailure | undefined,
): Failure | undefined {
  if (tokens.kind !== kind) return syntaxError(tokens);
  const refused = end();
  if (refused !== undefined) return at(tokens, refused);
  tokens.next();
  return undefined;
}

/** The token moved inside a call, which the type checker cannot see. */
function currentKind(tokens: JsonTokens): JsonTokenKind {
  return tokens.kind;
}

function syntaxError(tokens: JsonTokens): Failure {
  return {
    reason: 'invalid-json',
    offset: tokens.start,
    text: tokens.kind === 'end' ? '' : excerpt(tokens.text()),
  };
}

function at(tokens: JsonTokens, failure: ManifestFailure): Failure {
  return { ...failure, offset: tokens.start };
}

/** The bytes that the manifest's checksum covers: up to and including the last newline but one. */
function coverage(bytes: Uint8Array): { readonly bytes: number } | Failure {
  const last = bytes.lastIndexOf(NEWLINE);
  const before = last <= 0 ? -1 : bytes.lastIndexOf(NEWLINE, last - 1);
  if (before === -1) return { reason: 'expected-at-least-2-lines', offset: bytes.length };
  if (last !== bytes.length - 1) return { reason: 'last-line-not-newline-terminated', offset: bytes.length };
  return { bytes: before + 1 };
}

function checksumFailure(bytes: Uint8Array, reader: ManifestReader): Failure | undefined {
  const text = reader.checksumText ?? '';
  if (SHA256_HEX.test(text)) return undefined;
  const line = bytes.lastIndexOf(NEWLINE, bytes.length - 2) + 1;
  return { reason: 'invalid-manifest-checksum', text: excerpt(text), offset: line };
}

/** A file that does not begin like a manifest is something else, and is not quoted. */
function isLikeManifest(bytes: Uint8Array): boolean {
  return decodeText(bytes.subarray(0, 128)).includes('PostgreSQL-Backup-Manifest-Version');
}

function problemOf(bytes: Uint8Array, failure: Failure): Problem {
  const isQuoted = failure.text !== undefined && isLikeManifest(bytes);
  const args = isQuoted ? { text: excerpt(failure.text ?? '') } : {};
  return {
    code: 'manifest-unreadable',
    severity: 'error',
    ...lineAndColumn(bytes, failure.offset),
    args: { ...args, reason: failure.reason },
  };
}
