import type { EvidenceLevel } from '../model/evidence';
import type { Verdict } from '../model/verdict';
import type { ReportRange } from '../report/report';

/**
 * The answers to "Can I recover to …?", "How?" and "What may be removed?": plain JSON. Locations, system identifiers
 * and byte sums are strings; times are `YYYY-MM-DD HH:MM:SS.ffffff UTC`. Messages are English sentences made here;
 * texts from files in them are made visible, and they are text, never markup.
 */

/**
 * Where recovery is to stop. `end` is the end of the WAL: no target is set. `exclusive`: just before what is named
 * (`recovery_target_inclusive = off`).
 */
export type RecoveryTarget =
  | TimeTarget
  | { readonly kind: 'lsn'; readonly lsn: string; readonly exclusive?: true }
  | { readonly kind: 'xid'; readonly xid: string; readonly exclusive?: true }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'immediate' }
  | { readonly kind: 'end' };

export interface TimeTarget {
  readonly kind: 'time';
  /** With microseconds, in UTC. */
  readonly time: string;
  /** The zone in which the time was read: written, or assumed. */
  readonly zone: string;
  readonly zoneAssumed: boolean;
  readonly exclusive?: true;
}

/** A note beside the answer itself. Codes are stable. */
export interface AnswerNote {
  readonly code: NoteCode;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
}

export type NoteCode =
  | 'no-sets'
  | 'no-proven-set'
  | 'verify-first'
  | 'times-unknown'
  | 'end-unknown'
  | 'before-first-set'
  | 'inside-backup'
  | 'gap'
  | 'after-end'
  | 'end-of-wal'
  | 'name-unknown'
  | 'name-twice'
  | 'several-branches'
  | 'abandoned-branch'
  | 'equal-commit-times'
  | 'wal-at-most'
  | 'stop-found'
  | 'zone-assumed'
  | 'version-lacks-target'
  | 'base-files-not-seen'
  | 'geometry-unknown'
  | 'timeline-not-there'
  | 'ends-at-gap'
  | 'ends-at-damage'
  | 'ends-before-refused'
  | 'minimal-wal-level'
  | 'other-timelines'
  | 'missing-history'
  | 'broken-fork'
  | 'timeline-must-be-set'
  | 'xid-unknown'
  | 'clock-set-back';

/** The facts of a set that an answer shows. */
export interface AnswerSet {
  readonly id: string;
  readonly path: string;
  readonly label: string | null;
  readonly verdict: Verdict;
  /** Null if unknown. */
  readonly startLsn: string | null;
  readonly stopLsn: string | null;
  readonly stopTime: string | null;
}

/** A point that recovery reaches. */
export interface Moment {
  readonly lsn: string;
  readonly time: string | null;
  readonly timeline: number;
  readonly setId: string;
  /** By records; otherwise by names and first pages only. */
  readonly proven: boolean;
}

/** One recovery path to the target: a set, a timeline, and the WAL between. */
export interface AnswerPath {
  readonly set: AnswerSet;
  /** The value for `recovery_target_timeline`. */
  readonly timeline: number;
  readonly proven: boolean;
  /** Where recovery stops, if known: for a time only if the records were looked up. */
  readonly lsn: string | null;
  /** The time of that place, if anything that was read has it. */
  readonly stopTime: string | null;
  /** The setting to use: an LSN at the very end of the WAL is `end`. */
  readonly target: RecoveryTarget;
  /** `recovery_prefetch`, if recovery needs it to be off: a later file would end a server that reads ahead. */
  readonly prefetch: 'off' | null;
  readonly wal: {
    readonly count: number;
    /** `count` times the segment size: decompressed, not as stored. */
    readonly bytes: string;
    /** In the order in which recovery reads them. */
    readonly ranges: readonly ReportRange[];
    /** `at-most` if the target's position inside the last ranges is unknown. */
    readonly extent: 'exact' | 'at-most';
  };
  /** The part of `wal` that none of the set's archives has. Only an impossible path lacks any. */
  readonly missing: { readonly count: number; readonly ranges: readonly ReportRange[] };
  readonly notes: readonly AnswerNote[];
}

/** The answer for the backups of one server. */
export interface RecoveryAnswer {
  readonly systemIdentifier: string | null;
  /**
   * `proven`: every record on the path was read. `unproven`: nothing contradicts it at the level reached; verify first
   * (without a path it is open whether there is one). `impossible`: not possible with the files that were found.
   */
  readonly outcome: 'proven' | 'unproven' | 'impossible';
  /** What the outcome is based on. */
  readonly evidence: EvidenceLevel;
  /** One sentence. */
  readonly headline: string;
  /** The recovery path to take; for an impossible target the nearest attempt and what it lacks, if there is one. */
  readonly recoveryPath: AnswerPath | null;
  /** Other paths to a point that fits the description: other timelines, other restore points with the name. */
  readonly alternatives: readonly AnswerPath[];
  /** If the target is impossible: the nearest possible points. */
  readonly before: Moment | null;
  readonly after: Moment | null;
  readonly notes: readonly AnswerNote[];
  /** Ids of sets: reading their records, and those of the archives that serve them, can change this answer. */
  readonly verify: readonly string[];
}

/** The answers for a target: one for each server with backups here, never mixed. */
export interface RecoveryAnswers {
  readonly target: RecoveryTarget;
  readonly notes: readonly AnswerNote[];
  readonly answers: readonly RecoveryAnswer[];
}

/** How to restore, as numbered steps for one server version. */
export interface RestoreSteps {
  readonly title: string;
  readonly setId: string;
  readonly serverVersion: string | null;
  /** Must be read before the first step. */
  readonly warnings: readonly string[];
  readonly steps: readonly RestoreStep[];
}

export interface RestoreStep {
  readonly title: string;
  /** Why, and what to check. Sentences, one per paragraph. */
  readonly text: readonly string[];
  /** For bash; some take several lines. The commands of all steps, one after the other, are the whole script. */
  readonly commands: readonly string[];
  /** For later: checks and choices of the reader. The script does not run them. They use the paths of the first step. */
  readonly later: readonly string[];
  /** Destroys or overwrites something, or must not be done while something else runs. */
  readonly danger: boolean;
}

/** Why a segment must stay: part of a kept set, needed to recover beyond one, or not known to be removable. */
export type NeedReason = 'set' | 'recovery' | 'unknown';

/** Consecutive files with the same suffix. */
export interface WalFileRange extends ReportRange {
  /** '' or '.gz', '.partial', … */
  readonly suffix: string;
  /** Sum of the file sizes. */
  readonly bytes: string;
}

export interface NeededRange extends WalFileRange {
  readonly reason: NeedReason;
  /** The oldest kept set that needs it; null if unknown. */
  readonly setId: string | null;
  /** A sentence: "needed by …", "for recovery after …". */
  readonly why: string;
}

/** What may be removed from an archive if some sets are kept. */
export interface ObsoleteWal {
  readonly archive: string;
  readonly systemIdentifier: string | null;
  readonly kept: readonly AnswerSet[];
  /** Sets that can no longer be restored once the obsolete WAL is removed. */
  readonly lost: readonly AnswerSet[];
  readonly obsolete: {
    readonly count: number;
    readonly bytes: string;
    readonly ranges: readonly WalFileRange[];
  };
  readonly needed: {
    readonly count: number;
    readonly bytes: string;
    readonly ranges: readonly NeededRange[];
  };
  /** Timeline history files always stay: they are small, and recovery cannot find its path without them. */
  readonly histories: readonly { readonly name: string; readonly why: string }[];
  /** The `pg_archivecleanup` arguments that remove exactly the obsolete files; null if none do. */
  readonly archiveCleanup: readonly string[] | null;
  readonly warnings: readonly string[];
}
