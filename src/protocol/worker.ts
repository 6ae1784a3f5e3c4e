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
import type { StoredSegment } from '../core/complete/segmentFault';
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

/** The tasks of a worker: each with its input and output. */
export interface WorkerTasks {
  readonly scan: {
    /** `knownTars`: what threads that have ended had read of compressed tars. */
    readonly input: Omit<ScanOptions, 'signal'> & { readonly knownTars?: readonly KnownTar[] };
    readonly output: Catalog;
  };
  /** What the answering thread has read of compressed tars, for a later scan. */
  readonly 'known-tars': { readonly input: object; readonly output: readonly KnownTar[] };
  /** Reads compressed tars once for a whole verification: `TarStore.readForGood`. */
  readonly 'read-tars': {
    readonly input: { readonly tars: readonly string[] };
    readonly output: readonly KnownTar[];
  };
  /** A file's facts and the first bytes of its decompressed content. */
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
      readonly unlessStamp?: string | undefined;
    };
    readonly output: ChunkReading;
  };
  /** Checks every segment of an archive by itself, by its size and first page. */
  readonly 'check-archive': {
    readonly input: { readonly archive: WalArchive; readonly level: EvidenceLevel };
    readonly output: readonly Finding[];
  };
  /** Finds segments that are both plain and compressed, with different content. */
  readonly 'compare-copies': { readonly input: CompareInput; readonly output: CopyComparison };
  /** Compares segments with the checksums that their tool put into the files' names. */
  readonly 'compare-name-sums': { readonly input: CompareInput; readonly output: readonly WrongSum[] };
  /** Compares the files of a backup with its manifest. */
  readonly 'verify-files': { readonly input: FilesJob; readonly output: FilesVerification };
  /** Looks at the data directory of a set: at what a server needs of it besides label and WAL. */
  readonly 'check-structure': { readonly input: StructureJob; readonly output: StructureLook };
  /** A text that differs if anything below a directory has changed. */
  readonly 'fingerprint-files': { readonly input: WatchedFiles; readonly output: string };
  /** Determines which of a set's required WAL is available; writes nothing. */
  readonly 'plan-completion': { readonly input: CompletionJob; readonly output: CompletionPlan };
  /** Copies WAL into a set. */
  readonly complete: { readonly input: CompletionOrder; readonly output: CompletionResult };
  /** Why a file cannot be used as a segment of a set; undefined if it can. */
  readonly 'find-segment-fault': {
    readonly input: { readonly job: CompletionJob; readonly file: StoredSegment };
    readonly output: Finding | undefined;
  };
  /** Reads files or parts of them for a comparison in another thread. */
  readonly hash: {
    readonly input: { readonly ranges: readonly HashRange[] };
    readonly output: readonly HashResult[];
  };
  /** The same for files in the format of a backup tool. */
  readonly 'hash-stored': {
    readonly input: { readonly ranges: readonly StoredRange[] };
    readonly output: readonly StoredResult[];
  };
}

/** The segments and small files of a plan that are to be copied. */
export interface CompletionOrder {
  readonly job: CompletionJob;
  readonly copies: readonly CopyRun[];
  /** Names of the job's companions. */
  readonly companions: readonly string[];
}

/** What to compare, as plain data. */
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

/** Which segments have copies with different content. */
export interface CopyComparison {
  readonly differing: readonly DifferingCopies[];
  /** Segments whose copies all have the same content, for each directory. */
  readonly same: readonly { readonly directory: string; readonly first: string; readonly count: number }[];
}

/** Two copies of one segment with different content. */
export interface DifferingCopies {
  readonly segment: string;
  readonly plain: string;
  readonly compressed: string;
  /** One of them cannot be opened here, so the result is unknown. */
  readonly unread?: true;
  /** A copy between the first and the last, which no walk reads. */
  readonly unwalked?: true;
}

/** A segment whose content does not have the checksum in its file's name. */
export interface WrongSum {
  readonly segment: string;
  readonly file: string;
}

/** The result of a chunk, and a stamp that shows whether its files change. */
export interface ChunkReading {
  /** The stamp of the chunk's files and the next one, before they were read. */
  readonly stamp: string;
  /** Undefined if the files are unchanged. */
  readonly result: ChunkResult | undefined;
}

export interface FileStart {
  /** The file on disk: for a member of a tar the tar; for a file that is not at its path, that file. */
  readonly file: string;
  readonly facts: FileFacts | ReadFailure;
  readonly head: FileHead | ReadFailure;
}

export type TaskKind = keyof WorkerTasks;

/**
 * Messages between the calling thread and the threads that read. They are cloned, not serialized, so bigints and maps
 * work. A worker runs one task at a time; `cancel` names the task that it is running.
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
  /** What was kept of compressed tars until the next such message. */
  | { readonly kind: 'share-tars'; readonly tars: readonly KnownTar[] };

export type WorkerResponse =
  | { readonly kind: 'progress'; readonly id: number; readonly bytes: number }
  | { readonly kind: 'done'; readonly id: number; readonly output: WorkerTasks[TaskKind]['output'] }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
