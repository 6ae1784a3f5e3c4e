import type { Finding } from '../../ground/finding';
import { type FileTree, isFailure, type ReadFailure } from '../../ground/ports';
import { type Lsn, parseLsn } from '../../ground/lsn';

export interface ManifestRange {
  readonly timeline: number;
  readonly start: Lsn;
  readonly end: Lsn;
}

/** The parts of a manifest that a listing needs: not its files, which may be hundreds of thousands. */
export interface ManifestSummary {
  readonly systemIdentifier: bigint | undefined;
  /** Newest timeline first, as the server writes them. */
  readonly walRanges: readonly ManifestRange[];
}

const HEAD_BYTES = 4096;
/** WAL ranges are at the end, one line for each timeline, before the checksum line. Most manifests have one of them. */
const TAIL_BYTES = [4096, 64 * 1024];
const VERSION = /^\s*\{\s*"PostgreSQL-Backup-Manifest-Version"\s*:\s*([12])\s*,/;
const SYSTEM_IDENTIFIER = /"System-Identifier"\s*:\s*(\d{1,20})\s*,/;
const RANGES = /"WAL-Ranges"\s*:\s*\[([^\]]*)\]\s*,\s*"Manifest-Checksum"\s*:\s*"[0-9a-f]{64}"\s*\}\s*$/;
const RANGE =
  /\{\s*"Timeline"\s*:\s*(\d{1,10})\s*,\s*"Start-LSN"\s*:\s*"([^"]{3,17})"\s*,\s*"End-LSN"\s*:\s*"([^"]{3,17})"\s*\}/g;

/**
 * Reads the beginning and the end of a backup manifest. A file that does not begin and end like a manifest is reported;
 * whether all of it is right, only its full verification shows.
 */
export async function readManifestSummary(
  tree: FileTree,
  path: string,
): Promise<{ readonly summary: ManifestSummary | undefined; readonly findings: readonly Finding[] }> {
  const facts = await tree.stat(path);
  if (isFailure(facts)) return unreadable(path, facts.code);
  const head = await tree.read(path, 0, HEAD_BYTES);
  if (isFailure(head)) return unreadable(path, head.code);
  const start = new TextDecoder().decode(head);
  if (!VERSION.test(start)) return unreadable(path, 'not-a-manifest');
  const ranges = await readRanges(tree, path, facts.size);
  if (ranges === undefined) return unreadable(path, 'no-end');
  if (isFailure(ranges)) return unreadable(path, ranges.code);
  const identifier = SYSTEM_IDENTIFIER.exec(start)?.[1];
  const systemIdentifier = identifier === undefined ? undefined : BigInt(identifier);
  return { summary: { systemIdentifier, walRanges: [...rangesOf(ranges.text)] }, findings: [] };
}

async function readRanges(
  tree: FileTree,
  path: string,
  size: number,
): Promise<{ readonly text: string } | ReadFailure | undefined> {
  for (const length of TAIL_BYTES) {
    const tail = await tree.read(path, Math.max(0, size - length), length);
    if (isFailure(tail)) return tail;
    const text = RANGES.exec(new TextDecoder().decode(tail))?.[1];
    if (text !== undefined) return { text };
    if (length >= size) return undefined;
  }
  return undefined;
}

function* rangesOf(text: string): Generator<ManifestRange> {
  for (const [, timeline, from, to] of text.matchAll(RANGE)) {
    const start = parseLsn(from ?? '');
    const end = parseLsn(to ?? '');
    if (start !== undefined && end !== undefined) yield { timeline: Number(timeline), start, end };
  }
}

function unreadable(path: string, reason: string): { summary: undefined; findings: Finding[] } {
  return {
    summary: undefined,
    findings: [{ code: 'manifest-unreadable', severity: 'warning', file: path, args: { reason } }],
  };
}
