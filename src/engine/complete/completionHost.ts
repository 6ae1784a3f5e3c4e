import type { CompletionRefusal, KnownStop } from '../../core/complete/completionJob';
import type { CompletionPlan } from '../../core/complete/completionPlan';
import type { CompletionResult } from '../../core/complete/completionResult';
import type { BackupSet } from '../../core/model/backupSet';
import type { TaskHooks } from '../../worker/taskRunner';
import type { CatalogOptions } from '../catalogSession';
import type { VerifiableCatalog } from '../verify/verifyCatalog';
import type { ServerSource } from './completion';

/** What is to be completed, and from where. */
export interface CompletionRequest<Offer extends ArchivePath = ArchivePath> {
  /** Id of a set, or the path of its data directory, which need not be in the catalog. */
  readonly set: string;
  /** Where the backup ended, as the server said when it was stopped: used where no file of the set tells it. */
  readonly stop?: KnownStop;
  /** Further archives that are known of, asked for only where the ones within reach lack something. */
  readonly offers?: (set: BackupSet) => Promise<readonly Offer[]>;
  /** For what no archive within reach has. `name` is what the connection is called. */
  readonly server?: ServerSource & { readonly name: string };
}

export interface ArchivePath {
  readonly path: string;
}

/** The catalog in which the set is, and which shows afterwards what became of it. */
export interface CompletionCatalog extends Omit<VerifiableCatalog, 'readWholeTars'> {
  /** With what is proven. */
  readonly catalog: VerifiableCatalog['unproven'];
  /** What a scan of it is asked for. */
  readonly options: CatalogOptions;
  /** Scans again. */
  refresh(): Promise<void>;
  /** Shows proofs that were added. */
  showProofs(): void;
}

/** What a completion is doing; `bytes` are all that it will read or write. */
export type CompletionStage =
  | { readonly kind: 'find-stop' | 'plan'; readonly bytes: number }
  | { readonly kind: 'copy' | 'verify'; readonly set: BackupSet; readonly bytes: number };

/** What a completion asks and shows on its way. Each stage can be canceled by itself. */
export interface CompletionHost<Offer extends ArchivePath = ArchivePath> {
  /** Shows a stage while its work is done, and gives the work its signal. */
  during<T>(stage: CompletionStage, work: (hooks: TaskHooks) => Promise<T>): Promise<T>;
  /** Whether what the plan says is to be done. */
  agree(plan: CompletionPlan, server: string | undefined): Promise<boolean>;
  /** Whether an offered archive is searched, too; undefined: the whole completion is given up. */
  useArchive(plan: CompletionPlan, offer: Offer): Promise<boolean | undefined>;
  /** Whether the files that are in the way were moved away, so that it is worth to look again. */
  moveAway(plan: CompletionPlan): Promise<boolean>;
  copied(set: BackupSet, plan: CompletionPlan, result: CompletionResult): void;
  /** The set could not be verified among all that serves it; what its own directory is worth is known all the same. */
  failed(error: unknown): void;
}

export type CompletionOutcome =
  /** Every segment is there; `alone` is what the data directory is worth by itself, verified by records. */
  | {
      readonly kind: 'completed';
      readonly set: BackupSet;
      readonly written: number;
      readonly alone: BackupSet | undefined;
    }
  /** Before or while it was done. */
  | { readonly kind: 'canceled' }
  /** There is nothing that could be done. */
  | { readonly kind: 'refused'; readonly reason: CompletionRefusal | 'no-such-set' }
  /** No archive within reach has what the plan calls absent, and there is no server to ask. */
  | { readonly kind: 'absent'; readonly plan: CompletionPlan }
  /** It ended before `total` segments were copied. */
  | { readonly kind: 'stopped'; readonly result: CompletionResult; readonly total: number };
