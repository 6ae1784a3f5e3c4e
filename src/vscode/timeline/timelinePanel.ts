import * as vscode from 'vscode';
import type { ScopeContent } from '../../core/timeline/scopes';
import {
  type FromWebview,
  isFromWebview,
  type ItemRef,
  TIMELINE_SCHEMA,
  type ToWebview,
} from '../../protocol/timeline';
import { Disposable } from '../services/disposable';
import { errorText } from '../services/log';
import { type PictureQuestion, answerAsked, setsToRead } from './asking';
import { targetOf } from '../../engine/recover/recoverTo';
import { loadPage } from './loadPage';
import { Pictures } from './pictures';
import { savePicture, saveReport } from './saving';
import type { TimelineHost, TimelineFocus } from './timelineHost';
import { timelineMessages } from './timelineMessages';

/** Several changes within this time count as one. */
const SETTLE_MS = 100;

/** One webview: answers its requests, and keeps it up to date with the catalog. */
export class TimelinePanel extends Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #host: TimelineHost;
  readonly #gone = this._register(new vscode.EventEmitter<void>());
  readonly onDidDispose = this.#gone.event;
  #pictures: Pictures;
  #scope: string | null = null;
  /** The target to show as soon as the page listens. */
  #wanted: TimelineFocus | undefined;
  #ready = false;
  #timer: NodeJS.Timeout | undefined;
  /** The look-up of records for the last question. */
  #asking: AbortController | undefined;

  constructor(panel: vscode.WebviewPanel, dist: vscode.Uri, host: TimelineHost) {
    super();
    this.#panel = panel;
    this.#host = host;
    this.#pictures = new Pictures(host.catalog.catalog);
    this._register(
      panel.onDidDispose(() => {
        this.#gone.fire();
        this.dispose();
      }),
    );
    this._register(panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)));
    this._register(
      host.catalog.onDidChange(() => {
        this.#soon();
      }),
    );
    loadPage(panel, dist);
  }

  /** Brings the panel to the front, and shows the target. */
  show(target: TimelineFocus): void {
    this.#panel.reveal();
    this.#wanted = target;
    if (this.#ready) this.#send();
  }

  override dispose(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    super.dispose();
  }

  async #receive(message: unknown): Promise<void> {
    if (!isFromWebview(message)) {
      this.#host.log.warn('Timeline: dropped a message of unknown shape');
      return;
    }
    try {
      await this.#answer(message);
    } catch (error) {
      this.#host.log.error(`Timeline, ${message.type}: ${errorText(error)}`);
      this.#post({ type: 'say', text: timelineMessages.failed(errorText(error)) });
    }
  }

  async #answer(message: FromWebview): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.#start(message.schema, message.scope);
      case 'scope':
        this.#scope = message.scope;
        this.#send();
        return;
      case 'select':
        return this.#select(message.item);
      case 'open':
        return this.#open(message.item);
      case 'run':
        return this.#host.run(message.what);
      case 'ask':
        return this.#ask(message.text);
      case 'steps':
        return this.#steps(message);
      case 'restoreSteps':
        if (this.#pictures.set(message.setId) !== undefined)
          await this.#host.openSteps(message.setId, undefined);
        return;
      case 'verifyFirst':
        return this.#verifyFirst(message.ask);
      case 'obsolete':
        return this.#obsolete();
      case 'saveReport':
        return saveReport(this.#host.catalog.catalog, message.format);
      case 'savePicture':
        return savePicture(message.content, message.format);
      case 'problem':
        this.#host.log.warn(`Timeline: ${message.text}`);
    }
  }

  /** The page was loaded, perhaps again after it was hidden: it gets everything, whatever it had before. */
  async #start(schema: number, scope: string | null): Promise<void> {
    if (schema !== TIMELINE_SCHEMA) {
      this.#host.log.error(`Timeline: the page speaks schema ${String(schema)}`);
      return;
    }
    this.#ready = true;
    this.#scope ??= scope;
    if (!this.#host.catalog.scanned) this.#post(this.#emptyState(false));
    await this.#host.catalog.whenReady();
    this.#update();
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#update();
    }, SETTLE_MS);
  }

  #update(): void {
    this.#pictures = new Pictures(this.#host.catalog.catalog);
    if (this.#ready) this.#send();
  }

  #send(): void {
    if (!this.#host.catalog.scanned) return;
    const wanted = this.#wanted;
    if (wanted !== undefined) this.#scope = this.#pictures.scopeOf(wanted) ?? this.#scope;
    const content = this.#pictures.content(this.#scope);
    if (content === undefined) {
      this.#post(this.#emptyState(true));
      return;
    }
    this.#post({
      ...this.#emptyState(true),
      scopes: this.#pictures.scopes(content.scope.id),
      picture: this.#pictures.picture(content),
    });
    this.#wanted = undefined;
    if (wanted?.setId !== undefined) this.#post({ type: 'show', item: { kind: 'set', id: wanted.setId } });
  }

  #emptyState(scanned: boolean): Extract<ToWebview, { type: 'state' }> {
    const words = Object.fromEntries(
      Object.entries(vscode.l10n.bundle ?? {}).filter((entry) => typeof entry[1] === 'string'),
    );
    const locale = vscode.env.language;
    return { type: 'state', schema: TIMELINE_SCHEMA, scanned, scopes: [], picture: null, words, locale };
  }

  async #select(item: ItemRef): Promise<void> {
    if (item.kind === 'set') return this.#host.selectSet(item.id);
    const place = this.#place(item)?.place;
    if (place !== undefined) await this.#host.selectSegment(place);
  }

  async #open(item: ItemRef): Promise<void> {
    if (item.kind === 'set') {
      const set = this.#pictures.set(item.id);
      if (set === undefined) return;
      const { label, history, labelOld, manifest } = set.files;
      return this.#host.openPath(label ?? history ?? labelOld ?? manifest ?? set.path);
    }
    const found = this.#place(item);
    const file = found === undefined ? undefined : this.#pictures.file(found.content, found.place);
    if (file === undefined) this.#post({ type: 'say', text: timelineMessages.noFile() });
    else await this.#host.openSegment(file);
  }

  /** Answers at once with what is known, and again after the records were looked up. */
  async #ask(text: string): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const { stops, tools } = this.#host;
    await answerAsked(this.#asked(text), stops, tools, asking.signal, (cards) => {
      this.#post({ type: 'answer', ask: text, cards });
    });
  }

  /** Verifies the sets on which the answer depends, and answers again. */
  async #verifyFirst(text: string): Promise<void> {
    await this.#host.verify(setsToRead(this.#asked(text), this.#host.stops));
    await this.#ask(text);
  }

  #asked(text: string): PictureQuestion {
    return { catalog: this.#host.catalog.catalog, text, systemIdentifier: this.#identifier() };
  }

  #identifier(): string | null {
    return this.#pictures.content(this.#scope)?.scope.systemIdentifier ?? null;
  }

  async #steps({ set, ask, timeline }: Extract<FromWebview, { type: 'steps' }>): Promise<void> {
    if (this.#pictures.set(set) === undefined) return;
    const target = ask === null ? undefined : targetOf(this.#host.catalog.catalog, ask).target;
    const along = timeline === null ? {} : { timeline };
    await this.#host.openSteps(set, { target: target ?? null, ...along });
  }

  async #obsolete(): Promise<void> {
    const archives = this.#pictures.content(this.#scope)?.archives ?? [];
    if (archives.length > 0) await this.#host.openObsolete(archives.map(({ path }) => path));
  }

  /** The webview names timelines and numbers, never paths: those come from the catalog. */
  #place(item: Extract<ItemRef, { kind: 'segment' }>) {
    const content: ScopeContent | undefined = this.#pictures.content(this.#scope);
    const place = content === undefined ? undefined : this.#pictures.place(content, item);
    return content === undefined || place === undefined ? undefined : { content, place };
  }

  #post(message: ToWebview): void {
    void this.#panel.webview.postMessage(message);
  }
}
