import * as vscode from 'vscode';
import { TIMELINE_VIEW } from '../ids';
import { Disposable } from '../services/disposable';
import type { TimelineHost, TimelineFocus } from './timelineHost';
import { timelineMessages } from './timelineMessages';
import { TimelinePanel } from './timelinePanel';

/** The timeline's panel. There is only one, which is shown again instead of opened twice. */
export class TimelinePanels extends Disposable {
  readonly #host: TimelineHost;
  readonly #dist = vscode.Uri.file(__dirname);
  #panel: TimelinePanel | undefined;

  constructor(host: TimelineHost) {
    super();
    this.#host = host;
  }

  show(target: TimelineFocus): void {
    const panel = this.#panel ?? this.#own(this.#create());
    panel.show(target);
  }

  /** Called after a reload of the window. The page itself remembers its position. */
  restore(panel: vscode.WebviewPanel): void {
    this.#own(panel);
  }

  #create(): vscode.WebviewPanel {
    const column = { viewColumn: vscode.ViewColumn.Active };
    return vscode.window.createWebviewPanel(TIMELINE_VIEW, timelineMessages.title(), column, {
      enableFindWidget: false,
    });
  }

  #own(panel: vscode.WebviewPanel): TimelinePanel {
    const owned = this._register(new TimelinePanel(panel, this.#dist, this.#host));
    owned.onDidDispose(() => {
      if (this.#panel === owned) this.#panel = undefined;
    });
    this.#panel = owned;
    return owned;
  }
}
