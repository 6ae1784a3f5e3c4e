import { segmentStartLsn, walGeometry } from '../../../src/core/wal/geometry';
import type { WalGeometry } from '../../../src/core/wal/geometry';
import { formatLsn } from '../../../src/core/ground/lsn';
import { segmentName } from '../../../src/core/wal/segmentName';
import type { MemoryTree } from './memoryTree';

export const MEGABYTE = 1024 * 1024;
export const SYSTEM = 7710759444048986079n;

export interface Header {
  readonly magic?: number;
  readonly timeline?: number;
  readonly pageAddress?: bigint;
  readonly systemIdentifier?: bigint;
  readonly segmentSize?: number;
}

/** A cluster of 15 with 1 MB segments, as far as names, labels and first pages go. */
export class FakeCluster {
  readonly geometry: WalGeometry = walGeometry(MEGABYTE, 150000);
  readonly tree: MemoryTree;

  constructor(tree: MemoryTree) {
    this.tree = tree;
  }

  name(segment: number, timeline = 1): string {
    return segmentName(timeline, segment, this.geometry);
  }

  /** Writes segments `first` to `last` with good first pages. */
  segments(folder: string, first: number, last: number, timeline = 1): this {
    for (let segment = first; segment <= last; segment++) this.segment(folder, segment, { timeline });
    return this;
  }

  /** Writes one segment whose header may be wrong. */
  segment(folder: string, segment: number, header: Header = {}, nameTimeline?: number): this {
    const name = this.name(segment, nameTimeline ?? header.timeline);
    const bytes = pageHeader({ pageAddress: segmentStartLsn(segment, this.geometry), ...header });
    this.tree.file(`${folder}/${name}`, bytes, MEGABYTE);
    return this;
  }

  /** Text of a backup label that starts right after the header of a segment. */
  label(segment: number, options: LabelOptions = {}): string {
    const { label = 'nightly', from = 'primary', timeline = 1, time = '2026-11-20 02:00:00 UTC' } = options;
    const start = segmentStartLsn(segment, this.geometry) + 0x28n;
    return [
      `START WAL LOCATION: ${formatLsn(start)} (file ${this.name(segment, timeline)})`,
      `CHECKPOINT LOCATION: ${formatLsn(start + 0x38n)}`,
      'BACKUP METHOD: streamed',
      `BACKUP FROM: ${from}`,
      `START TIME: ${time}`,
      `LABEL: ${label}`,
      `START TIMELINE: ${timeline}`,
      '',
    ].join('\n');
  }

  /** Text of the backup history file for the same label, with a stop location. */
  history(segment: number, stop: bigint, options: LabelOptions = {}): string {
    const lines = this.label(segment, options).trimEnd().split('\n');
    const timeline = options.timeline ?? 1;
    const file = segmentName(timeline, Number((stop - 1n) / BigInt(MEGABYTE)), this.geometry);
    lines.splice(1, 0, `STOP WAL LOCATION: ${formatLsn(stop)} (file ${file})`);
    lines.push('STOP TIME: 2026-11-20 02:05:00 UTC', `STOP TIMELINE: ${timeline}`, '');
    return lines.join('\n');
  }

  historyName(segment: number, timeline = 1): string {
    return `${this.name(segment, timeline)}.00000028.backup`;
  }

  /** A copied data directory without pg_control's content (its absence is a finding of its own). */
  dataDirectory(path: string, label: string | undefined): this {
    this.tree.file(`${path}/PG_VERSION`, '15\n').file(`${path}/global/pg_filenode.map`, 'map');
    for (const name of EMPTY_DIRECTORIES) this.tree.folder(`${path}/${name}`);
    for (const name of ['pg_xact', 'pg_multixact/offsets']) this.tree.file(`${path}/${name}/0000`, 'x');
    if (label !== undefined) this.tree.file(`${path}/backup_label`, label);
    return this;
  }
}

const EMPTY_DIRECTORIES = [
  'base',
  'pg_commit_ts',
  'pg_dynshmem',
  'pg_logical/mappings',
  'pg_logical/snapshots',
  'pg_multixact/members',
  'pg_notify',
  'pg_replslot',
  'pg_subtrans',
  'pg_tblspc',
  'pg_twophase',
];

export interface LabelOptions {
  readonly label?: string;
  readonly from?: string;
  readonly timeline?: number;
  readonly time?: string;
}

/** The long header of a segment's first page, from 9.3 (`XLogLongPageHeaderData`). */
export function pageHeader(header: Header): Uint8Array {
  const bytes = new Uint8Array(40);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, header.magic ?? 0xd110, true);
  view.setUint16(2, 0x0002, true);
  view.setUint32(4, header.timeline ?? 1, true);
  view.setBigUint64(8, header.pageAddress ?? 0n, true);
  view.setBigUint64(24, header.systemIdentifier ?? SYSTEM, true);
  view.setUint32(32, header.segmentSize ?? MEGABYTE, true);
  view.setUint32(36, 8192, true);
  return bytes;
}
