import type { BackupSet } from '../../core/model/backupSet';
import type { Catalog } from '../../core/model/catalog';
import type { Part } from '../../core/model/consequences';
import type { WalArchive } from '../../core/model/walArchive';
import { type WatchedFiles, comparableFiles, watchedFiles } from '../../core/proofs/filesJob';
import { failureFinding, withFailure } from '../../core/proofs/withFailure';
import { withFiles } from '../../core/proofs/withFiles';
import { allWithParents } from '../../core/proofs/withParents';
import {
  type ArchiveReading,
  type SegmentsReading,
  withReading,
  withSegments,
} from '../../core/proofs/withReading';
import { withRecords } from '../../core/proofs/withRecords';
import { withStructure } from '../../core/proofs/withStructure';
import type { FilesVerification } from '../../core/verify/files/filesVerification';
import type { SetVerification } from '../../core/verify/records/setVerification';
import type { StructureLook } from '../../core/verify/structure/structureInput';

/** One result of verifying a set or an archive, as that was before it was read: what was found, or that it ended early. */
export type VerificationResult =
  | { readonly kind: 'records'; readonly set: BackupSet; readonly result: SetVerification }
  | {
      readonly kind: 'files';
      readonly set: BackupSet;
      /**
       * Fingerprint of the directory before its files were read; undefined: the result does not outlive the next scan.
       */
      readonly fingerprint: string | undefined;
      readonly result: FilesVerification;
    }
  /** What its data directory looks like. */
  | {
      readonly kind: 'structure';
      readonly set: BackupSet;
      /** As for `files`, of the data directory. */
      readonly fingerprint: string | undefined;
      readonly result: StructureLook;
    }
  /** What was found in every segment of an archive. */
  | { readonly kind: 'segments'; readonly archive: WalArchive; readonly result: SegmentsReading }
  /** How far recovery gets along an archive. */
  | { readonly kind: 'windows'; readonly archive: WalArchive; readonly result: ArchiveReading }
  /** A verification that did not finish. */
  | { readonly kind: 'set-failure'; readonly set: BackupSet; readonly part: Part; readonly reason: string }
  | { readonly kind: 'archive-failure'; readonly archive: WalArchive; readonly reason: string };

type SetFailure = Pick<VerificationResult & { readonly kind: 'set-failure' }, 'part' | 'reason'>;

interface Kept<T, R> {
  /** The set or archive as it was before it was read. */
  readonly of: T;
  readonly result: R;
}

interface KeptFiles<R> {
  /** The files of the fingerprint. */
  readonly watched: WatchedFiles;
  readonly fingerprint: string | undefined;
  readonly result: R;
}

/** Results of verifications, each kept as long as the files that were read are unchanged. */
export class VerificationResults {
  readonly #records = new Map<string, Kept<BackupSet, SetVerification>>();
  readonly #files = new Map<string, KeptFiles<FilesVerification>>();
  readonly #structures = new Map<string, KeptFiles<StructureLook> & Kept<BackupSet, StructureLook>>();
  readonly #failedSets = new Map<string, Kept<BackupSet, SetFailure>>();
  readonly #segments = new Map<string, Kept<WalArchive, SegmentsReading>>();
  readonly #windows = new Map<string, Kept<WalArchive, ArchiveReading>>();
  readonly #failedArchives = new Map<string, Kept<WalArchive, string>>();

  /** Adds a result, replacing an earlier one of the same kind. */
  add(verification: VerificationResult): void {
    switch (verification.kind) {
      case 'records':
        // A verification begins with the records.
        this.#failedSets.delete(verification.set.id);
        this.#records.set(verification.set.id, { of: verification.set, result: verification.result });
        return;
      case 'files':
        this.#endFailure(verification.set, 'files');
        this.#addFiles(verification.set, verification.fingerprint, verification.result);
        return;
      case 'structure':
        this.#endFailure(verification.set, 'data');
        this.#addStructure(verification.set, verification.fingerprint, verification.result);
        return;
      case 'set-failure':
        this.#failedSets.set(verification.set.id, { of: verification.set, result: verification });
        return;
      case 'segments':
        this.#failedArchives.delete(verification.archive.path);
        this.#segments.set(verification.archive.path, {
          of: verification.archive,
          result: verification.result,
        });
        return;
      case 'windows':
        this.#failedArchives.delete(verification.archive.path);
        this.#windows.set(verification.archive.path, {
          of: verification.archive,
          result: verification.result,
        });
        return;
      case 'archive-failure':
        this.#failedArchives.set(verification.archive.path, {
          of: verification.archive,
          result: verification.reason,
        });
    }
  }

  /** Forgets that a part could not be verified, once it was; a set without known WAL has no result on its records. */
  #endFailure({ id }: BackupSet, part: Part): void {
    if (this.#failedSets.get(id)?.result.part === part) this.#failedSets.delete(id);
  }

  #addFiles(set: BackupSet, fingerprint: string | undefined, result: FilesVerification): void {
    const comparable = comparableFiles(set);
    if (comparable === undefined) this.#files.delete(set.id);
    else this.#files.set(set.id, { watched: watchedFiles(comparable), fingerprint, result });
  }

  #addStructure(set: BackupSet, fingerprint: string | undefined, result: StructureLook): void {
    const { dataDirectory: directory } = set.files;
    if (directory === undefined) this.#structures.delete(set.id);
    else this.#structures.set(set.id, { of: set, watched: { directory }, fingerprint, result });
  }

  /** Whether a set was verified, as the last scan left it; with its files, if they were seen. */
  holdsFor(set: BackupSet): boolean {
    return this.holdsForRecovery(set) && (comparableFiles(set) === undefined || this.#files.has(set.id));
  }

  /** Whether its WAL and its data directory were verified; its files need not have been compared. */
  holdsForRecovery(set: BackupSet): boolean {
    const { id } = set;
    if (kept(this.#records, id, set) === undefined || kept(this.#failedSets, id, set) !== undefined)
      return false;
    return set.files.dataDirectory === undefined || kept(this.#structures, id, set) !== undefined;
  }

  /** Forgets what was seen in directories in which something was touched: a scan does not look at data files. */
  async recheckFiles(
    fingerprintOf: (watched: WatchedFiles) => Promise<string>,
    signal?: AbortSignal,
  ): Promise<void> {
    const asked = new Map<string, Promise<string>>();
    const ask = (watched: WatchedFiles): Promise<string> => {
      const key = JSON.stringify(watched);
      const known = asked.get(key) ?? fingerprintOf(watched);
      asked.set(key, known);
      return known;
    };
    for (const seen of [this.#files, this.#structures]) {
      for (const [id, { watched, fingerprint }] of seen) {
        const now = fingerprint === undefined ? undefined : await ask(watched);
        // A canceled task did not look at every file.
        if (signal?.aborted === true) return;
        if (now === undefined || now !== fingerprint) seen.delete(id);
      }
    }
  }

  /** Forgets results that no longer hold in a newer catalog: the old files may come back with other content. */
  forgetStale({ sets, archives }: Catalog): void {
    for (const set of sets) {
      forget(this.#records, set.id, set);
      forget(this.#structures, set.id, set);
      forget(this.#failedSets, set.id, set);
    }
    for (const archive of archives) {
      forget(this.#segments, archive.path, archive);
      forget(this.#windows, archive.path, archive);
      forget(this.#failedArchives, archive.path, archive);
    }
  }

  /** The catalog of a scan, with all results. */
  applyTo(catalog: Catalog): Catalog {
    const sets = allWithParents(catalog.sets.map((set) => this.setWithResults(set)));
    const archives = catalog.archives.map((archive) => this.archiveWithResults(archive, sets));
    return { ...catalog, sets, archives };
  }

  /** One set with its own results; the effect of its parents is not included. */
  setWithResults(set: BackupSet): BackupSet {
    const records = kept(this.#records, set.id, set);
    const files = this.#files.get(set.id);
    const structure = kept(this.#structures, set.id, set);
    const failed = kept(this.#failedSets, set.id, set);
    const read = records === undefined ? set : withRecords(set, records);
    const compared = files === undefined ? read : withFiles(read, files.result);
    const looked = structure === undefined ? compared : withStructure(compared, structure);
    return failed === undefined ? looked : withFailure(looked, failed.reason, failed.part);
  }

  archiveWithResults(archive: WalArchive, sets: readonly BackupSet[]): WalArchive {
    const { path } = archive;
    const segments = kept(this.#segments, path, archive);
    const windows = kept(this.#windows, path, archive);
    const failed = kept(this.#failedArchives, path, archive);
    const read = segments === undefined ? archive : withSegments(archive, segments);
    const walked = windows === undefined ? read : withReading(read, windows, sets);
    if (failed === undefined) return walked;
    return { ...walked, findings: [...walked.findings, { ...failureFinding(failed), file: path }] };
  }
}

/** A result holds for the same object, and for later ones with the same fingerprint. */
function kept<T extends { readonly fingerprint?: string | undefined }, R>(
  results: ReadonlyMap<string, Kept<T, R>>,
  key: string,
  now: T,
): R | undefined {
  const found = results.get(key);
  if (found === undefined) return undefined;
  const same = now.fingerprint !== undefined && now.fingerprint === found.of.fingerprint;
  return same || now === found.of ? found.result : undefined;
}

function forget<T extends { readonly fingerprint?: string | undefined }, R>(
  results: Map<string, Kept<T, R>>,
  key: string,
  now: T,
): void {
  if (kept(results, key, now) === undefined) results.delete(key);
}
