import type * as vscode from 'vscode';
import type { Target } from '../../core/restore/types';
import type { CatalogSource } from '../editor/catalogSource';
import type { RunMessage } from '../../protocol/timeline';

/** A segment of an archive, or of what a set needs. */
export interface SegmentPlace {
  readonly archive: string;
  readonly timeline: number;
  readonly segment: number;
}

/** What the picture asks of the rest of the extension. */
export interface TimelineHost {
  readonly catalog: CatalogSource & { readonly onDidChange: vscode.Event<void> };
  readonly log: vscode.LogOutputChannel;
  /** Selects in the trees without taking the focus. */
  readonly selectSet: (id: string) => Promise<void>;
  readonly selectSegment: (place: SegmentPlace) => Promise<void>;
  readonly openPath: (path: string) => Promise<void>;
  readonly openSegment: (path: string) => Promise<void>;
  /** Opens the steps of a restore: to the end of the backup, or along a timeline to a target. */
  readonly openSteps: (set: string, way: StepsWay | undefined) => Promise<void>;
  readonly openObsolete: (archive: string) => Promise<void>;
  readonly run: (what: RunMessage['what']) => Promise<void>;
}

/** The way that the steps are for. */
export interface StepsWay {
  readonly target: Target;
  readonly timeline?: number;
}

/** What to show first: a set, an archive, or just the timeline. */
export interface TimelineTarget {
  readonly setId?: string;
  readonly archive?: string;
}
