import type { CompletionRefusal, KnownStop } from '../../core/complete/completionJob';
import type { CompletionPlan } from '../../core/complete/completionPlan';
import type { CompletionResult } from '../../core/complete/completionResult';
import type { BackupSet } from '../../core/model/backupSet';
import type { TaskHooks } from '../../worker/taskRunner';
import type { CatalogOptions } from '../catalogSession';
import type { VerifiableCatalog } from '../verify/verifyCatalog';
import type { ServerSource } from './completion';

/** What to complete, and from where. */
export interface CompletionRequest<Offer extends ArchivePath = ArchivePath> {
  /** Id of a set, or the path of its data directory, which need not be in the catalog. */
  readonly set: string;
  /** Where the backup ended, as the server reported it at the stop: used if no file of the set contains it. */
  readonly stop?: KnownStop;
  /** Further known archives, requested only if the ones within reach lack something. */
  readonly offers?: (set: BackupSet) => Promise<readonly Offer[]>;
  /** For WAL that no archive within reach has. `name` is that of the connection. */
  readonly server?: ServerSource & { readonly name: string };
  /** Only the plan is wanted: nothing is asked, written or removed. */
  readonly planOnly?: boolean;
}

export interface ArchivePath {
  readonly path: string;
}

/** The catalog of the set, which shows the result afterwards. */
export interface CompletionCatalog extends Omit<VerifiableCatalog, 'readWholeTars'> {
  /** With all results. */
  readonly catalog: VerifiableCatalog['unproven'];
  /** Options of its scans. */
  readonly options: CatalogOptions;
  /** Scans again. */
  refresh(): Promise<void>;
  /** Updates the catalog with results that were added. */
  showResults(): void;
}

/** What a completion is doing; `bytes` is the total that it will read or write. */
export type CompletionStage =
  | { readonly kind: 'find-stop' | 'plan'; readonly bytes: number }
  | { readonly kind: 'copy' | 'verify'; readonly set: BackupSet; readonly bytes: number };

/** What a completion asks and shows. Each stage can be canceled by itself. */
export interface CompletionHost<Offer extends ArchivePath = ArchivePath> {
  /** Shows a stage while `work` runs, and passes its signal to the work. */
  during<T>(stage: CompletionStage, work: (hooks: TaskHooks) => Promise<T>): Promise<T>;
  /** Whether the user agrees to the plan. */
  agree(plan: CompletionPlan, server: string | undefined): Promise<boolean>;
  /** Whether an offered archive is searched, too; undefined cancels the whole completion. */
  useArchive(plan: CompletionPlan, offer: Offer): Promise<boolean | undefined>;
  /** Whether the obstacles were moved away, so that it is worth looking again. */
  moveAway(plan: CompletionPlan): Promise<boolean>;
  copied(set: BackupSet, plan: CompletionPlan, result: CompletionResult): void;
  /**
   * The set could not be verified with everything that serves it; the verdict on its own directory is known
   * nevertheless.
   */
  failed(error: unknown): void;
}

export type CompletionOutcome =
  /** Every segment is there; `alone` is the verdict on the data directory alone, verified by records. */
  | {
      readonly kind: 'completed';
      readonly set: BackupSet;
      readonly plan: CompletionPlan;
      readonly written: number;
      readonly alone: BackupSet | undefined;
    }
  /** The requested plan, and nothing more. */
  | { readonly kind: 'planned'; readonly plan: CompletionPlan }
  /** Every segment is there, but the verification was canceled, so nothing is known of the set's verdict. */
  | {
      readonly kind: 'unverified';
      readonly set: BackupSet;
      readonly plan: CompletionPlan;
      readonly written: number;
    }
  /** By the user, before or during the work; the plan, once there was one. */
  | { readonly kind: 'canceled'; readonly plan: CompletionPlan | undefined; readonly written: number }
  /** Nothing can be done. */
  | { readonly kind: 'refused'; readonly reason: CompletionRefusal | 'no-such-set' }
  /** Other files have the names of needed segments, and were not moved away. */
  | { readonly kind: 'obstructed'; readonly plan: CompletionPlan }
  /** No archive within reach has the segments that the plan calls absent, and there is no server to ask. */
  | { readonly kind: 'absent'; readonly plan: CompletionPlan; readonly written: number }
  /** The work ended before `total` segments were copied. */
  | {
      readonly kind: 'stopped';
      readonly plan: CompletionPlan;
      readonly result: CompletionResult;
      readonly total: number;
    };
