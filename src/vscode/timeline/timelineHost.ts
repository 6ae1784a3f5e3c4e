import type * as vscode from 'vscode';
import type { RecoveryTarget } from '../../core/restore/types';
import type { StopKnowledge } from '../../engine/recover/stopKnowledge';
import type { EngineTools } from '../../engine/tools';
import type { CatalogSource } from '../services/catalogSource';
import type { CommandMessage } from '../../protocol/timeline';

/** A segment of an archive, or one that a set needs. */
export interface ArchivedSegment {
  readonly archive: string;
  readonly timeline: number;
  readonly segment: number;
}

/** What the timeline needs from the rest of the extension. */
export interface TimelineHost {
  readonly catalog: CatalogSource & { readonly onDidChange: vscode.Event<void> };
  readonly log: vscode.LogOutputChannel;
  /** Selects in the trees without taking the focus. */
  readonly selectSet: (id: string) => Promise<void>;
  readonly selectSegment: (place: ArchivedSegment) => Promise<void>;
  readonly openPath: (path: string) => Promise<void>;
  readonly openSegment: (path: string) => Promise<void>;
  /** Opens the restore steps along a timeline to a target; without a path it asks for the target. */
  readonly openSteps: (set: string, path: RequestedSteps | undefined) => Promise<void>;
  /** Reads the records of sets and of the archives that serve them, if that was not done yet. */
  readonly verify: (sets: readonly string[]) => Promise<void>;
  readonly stops: StopKnowledge;
  /** Loads the record reader. */
  readonly tools: () => Promise<EngineTools>;
  /** Asks which archive, if there are several. */
  readonly openObsolete: (archives: readonly string[]) => Promise<void>;
  readonly run: (what: CommandMessage['what']) => Promise<void>;
}

/** The recovery path of the steps. */
export interface RequestedSteps {
  /** Null: the end of the backup itself. */
  readonly target: RecoveryTarget | null;
  readonly timeline?: number;
}

/** What to show first: a set, an archive, or only the timeline. */
export interface TimelineFocus {
  readonly setId?: string;
  readonly archive?: string;
}
