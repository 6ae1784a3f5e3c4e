import type * as vscode from 'vscode';
import type { WorkerPool } from '../../worker/pool';
import type { StopKnowledge } from '../../engine/recover/stopKnowledge';
import type { LazyServers } from '../servers/lazyServers';
import type { CatalogService } from '../services/catalogService';
import type { TimelinePanels } from '../timeline/timelinePanels';
import type { BackupViews } from '../tree/backupViews';

/** What the commands work with. */
export interface CommandServices {
  readonly catalog: CatalogService;
  readonly views: BackupViews;
  readonly log: vscode.LogOutputChannel;
  readonly pool: WorkerPool;
  /** Loads the timeline when it is opened. */
  readonly timelines: () => Promise<TimelinePanels>;
  readonly servers: LazyServers;
  readonly stops: StopKnowledge;
}

/** Runs a command. Arguments come from menus, links and other extensions, and may contain anything. */
export type Handler = (services: CommandServices, ...args: readonly unknown[]) => Promise<void> | void;
