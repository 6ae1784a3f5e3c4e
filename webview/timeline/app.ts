import type { Picture } from '../../src/core/timeline/picture';
import type { ItemRef, StateMessage, ToWebview } from '../../src/protocol/timeline';
import { TIMELINE_SCHEMA } from '../../src/protocol/timeline';
import { actionsFor } from './detailsPane';
import type { ChosenAction } from './detailsPane';
import { el } from './dom';
import { emptyState } from './emptyState';
import { exported } from './exportPicture';
import { chosenBy } from './find';
import { headlines } from './headline';
import type { Host } from './host';
import { segmentKey, setKey } from './itemKeys';
import { legend } from './legend';
import { LiveRegion } from './liveRegion';
import { Page } from './page';
import type { Chosen } from './pick';
import { safeMessage } from './received';
import type { SavedState } from './savedState';
import { START_STATE } from './savedState';
import { hasTimes, timesOf } from './scale';
import type { Scene } from './scene';
import { Slices } from './slices';
import { tables } from './table';
import { onThemeChange, readTheme } from './theme';
import type { Theme } from './themeColors';
import type { Export, ToolbarEvents } from './toolbar';
import type { View } from './view';
import { t, useWords, warmWords } from './words';

/** The whole page: takes the host's state, shows it, and keeps where one looks. */
export class App {
  readonly #host: Host;
  readonly #root: HTMLElement;
  readonly #live = new LiveRegion();
  readonly #slices = new Slices();
  #theme: Theme;
  #state: SavedState;
  #shown: StateMessage | undefined;
  #page: Page | undefined;
  /** What is to be shown as soon as there is a picture. */
  #wanted: ItemRef | undefined;

  constructor(host: Host, root: HTMLElement) {
    this.#host = host;
    this.#root = root;
    this.#state = host.saved() ?? START_STATE;
    this.#theme = readTheme(document.body);
  }

  start(): void {
    this.#host.listen((message) => {
      this.#hear(message);
    });
    this.#host.post({ type: 'ready', schema: TIMELINE_SCHEMA, scope: this.#state.scope });
    // What the browser needs long for the first time, while the host is still looking.
    this.#slices.run([
      () => {
        warmWords(navigator.language);
      },
    ]);
    onThemeChange(() => {
      this.#theme = readTheme(document.body);
      this.#page?.plot.dress(this.#theme);
      this.#showLegend();
    });
  }

  #hear(message: ToWebview): void {
    if (message.type === 'say') this.#live.say(safeMessage(message).text);
    else if (message.type === 'answer') this.#page?.ask.show(safeMessage(message));
    else if (message.type === 'show') this.#reveal(message.item);
    else if (message.schema === TIMELINE_SCHEMA)
      this.#slices.run([
        () => {
          this.#take(safeMessage(message));
        },
      ]);
  }

  #take(message: StateMessage): void {
    this.#shown = message;
    useWords(message.words, message.locale);
    document.documentElement.lang = message.locale;
    const { picture } = message;
    if (picture === null || (picture.lanes.length === 0 && picture.unplaced.length === 0)) {
      this.#page = undefined;
      const empty = emptyState(message.scanned, (what) => {
        this.#host.post({ type: 'run', what });
      });
      this.#root.replaceChildren(el('div', { class: 'empty' }, empty), this.#live.element);
      return;
    }
    // Another scope has another axis: what was looked at there says nothing here.
    if (this.#state.scope !== picture.scope)
      this.#keep({ scope: picture.scope, ...(this.#state.scope !== null && { view: null, selected: null }) });
    this.#slices.insert([...this.#building(), ...this.#showing(picture)]);
  }

  /** The page is made once; what was asked before a reload is asked again. */
  #building(): (() => void)[] {
    if (this.#page !== undefined) return [];
    return [
      () => {
        const page = new Page({ ...this.#events(), toolbar: this.#toolbarEvents() }, this.#theme);
        this.#page = page;
        this.#root.replaceChildren(...page.elements, this.#live.element);
      },
      () => {
        if (this.#state.asked !== null) this.#page?.ask.again(this.#state.asked);
      },
    ];
  }

  /** Shows a picture without touching where one looks: the parts from top to bottom, each in a task of its own. */
  #showing(picture: Picture): (() => void)[] {
    const { axis, view, selected } = this.#state;
    return [
      () => {
        this.#page?.toolbar.show(this.#shown?.scopes ?? [], picture, this.#state);
        this.#page?.showHeadlines(headlines(picture));
        if (this.#page !== undefined) this.#page.frame.hidden = picture.lanes.length === 0;
      },
      () => {
        this.#page?.plot.show(picture, axis === 'time' && hasTimes(picture) ? 'time' : 'lsn', view, selected);
        this.#page?.plot.prepare();
      },
      () => {
        this.#showLegend();
      },
      () => {
        this.#showDetails();
      },
      () => {
        this.#showTables(picture);
      },
      () => {
        if (this.#wanted !== undefined) this.#reveal(this.#wanted);
      },
    ];
  }

  #events() {
    return {
      post: this.#host.post,
      asked: (asked: string) => {
        this.#keep({ asked });
      },
      plot: {
        choose: (chosen: Chosen) => {
          this.#choose(chosen);
        },
        open: (item: ItemRef) => {
          this.#host.post({ type: 'open', item });
        },
        menu: (chosen: Chosen, x: number, y: number) => {
          this.#page?.menu.show(chosen.description.title, this.#actions(chosen), x, y);
        },
        moved: (view: View | null, scene: Scene) => {
          this.#moved(view, scene);
        },
      },
    };
  }

  #toolbarEvents(): ToolbarEvents {
    return {
      scope: (scope) => {
        this.#host.post({ type: 'scope', scope });
      },
      axis: (axis) => {
        this.#keep({ axis, view: null });
        this.#refresh();
      },
      table: (table) => {
        this.#keep({ table });
        this.#refresh();
      },
      act: (action) => {
        this.#page?.plot.act(action);
      },
      export: (what) => {
        void this.#export(what);
      },
      verify: () => {
        this.#host.post({ type: 'run', what: 'verify' });
      },
    };
  }

  #refresh(): void {
    const picture = this.#shown?.picture;
    if (picture !== undefined && picture !== null) this.#slices.run(this.#showing(picture));
  }

  #showTables(picture: Picture): void {
    const area = this.#page?.tables;
    if (area === undefined) return;
    const { sort } = this.#state;
    // Where nothing can be drawn, the table is all that there is.
    const table = this.#state.table || picture.lanes.length === 0;
    area.hidden = !table;
    if (!table) {
      area.replaceChildren();
      return;
    }
    const focused = document.activeElement?.getAttribute('data-sort') ?? '';
    const made = tables(picture, sort, {
      choose: (key, ref) => {
        this.#choose(this.#chosen(key) ?? { key, description: { title: '', rows: [], notes: [] }, ref });
        this.#bring(ref);
      },
      open: (item) => {
        this.#host.post({ type: 'open', item });
      },
      sort: (wanted) => {
        this.#keep({ sort: wanted });
        this.#showTables(picture);
      },
    });
    area.replaceChildren(...made);
    if (focused !== '') area.querySelector<HTMLElement>(`[data-sort="${focused}"]`)?.focus();
  }

  #chosen(key: string | null): Chosen | undefined {
    const picture = this.#shown?.picture;
    if (key === null || picture === undefined || picture === null) return undefined;
    return chosenBy(key, picture, timesOf(picture));
  }

  #actions(chosen: Chosen): ChosenAction[] {
    return actionsFor(chosen, this.#host.post, (ref) => {
      this.#zoomTo(ref);
    });
  }

  #showDetails(): void {
    const chosen = this.#chosen(this.#state.selected);
    this.#page?.details.show(chosen, chosen === undefined ? [] : this.#actions(chosen));
  }

  #choose({ key, ref }: Chosen): void {
    this.#select(key);
    if (ref !== undefined) this.#host.post({ type: 'select', item: ref });
  }

  #select(key: string): void {
    this.#keep({ selected: key });
    this.#page?.plot.select(key);
    this.#showDetails();
  }

  #moved(view: View | null, { axis: { labels } }: Scene): void {
    const before = this.#state.view;
    if (before?.from === view?.from && before?.to === view?.to) return;
    this.#keep({ view });
    this.#live.saySoon(t('{0} to {1}', labels[0] ?? '', labels.at(-1) ?? ''));
  }

  /** From outside: the tree, a code lens, a hover. Waits until the picture is there. */
  #reveal(item: ItemRef): void {
    this.#wanted = this.#slices.idle ? undefined : item;
    if (this.#wanted !== undefined) return;
    this.#select(
      item.kind === 'set'
        ? setKey(item.id, this.#spanOf(item)?.timeline ?? 0)
        : segmentKey(item.timeline, item.segment),
    );
    this.#bring(item);
  }

  #spanOf(item: ItemRef): { timeline: number; from: number; to: number } | undefined {
    if (item.kind === 'segment') return { timeline: item.timeline, from: item.segment, to: item.segment + 1 };
    return this.#shown?.picture?.sets.find(({ id }) => id === item.id)?.spans[0];
  }

  #bring(item: ItemRef): void {
    const span = this.#spanOf(item);
    if (span !== undefined) this.#page?.plot.reveal(span.timeline, span.from, span.to);
  }

  #zoomTo(item: ItemRef): void {
    const span = this.#spanOf(item);
    if (span !== undefined) this.#page?.plot.zoomTo(span.timeline, span.from, span.to);
  }

  async #export(what: Export): Promise<void> {
    if (what === 'markdown' || what === 'json') {
      this.#host.post({ type: 'saveReport', format: what });
      return;
    }
    const content = this.#page === undefined ? undefined : await exported(this.#page.plot, what);
    if (content !== undefined) this.#host.post({ type: 'savePicture', format: what, content });
  }

  #showLegend(): void {
    const picture = this.#shown?.picture;
    if (picture !== undefined && picture !== null)
      this.#page?.legend.replaceChildren(legend(this.#theme, picture));
  }

  #keep(change: Partial<SavedState>): void {
    this.#state = { ...this.#state, ...change };
    this.#host.save(this.#state);
  }
}
