import type { EvidenceLevel } from '../model/evidence';
import type { Verdict } from '../model/verdict';
import type { ReportRange } from '../report/report';

/**
 * The answers to "Can I recover to …?", "How?" and "What may go?": plain JSON. Locations, system identifiers and byte
 * sums are strings; times are `YYYY-MM-DD HH:MM:SS.ffffff UTC`. Messages are English sentences made here; texts from
 * files in them are made visible, and they are text, never markup.
 */

/** Where recovery is to stop. `end` is the end of the WAL: no target is set. */
export type RecoveryTarget =
  | TimeTarget
  | { readonly kind: 'lsn'; readonly lsn: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'immediate' }
  | { readonly kind: 'end' };

export interface TimeTarget {
  readonly kind: 'time';
  /** With microseconds, in UTC. */
  readonly time: string;
  /** The zone that the time was read in: as it was written, or the one that was assumed. */
  readonly zone: string;
  readonly zoneAssumed: boolean;
}

/** What there is to say beside the answer itself. Codes are stable. */
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
  | 'timeline-not-there';

/** A set as far as an answer speaks of it. */
export interface AnswerSet {
  readonly id: string;
  readonly path: string;
  readonly label: string | null;
  readonly verdict: Verdict;
  readonly startLsn: string;
  readonly stopLsn: string;
  readonly stopTime: string | null;
}

/** A moment to which recovery gets. */
export interface Moment {
  readonly lsn: string;
  readonly time: string | null;
  readonly timeline: number;
  readonly setId: string;
  /** By records; else by names and first pages only. */
  readonly proven: boolean;
}

/** One way to the target: a set, a timeline, and the WAL between. */
export interface AnswerPath {
  readonly set: AnswerSet;
  /** What `recovery_target_timeline` has to say. */
  readonly timeline: number;
  readonly proven: boolean;
  /** Where recovery stops, as far as that is known: for a time only where the records were looked up. */
  readonly lsn: string | null;
  /** The setting that gets there: an LSN at the very end of the WAL is `end`. */
  readonly target: RecoveryTarget;
  readonly wal: {
    readonly count: number;
    /** `count` times the segment size: what is unpacked, not what is stored. */
    readonly bytes: string;
    /** In the order in which recovery reads them. */
    readonly ranges: readonly ReportRange[];
    /** `at-most` where the target's place inside the last ranges is not known. */
    readonly extent: 'exact' | 'at-most';
  };
  /** Of `wal`, what is in none of the set's archives. Only an impossible way has any. */
  readonly missing: { readonly count: number; readonly ranges: readonly ReportRange[] };
  readonly notes: readonly AnswerNote[];
}

/** The answer for the backups of one server. */
export interface RecoveryAnswer {
  readonly systemIdentifier: string | null;
  /**
   * `proven`: every record on the way was read. `unproven`: nothing speaks against it at the level reached; verify
   * first (without a way: it is open whether there is one). `impossible`: with what is here it cannot be done.
   */
  readonly outcome: 'proven' | 'unproven' | 'impossible';
  /** What the outcome rests on. */
  readonly evidence: EvidenceLevel;
  /** One sentence. */
  readonly headline: string;
  /** The way to take; of an impossible target the nearest try and what it lacks, if there is one. */
  readonly way: AnswerPath | null;
  /** Other ways to a moment of this description: other timelines, other restore points of the name. */
  readonly alternatives: readonly AnswerPath[];
  /** Where the target is impossible: the nearest possible moments. */
  readonly before: Moment | null;
  readonly after: Moment | null;
  readonly notes: readonly AnswerNote[];
  /** Ids of sets: to read their records, and those of the archives that serve them, can change this answer. */
  readonly verify: readonly string[];
}

/** The answers for a target: one for each server whose backups are there, never mixed. */
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
  /** What must be read before the first step. */
  readonly warnings: readonly string[];
  readonly steps: readonly RestoreStep[];
}

export interface RestoreStep {
  readonly title: string;
  /** Why, and what to look at. Sentences, one a paragraph. */
  readonly text: readonly string[];
  /** For a POSIX shell, to be run as the servers' user; '' where there is nothing to run. */
  readonly commands: string;
  /** Destroys or overwrites something, or must not be done while something else runs. */
  readonly danger: boolean;
  /** May be left out: an alternative or a check. */
  readonly optional: boolean;
}

/** Why a segment must stay: part of a kept set, on the way on from one, or nobody can tell that it may go. */
export type NeedReason = 'set' | 'recovery' | 'unknown';

/** Neighboring files of one form. */
export interface WalFileRange extends ReportRange {
  /** '' or '.gz', '.partial', … */
  readonly suffix: string;
  /** Sum of the file sizes. */
  readonly bytes: string;
}

export interface NeededRange extends WalFileRange {
  readonly reason: NeedReason;
  /** The oldest kept set that needs it; null if nobody can tell. */
  readonly setId: string | null;
  /** A sentence: "needed by …", "for recovery after …". */
  readonly why: string;
}

/** What may go from an archive when some sets are kept. */
export interface ObsoleteWal {
  readonly archive: string;
  readonly systemIdentifier: string | null;
  readonly kept: readonly AnswerSet[];
  /** Sets that cannot be restored any longer when the obsolete WAL is gone. */
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
  /** Timeline history files always stay: they are small, and recovery cannot find its way without. */
  readonly histories: readonly { readonly name: string; readonly why: string }[];
  /** The `pg_archivecleanup` arguments that remove exactly the obsolete files; null if none do. */
  readonly archiveCleanup: readonly string[] | null;
  readonly warnings: readonly string[];
}
