import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../support/paths';
import type { WalGeometry } from '../../../src/core/wal/geometry';
import { DEFAULT_SEGMENT_SIZE, walGeometry } from '../../../src/core/wal/geometry';
import { parseSegmentName, segmentNumber } from '../../../src/core/wal/segmentName';

/** The cases of `test/fixtures/segment-cases.json`, which names the source of each. */
export interface SegmentCases {
  readonly segment_ranges: readonly RangeCase[];
  readonly segment_steps: readonly StepCase[];
  readonly file_names: readonly NameCase[];
  readonly name_parts: readonly PartsCase[];
  readonly hash_dirs: readonly { readonly name: string; readonly expected: string | null }[];
  readonly lsn: readonly LsnCase[];
  readonly timelines: readonly TimelineCase[];
  readonly gap_analysis: readonly GapCase[];
  readonly archive_cleanup: readonly CleanupCase[];
  readonly archive_usable: readonly UsableCase[];
  readonly manifest_errors: readonly { readonly content: string; readonly error: string }[];
}

interface Sized {
  readonly wal_segment_size?: number | null;
  readonly pg_version?: number | null;
}

export interface RangeCase extends Sized {
  readonly description: string;
  readonly start: string;
  readonly stop: string | null;
  readonly start_lsn?: string;
  readonly stop_lsn?: string;
  readonly timeline?: number;
  readonly expected?: readonly string[];
  readonly expected_count?: number;
  readonly expected_error?: string;
}

export interface StepCase extends Sized {
  readonly op: 'next' | 'previous';
  readonly segment: string;
  readonly expected: string | null;
}

export interface NameCase {
  readonly name: string;
  readonly valid: boolean;
  readonly kind: string;
  readonly reason?: string;
  readonly note?: string;
  readonly timeline?: number;
  readonly segment_number?: number;
  readonly wal_segment_size?: number;
  readonly segment?: string;
}

export interface PartsCase {
  readonly name: string;
  readonly timeline: number;
  readonly log: number | null;
  readonly segment: number | null;
}

export interface LsnCase extends Sized {
  readonly lsn?: string;
  readonly timeline?: number;
  readonly segment?: string;
  readonly offset?: number;
  readonly value?: string;
  readonly note?: string;
  readonly last_segment_number?: number;
}

export interface TimelineCase {
  readonly ok: boolean;
  readonly error?: string;
  readonly history_content?: string;
  readonly history_line?: string;
  readonly timeline?: number;
  readonly parsed?: readonly {
    readonly parent: number;
    readonly switchpoint: string;
    readonly reason: string;
  }[];
  readonly backup_timeline?: number;
  readonly backup_lsn?: string;
  readonly target_timeline?: number;
}

export interface GapCase {
  readonly source: string;
  readonly present?: readonly string[];
  readonly current_segment?: string;
  readonly history?: Readonly<Record<string, string>> | null;
  readonly expected?: readonly {
    readonly timeline?: number;
    readonly start: string;
    readonly stop: string;
    readonly count?: number;
  }[];
  readonly missing?: readonly string[];
  readonly lost_segments?: readonly { readonly begin: string; readonly end: string }[];
  readonly wal_segment_size: number;
  readonly backups?: readonly { readonly segment: string; readonly earliest?: boolean }[];
}

export interface CleanupCase {
  readonly oldest_kept: string;
  readonly options?: readonly string[];
  readonly files?: Readonly<Record<string, boolean>>;
}

export interface UsableCase {
  readonly existing: readonly string[];
  readonly new_timeline: number | null;
  readonly ok: boolean;
  readonly error: string | null;
}

export function segmentCases(): SegmentCases {
  const file = join(projectRoot(), 'test', 'fixtures', 'segment-cases.json');
  return JSON.parse(readFileSync(file, 'utf8')) as SegmentCases;
}

/** If a case leaves the size open it means every conceivable name: segments of 8 kB have them all. */
export function geometryOf(sized: Sized): WalGeometry {
  const size = sized.wal_segment_size === null ? 8192 : (sized.wal_segment_size ?? DEFAULT_SEGMENT_SIZE);
  return walGeometry(size, sized.pg_version ?? undefined);
}

/** Timeline and number of a name, in the form of these tests. */
export function segmentOf(name: string, geometry: WalGeometry): { timeline: number; segment: number } {
  const parts = parseSegmentName(name);
  const segment = parts === undefined ? undefined : segmentNumber(parts, geometry);
  if (parts === undefined || segment === undefined) throw new Error(`no such segment: ${name}`);
  return { timeline: parts.timeline, segment };
}
