import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { segmentStartLsn, walGeometry } from '../../../src/core/wal/geometry';
import { segmentName } from '../../../src/core/wal/segmentName';
import { formatLsn } from '../../../src/core/ground/lsn';

export const SYSTEM_IDENTIFIER = 7710785659746313690n;
export const GEOMETRY = walGeometry(16 * 1024 * 1024, 150000);
/** Segments from the start of one backup to that of the next. */
const STEP = 6;
const PAGE = 8192;
/** The incompressible part at the beginning of each segment: a listing reads no further. */
const DENSE = 4 * PAGE;

/** One backup of many, and where its WAL is. It needs two segments. */
export interface OneOfMany {
  readonly index: number;
  readonly first: number;
  readonly last: number;
  readonly start: bigint;
  readonly stop: bigint;
}

export function oneOfMany(index: number): OneOfMany {
  const first = 4 + index * STEP;
  const start = segmentStartLsn(first, GEOMETRY) + 0x28n;
  const stop = segmentStartLsn(first + 1, GEOMETRY) + 0x100n;
  return { index, first, last: first + 1, start, stop };
}

/** Name of a segment of timeline 1. */
export function nameOf(segment: number): string {
  return segmentName(1, segment, GEOMETRY);
}

/** The time at which a backup began: one per day, seconds since 1970 UTC. */
export function secondsOf(index: number): number {
  return Date.UTC(2025, 0, 1, 2) / 1000 + index * 86_400;
}

export function labelText({ first, start, index }: OneOfMany): string {
  return [
    `START WAL LOCATION: ${formatLsn(start)} (file ${nameOf(first)})`,
    `CHECKPOINT LOCATION: ${formatLsn(start + 0x38n)}`,
    'BACKUP METHOD: streamed',
    'BACKUP FROM: primary',
    `START TIME: ${timeText(secondsOf(index))}`,
    `LABEL: nightly ${String(index)}`,
    'START TIMELINE: 1',
    '',
  ].join('\n');
}

export function historyText(one: OneOfMany): string {
  const [start = '', ...rest] = labelText(one).trimEnd().split('\n');
  const stop = `STOP WAL LOCATION: ${formatLsn(one.stop)} (file ${nameOf(one.last)})`;
  const end = [`STOP TIME: ${timeText(secondsOf(one.index) + 300)}`, 'STOP TIMELINE: 1', ''];
  return [start, stop, ...rest, ...end].join('\n');
}

/** How a tool stores its WAL. */
export interface WalStore {
  /** Directory of a segment's file, and its name, for a name of PostgreSQL. */
  readonly fileOf: (name: string, sum: string) => string;
  /** Stores the history files of backups too; `gzip` compresses them. */
  readonly histories: 'plain' | 'gzip' | 'none';
}

/** All WAL of this many backups, compressed with gzip: real first pages, some noise, and nothing after that. */
export async function storeWal(folder: string, sets: number, store: WalStore): Promise<void> {
  const rest = gzipSync(Buffer.alloc(GEOMETRY.segmentSize - DENSE), { level: 9 });
  const made = new Set<string>();
  const write = async (name: string, bytes: Uint8Array | string, sum: string): Promise<void> => {
    const file = join(folder, store.fileOf(name, sum));
    const parent = file.slice(0, file.lastIndexOf('/'));
    if (!made.has(parent)) await mkdir(parent, { recursive: true });
    made.add(parent);
    await writeFile(file, bytes);
  };
  for (let segment = 2; segment < 4 + sets * STEP; segment++) {
    const dense = beginning(segment);
    const sum = createHash('sha1').update(dense).digest('hex');
    await write(nameOf(segment), Buffer.concat([gzipSync(dense, { level: 1 }), rest]), sum);
  }
  for (let index = 0; index < sets && store.histories !== 'none'; index++) {
    const one = oneOfMany(index);
    const text = historyText(one);
    const compressed = store.histories === 'gzip' ? gzipSync(text) : text;
    await write(`${nameOf(one.first)}.00000028.backup`, compressed, '');
  }
}

function beginning(segment: number): Buffer {
  const bytes = Buffer.alloc(DENSE);
  let noise = createHash('sha256').update(String(segment)).digest();
  for (let at = 0; at < DENSE; at += noise.length) {
    noise = createHash('sha256').update(noise).digest();
    noise.copy(bytes, at);
  }
  bytes.fill(0, 0, 40);
  bytes.writeUInt16LE(0xd110, 0);
  bytes.writeUInt16LE(0x0002, 2);
  bytes.writeUInt32LE(1, 4);
  bytes.writeBigUInt64LE(segmentStartLsn(segment, GEOMETRY), 8);
  bytes.writeBigUInt64LE(SYSTEM_IDENTIFIER, 24);
  bytes.writeUInt32LE(GEOMETRY.segmentSize, 32);
  bytes.writeUInt32LE(PAGE, 36);
  return bytes;
}

function timeText(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
