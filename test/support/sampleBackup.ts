import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Segments of 1 MB keep the tests quick; the files' own headers say so. */
const SEGMENT_SIZE = 1024 * 1024;
const MAGIC_OF_15 = 0xd110;
const LONG_HEADER = 0x0002;
const PAGE_SIZE = 8192;
export const SYSTEM_IDENTIFIER = 7710759444048986079n;

/** The parts of a sample backup. */
export interface SampleBackup {
  readonly label: string;
  /** Number of the first and the last required segment on timeline 1; 4096 of them make a log file. */
  readonly first: number;
  readonly last: number;
  /** Segments that are present; all required ones if absent. */
  readonly present?: readonly number[];
}

/** Writes a label `base/backup_label` and an archive `wal` below `folder`, as PostgreSQL 15 does. */
export async function writeBackup(folder: string, backup: SampleBackup): Promise<void> {
  const { label, first, last } = backup;
  const start = first * SEGMENT_SIZE + 0x28;
  const stop = (last + 1) * SEGMENT_SIZE - 0x100;
  const lines = [
    `START WAL LOCATION: ${lsnText(start)} (file ${sampleSegment(first)})`,
    `CHECKPOINT LOCATION: ${lsnText(start + 0x60)}`,
    'BACKUP METHOD: streamed',
    'BACKUP FROM: primary',
    'START TIME: 2026-11-21 02:00:04 UTC',
    `LABEL: ${label}`,
    'START TIMELINE: 1',
  ];
  const [startLine = '', ...others] = lines;
  const stopLine = `STOP WAL LOCATION: ${lsnText(stop)} (file ${sampleSegment(last)})`;
  const end = ['STOP TIME: 2026-11-21 02:04:51 UTC', 'STOP TIMELINE: 1'];
  const history = `${sampleSegment(first)}.${hex8(0x28)}.backup`;
  await write(join(folder, 'base', 'backup_label'), `${lines.join('\n')}\n`);
  await write(join(folder, 'wal', history), `${[startLine, stopLine, ...others, ...end].join('\n')}\n`);
  const present = backup.present ?? Array.from({ length: last - first + 1 }, (_, index) => first + index);
  for (const segment of present) await writeSegment(join(folder, 'wal'), segment);
}

/** Writes a segment with a valid first page and nothing after it. */
export async function writeSegment(directory: string, segment: number): Promise<void> {
  const bytes = Buffer.alloc(SEGMENT_SIZE);
  bytes.writeUInt16LE(MAGIC_OF_15, 0);
  bytes.writeUInt16LE(LONG_HEADER, 2);
  bytes.writeUInt32LE(1, 4);
  bytes.writeBigUInt64LE(BigInt(segment) * BigInt(SEGMENT_SIZE), 8);
  bytes.writeBigUInt64LE(SYSTEM_IDENTIFIER, 24);
  bytes.writeUInt32LE(SEGMENT_SIZE, 32);
  bytes.writeUInt32LE(PAGE_SIZE, 36);
  await write(join(directory, sampleSegment(segment)), bytes);
}

/** Name of a segment of timeline 1. */
export function sampleSegment(segment: number): string {
  return hex8(1) + hex8(Math.floor(segment / 4096)) + hex8(segment % 4096);
}

export async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

function lsnText(bytes: number): string {
  return `${Math.floor(bytes / 2 ** 32).toString(16)}/${(bytes % 2 ** 32).toString(16)}`.toUpperCase();
}

function hex8(value: number): string {
  return value.toString(16).toUpperCase().padStart(8, '0');
}
