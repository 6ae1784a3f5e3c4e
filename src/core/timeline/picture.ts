import type { Verdict } from '../model/verdict';

/**
 * The data of the timeline picture: plain JSON, because the channel to a webview carries neither bigint nor Map.
 * Locations are strings if they are shown and numbers if they are drawn.
 */

/**
 * A position in the WAL: the segment's number, plus the fraction of the segment before it. Numbers are those of the
 * geometry. Exact to the byte below 4 PB of WAL, which no cluster has written; the string beside it is what is shown.
 */
export type PicturePosition = number;

/** What is known of a segment, best first. The index is what is sent. */
export const WAL_STATES = ['present', 'branch', 'partial', 'recycled', 'damaged', 'missing'] as const;

/**
 * `branch` is whole WAL that the path to the newest timeline does not include; `recycled` has the name of a segment but
 * contains older WAL.
 */
export type WalState = (typeof WAL_STATES)[number];

/** Segments `first` to `last`, both included, in one state. */
export interface WalRun {
  readonly first: number;
  readonly last: number;
  readonly state: WalState;
}

/** A time that was read, and the position in the WAL that it belongs to. */
export interface Knot {
  readonly at: PicturePosition;
  /** Milliseconds since 1970 UTC. */
  readonly ms: number;
}

/** Segments that are missing, and the cost. Ids are those of sets. */
export interface Gap {
  readonly first: number;
  readonly last: number;
  /** `fork`: at the beginning of a timeline, where recovery reads the old timeline's file instead, without an error. */
  readonly kind: 'between' | 'fork' | 'needed';
  /** Sets that need it themselves and cannot be restored without it. */
  readonly blocks: readonly string[];
  /** Sets from which recovery ends here. */
  readonly ends: readonly string[];
  /** The total, because the lists above contain only the first. */
  readonly blockedCount: number;
  readonly endedCount: number;
  /** A timeline that left before the gap and needs no part of it. */
  readonly bypassedBy: number | null;
  /** The first set after the gap on this timeline: from there recovery is possible again. */
  readonly next: string | null;
  /** The times that it makes unreachable; null if they are not known, or none is lost. */
  readonly lost: LostTimes | null;
}

/** Milliseconds since 1970 UTC: the last commit before a gap, the first time after it. */
export interface LostTimes {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A continuous range of times that recovery can reach. */
export interface Band {
  readonly from: PicturePosition;
  readonly to: PicturePosition;
  readonly fromLsn: string;
  readonly toLsn: string;
  /** Milliseconds since 1970 UTC, as read; `toMs` is the last commit before the end. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** Sets from which it is reached, the earliest first; only a few. */
  readonly sets: readonly string[];
  readonly setCount: number;
  /** By records; otherwise it follows from names and first pages, and means only that WAL is present. */
  readonly proven: boolean;
  /** What is after its end. */
  readonly endsAt: 'end' | 'gap' | 'damage';
}

/** A named restore point. */
export interface PointMark {
  readonly at: PicturePosition;
  readonly lsn: string;
  /** Safe to show; shortened. */
  readonly name: string;
  readonly ms: number | null;
}

/** One timeline. */
export interface Lane {
  readonly timeline: number;
  readonly parent: number | null;
  /**
   * Where it left its parent. Up to 9.2 only the segment is known: then `forkLsn` is null and this is its beginning.
   */
  readonly fork: PicturePosition | null;
  readonly forkLsn: string | null;
  readonly first: PicturePosition;
  readonly last: PicturePosition;
  /** Ascending and disjoint: `first, last, index in WAL_STATES` of each run, flat, because there may be many. */
  readonly runs: readonly number[];
  readonly gaps: readonly Gap[];
  readonly bands: readonly Band[];
  readonly points: readonly PointMark[];
  /** Ascending in position and in time, including those of the parents before the fork. */
  readonly knots: readonly Knot[];
}

/** A set as it is drawn: a bar from start to stop, in pieces if it passes from timeline to timeline. */
export interface SetBar {
  readonly id: string;
  /** Safe to show; shortened. */
  readonly title: string;
  readonly verdict: Verdict;
  /** The verdict by part, in words. */
  readonly evidence: string;
  readonly kind: 'full' | 'incremental';
  readonly spans: readonly SetSpan[];
  /** The stop is unknown: the bar ends with the last segment found. */
  readonly openEnd: boolean;
  readonly startLsn: string;
  readonly stopLsn: string | null;
  readonly startMs: number | null;
  readonly stopMs: number | null;
  readonly segments: number;
  readonly bytes: number;
  readonly missing: number;
  /** The worst findings, in words. */
  readonly findings: readonly string[];
}

export interface SetSpan {
  readonly timeline: number;
  readonly from: PicturePosition;
  readonly to: PicturePosition;
}

/** A set whose location in the WAL is unknown. */
export interface UnplacedSet {
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly findings: readonly string[];
}

/** Everything that is drawn for one scope. */
export interface Picture {
  readonly scope: string;
  readonly segmentSize: number;
  readonly skipsLastSegment: boolean;
  readonly lanes: readonly Lane[];
  readonly sets: readonly SetBar[];
  readonly unplaced: readonly UnplacedSet[];
  /** Whether the records of an archive of this scope were read: then bands and restore points are complete. */
  readonly recordsRead: boolean;
}

/** A choice for the picture: all WAL of one server, or one of its archives. */
export interface Scope {
  readonly id: string;
  readonly kind: 'server' | 'archive';
  /** Path of the archive; empty for a server. Safe to show; shortened. */
  readonly path: string;
  readonly systemIdentifier: string | null;
  readonly serverVersion: string | null;
  readonly segmentCount: number;
  readonly setCount: number;
}
