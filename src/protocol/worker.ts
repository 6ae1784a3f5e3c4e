import type { Catalog } from '../core/model/catalog';
import type { EvidenceLevel } from '../core/model/evidence';
import type { WalArchive } from '../core/model/walArchive';
import type { ScanOptions } from '../core/catalog/scan';
import type { SetJob } from '../core/proofs/setJob';
import type { StructureJob } from '../core/proofs/structureJob';
import type { KnownTar } from '../core/tars/tarIndex';
import type { CompletionJob } from '../core/complete/completionJob';
import type { CompletionPlan, CopyRun } from '../core/complete/completionPlan';
import type { CompletionResult } from '../core/complete/completionResult';
import type { StoredSegment } from '../core/complete/segmentProof';
import type { Finding } from '../core/ground/finding';
import type { FileFacts, FileHead, ReadFailure } from '../core/ground/ports';
import type { CopyOrder, WalJob } from '../core/proofs/walJob';
import type { ChunkResult, ChunkSpec } from '../core/verify/records/chunk';
import type { WatchedFiles } from '../core/proofs/filesJob';
import type { FilesInput, FilesVerification } from '../core/verify/files/filesVerification';
import type { HashRange, HashResult } from '../core/verify/files/hashing';
import type { StoredRange, StoredResult } from '../core/verify/files/stored/storedFiles';
import type { SetVerification } from '../core/verify/records/setVerification';
import type { StructureLook } from '../core/verify/structure/structureInput';

/** What a worker can be asked for: each task with what it takes and what it gives. */
export interface WorkerTasks {
  readonly scan: {
    /** `knownTars`: what threads that are gone had read of packed tars. */
    readonly input: Omit<ScanOptions, 'signal'> & { readonly knownTars?: readonly KnownTar[] };
    readonly output: Catalog;
  };
  /** What the thread that answers has read of packed tars, to be given to a later scan. */
  readonly 'known-tars': { readonly input: object; readonly output: readonly KnownTar[] };
  /** Reads packed tars once for a whole verification: `TarStore.readForGood`. */
  readonly 'read-tars': {
    readonly input: { readonly tars: readonly string[] };
    readonly output: readonly KnownTar[];
  };
  /** A file's facts and the first bytes of what it holds, unpacked. */
  readonly 'read-start': {
    readonly input: { readonly path: string; readonly length: number };
    readonly output: FileStart;
  };
  /** Walks the WAL of a set in one piece. */
  readonly 'walk-set': {
    readonly input: { readonly job: SetJob; readonly order: CopyOrder };
    readonly output: SetVerification;
  };
  /** Walks some segments of a longer range. */
  readonly 'walk-chunk': {
    readonly input: {
      readonly job: WalJob;
      readonly order: CopyOrder;
      readonly spec: ChunkSpec;
      /** Nothing is read if the files still have this stamp. */
      readonly unless?: string | undefined;
    };
    readonly output: ChunkReading;
  };
  /** Looks at every segment of an archive by itself, by its size and first page. */
  readonly 'check-archive': {
    readonly input: { readonly archive: WalArchive; readonly level: EvidenceLevel };
    readonly output: readonly Finding[];
  };
  /** Finds segments that are there in two forms with different content. */
  readonly 'compare-copies': { readonly input: CompareInput; readonly output: CopyComparison };
  /** Compares segments with the checksums that their tool put into the files' names. */
  readonly 'check-sums': { readonly input: CompareInput; readonly output: readonly WrongSum[] };
  /** Compares the files of a backup with its manifest. */
  readonly 'verify-files': { readonly input: FilesJob; readonly output: FilesVerification };
  /** Looks at the data directory of a set: at what a server needs of it besides label and WAL. */
  readonly 'check-structure': { readonly input: StructureJob; readonly output: StructureLook };
  /** Tells whether anything below a folder was touched since it was last asked. */
  readonly 'fingerprint-files': { readonly input: WatchedFiles; readonly output: string };
  /** Looks what there is of the WAL that a set needs; writes nothing. */
  readonly 'plan-completion': { readonly input: CompletionJob; readonly output: CompletionPlan };
  /** Copies WAL into a set. */
  readonly complete: { readonly input: CompletionOrder; readonly output: CompletionResult };
  /** Why a file cannot serve as a segment of a set. */
  readonly 'prove-segment': {
    readonly input: { readonly job: CompletionJob; readonly file: StoredSegment };
    readonly output: Finding | undefined;
  };
  /** Reads files or pieces of them for a comparison that another thread makes. */
  readonly hash: {
    readonly input: { readonly ranges: readonly HashRange[] };
    readonly output: readonly HashResult[];
  };
  /** The same for files in the form of a backup tool. */
  readonly 'hash-stored': {
    readonly input: { readonly ranges: readonly StoredRange[] };
    readonly output: readonly StoredResult[];
  };
}

/** Which segments and small files of a plan are to be copied. */
export interface CompletionOrder {
  readonly job: CompletionJob;
  readonly copies: readonly CopyRun[];
  /** Names of the job's companions. */
  readonly companions: readonly string[];
}

/** What there is to compare, as plain data. */
export type FilesJob = Pick<
  FilesInput,
  'directory' | 'tars' | 'storedBy' | 'manifest' | 'expected' | 'ignore' | 'checksums' | 'findingLimit'
>;

/** Segments `first` to `last` along the job's path. */
export interface CompareInput {
  readonly job: WalJob;
  readonly first: number;
  readonly last: number;
}

/** What the forms of the segments hold that are there in more than one. */
export interface CopyComparison {
  readonly differing: readonly DifferingCopies[];
  /** Segments whose forms all hold the same, for each folder. */
  readonly same: readonly { readonly directory: string; readonly first: string; readonly count: number }[];
}

/** Two forms of one segment with different content. */
export interface DifferingCopies {
  readonly segment: string;
  readonly plain: string;
  readonly compressed: string;
  /** One of them cannot be opened here, so that nobody knows. */
  readonly unread?: true;
  /** A third form: a walk takes the first or the last. */
  readonly unwalked?: true;
}

/** A segment whose content is not what its file's name says. */
export interface WrongSum {
  readonly segment: string;
  readonly file: string;
}

/** What a chunk holds, and what tells whether its files change. */
export interface ChunkReading {
  /** Of the chunk's files and the one behind them, as they were before they were read. */
  readonly stamp: string;
  /** Undefined where the files are what they were. */
  readonly result: ChunkResult | undefined;
}

export interface FileStart {
  /** The file on disk: of a tar's member the tar, of a file that lies elsewhere than its path says that file. */
  readonly file: string;
  readonly facts: FileFacts | ReadFailure;
  readonly head: FileHead | ReadFailure;
}

export type TaskKind = keyof WorkerTasks;

/**
 * Messages between the thread that asks and the threads that read. They are cloned, not serialized, so bigints and maps
 * pass. A worker takes one task at a time; `cancel` names the task that it works on.
 */
export type TaskRequest = {
  readonly [K in TaskKind]: {
    readonly kind: K;
    readonly id: number;
    readonly input: WorkerTasks[K]['input'];
  };
}[TaskKind];

export type WorkerRequest =
  | TaskRequest
  | { readonly kind: 'cancel'; readonly id: number }
  /** What was kept of packed tars until the next such message. */
  | { readonly kind: 'share-tars'; readonly tars: readonly KnownTar[] };

export type WorkerResponse =
  | { readonly kind: 'progress'; readonly id: number; readonly bytes: number }
  | { readonly kind: 'done'; readonly id: number; readonly output: WorkerTasks[TaskKind]['output'] }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
