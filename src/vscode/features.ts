import type * as vscode from 'vscode';
import type { Report } from '../core/report/report';
import { toReport } from '../core/report/toReport';
import type { WorkerPool } from '../worker/pool';
import { handlerOf } from './commands/registry';
import { timelineHost } from './commands/timeline';
import type { CommandServices } from './commands/services';
import type { ArchiveOffer } from './complete/archiveOffer';
import type { CompletionRequest } from '../engine/complete/completionHost';
import { EditorFeatures } from './editor/editorFeatures';
import type { LazyServers } from './servers/lazyServers';
import type { CatalogService } from './services/catalogService';
import { StopKnowledge } from '../engine/recover/stopKnowledge';
import { Disposable } from './services/disposable';
import { Lazy } from './services/lazy';
import type { TimelinePanels } from './timeline/timelinePanels';
import { BackupViews } from './tree/backupViews';
import { ServerView } from './tree/serverView';
import type { LazyViews } from './tree/lazyViews';

/** What the features share with the part of the extension that registers. */
export interface FeatureServices {
  readonly catalog: CatalogService;
  readonly log: vscode.LogOutputChannel;
  readonly pool: WorkerPool;
  readonly lazyViews: LazyViews;
  readonly servers: LazyServers;
}

/** Everything that shows a result or runs a command: a bundle of its own, loaded when it is first needed. */
export class Features extends Disposable {
  readonly views: BackupViews;
  readonly serverView: ServerView;
  readonly editor: EditorFeatures;
  readonly #services: FeatureServices;
  readonly #stops = new StopKnowledge();
  readonly #timelines = new Lazy<TimelinePanels>(async () => {
    const { TimelinePanels: Panels } = await import('./timeline/timelinePanels');
    return this._register(
      new Panels(timelineHost({ ...this.#services, views: this.views, stops: this.#stops })),
    );
  });

  constructor(context: vscode.ExtensionContext, services: FeatureServices) {
    super();
    this.#services = services;
    this.views = this._register(new BackupViews(services.catalog, services.lazyViews));
    this.serverView = this._register(new ServerView(services.servers, services.lazyViews.of('servers')));
    this.editor = this._register(new EditorFeatures(context, services.catalog, this.#stops));
  }

  /** Everything that is known now, as plain JSON. */
  report(): Report {
    return toReport(this.#services.catalog.catalog);
  }

  /** Completes a set after a backup on a server. */
  async complete(request: CompletionRequest<ArchiveOffer>): Promise<void> {
    const { completeInWindow } = await import('./complete/completeDialog');
    await completeInWindow(this.#commandServices(), request);
  }

  /** Labels of the listed sets, with the path of each set. Reads nothing. */
  labels(): ReadonlyMap<string, string> {
    const { sets } = this.#services.catalog.catalog;
    return new Map(sets.flatMap(({ label, path }) => (label === undefined ? [] : [[label, path] as const])));
  }

  /** Runs a command of the manifest. */
  async run(id: string, args: readonly unknown[]): Promise<void> {
    await handlerOf(id)?.(this.#commandServices(), ...args);
  }

  /** Fills the timeline's panel that is empty after a reload of the window. */
  async restoreTimeline(panel: vscode.WebviewPanel): Promise<void> {
    (await this.#timelines.get()).restore(panel);
  }

  #commandServices(): CommandServices {
    const timelines = (): Promise<TimelinePanels> => this.#timelines.get();
    return { ...this.#services, views: this.views, stops: this.#stops, timelines };
  }
}

export function createFeatures(context: vscode.ExtensionContext, services: FeatureServices): Features {
  return new Features(context, services);
}
