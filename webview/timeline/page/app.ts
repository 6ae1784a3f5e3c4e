import type { Picture } from '../../../src/core/timeline/picture';
import {
  type ItemRef,
  type StateMessage,
  TIMELINE_SCHEMA,
  type ToWebview,
} from '../../../src/protocol/timeline';
import { el } from '../draw/dom';
import { emptyState } from './emptyState';
import { exportMessage } from '../draw/exportPicture';
import { headlines } from '../data/headline';
import type { Host } from './host';
import { legend } from './legend';
import { LiveRegion } from './liveRegion';
import { Page } from './page';
import type { Chosen } from '../layout/pick';
import { safeMessage } from '../data/received';
import { type SavedState, START_STATE } from '../data/savedState';
import { hasTimes } from '../data/scale';
import type { Scene } from '../layout/scene';
import { Selection } from './selection';
import { Slices } from '../data/slices';
import { showTables } from './table';
import { onThemeChange, readTheme } from '../draw/theme';
import type { Theme } from '../draw/themeColors';
import { type Export, Toolbar, type ToolbarEvents } from './toolbar';
import type { View } from '../data/view';
import { t, useWords, warmWords } from '../data/words';

/** The whole page: receives the host's state, shows it, and saves the position of the view. */
export class App {
  readonly #host: Host;
  readonly #root: HTMLElement;
  readonly #live = new LiveRegion();
  readonly #slices = new Slices();
  #theme: Theme;
  #state: SavedState;
  #shown: StateMessage | undefined;
  #page: Page | undefined;
  readonly #selection: Selection;
  /** The last message of the host that is not shown yet. */
  #heard: StateMessage | undefined;

  constructor(host: Host, root: HTMLElement) {
    this.#host = host;
    this.#root = root;
    this.#state = host.saved() ?? START_STATE;
    this.#theme = readTheme(document.body);
    this.#selection = new Selection({
      post: host.post,
      state: () => this.#state,
      picture: () => this.#shown?.picture ?? undefined,
      page: () => this.#page,
      keep: this.#keep.bind(this),
    });
  }

  start(): void {
    this.#host.listen((message) => {
      this.#hear(message);
    });
    this.#host.post({ type: 'ready', schema: TIMELINE_SCHEMA, scope: this.#state.scope });
    // Work that takes the browser long the first time, done while the host is still scanning.
    this.#slices.run([warmWords.bind(undefined, navigator.language)]);
    onThemeChange(() => {
      this.#theme = readTheme(document.body);
      this.#page?.plot.dress(this.#theme);
      this.#showLegend();
    });
  }

  #hear(message: ToWebview): void {
    if (message.type === 'say') this.#live.say(safeMessage(message).text);
    else if (message.type === 'answer') this.#page?.ask.show(safeMessage(message));
    else if (message.type === 'show') {
      this.#selection.want(message.item);
      // Otherwise it is the last step of the picture that is being built.
      if (this.#slices.idle) this.#selection.reveal();
    } else if (message.schema === TIMELINE_SCHEMA) {
      this.#heard = message;
      this.#slices.run([
        () => {
          this.#heard = undefined;
          this.#take(safeMessage(message));
        },
      ]);
    }
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
    // Another scope has another axis, so the old view means nothing here.
    if (this.#state.scope !== picture.scope)
      this.#keep({ scope: picture.scope, ...(this.#state.scope !== null && { view: null, selected: null }) });
    this.#slices.insert([...this.#building(), ...this.#showing(picture)]);
  }

  /** The page is created once, part by part. A question from before a reload is asked again. */
  #building(): (() => void)[] {
    if (this.#page !== undefined) return [];
    let toolbar: Toolbar | undefined;
    return [
      () => {
        toolbar = new Toolbar(this.#toolbarEvents());
      },
      () => {
        const page = new Page(
          { ...this.#events(), toolbar: toolbar ?? new Toolbar(this.#toolbarEvents()) },
          this.#theme,
        );
        this.#page = page;
        this.#root.replaceChildren(...page.elements, this.#live.element);
        if (this.#state.asked !== null) page.ask.again(this.#state.asked);
      },
    ];
  }

  /** Shows a picture without changing the view: the parts from top to bottom, each in a task of its own. */
  #showing(picture: Picture): (() => void)[] {
    return [
      () => {
        this.#page?.toolbar.show(this.#shown?.scopes ?? [], picture, this.#state);
        this.#page?.showHeadlines(headlines(picture));
        if (this.#page !== undefined) this.#page.frame.hidden = picture.lanes.length === 0;
      },
      () => {
        // The current state: the view may have moved meanwhile.
        const { axis, view, selected } = this.#state;
        this.#page?.plot.show(picture, axis === 'time' && hasTimes(picture) ? 'time' : 'lsn', view, selected);
        this.#page?.plot.prepare();
      },
      () => {
        this.#showLegend();
      },
      () => {
        this.#selection.showDetails();
      },
      () => {
        this.#showTables(picture);
      },
      () => {
        this.#selection.reveal();
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
        choose: this.#selection.choose.bind(this.#selection),
        open: (item: ItemRef) => {
          this.#host.post({ type: 'open', item });
        },
        menu: (chosen: Chosen, x: number, y: number) => {
          this.#page?.menu.show(chosen.description.title, this.#selection.actions(chosen), x, y);
        },
        moved: this.#moved.bind(this),
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
      export: (what) => void this.#export(what),
      verify: () => {
        this.#host.post({ type: 'run', what: 'verify' });
      },
    };
  }

  #refresh(): void {
    const picture = this.#shown?.picture;
    // A picture that is being built will have the present settings; starting with this one would lose it.
    if (this.#heard !== undefined || picture === undefined || picture === null) return;
    this.#slices.run(this.#showing(picture));
  }

  #showTables(picture: Picture): void {
    const area = this.#page?.tables;
    if (area === undefined) return;
    showTables(area, picture, this.#state, {
      choose: (key, ref) => {
        this.#selection.chooseListed(key, ref);
      },
      open: (item) => {
        this.#host.post({ type: 'open', item });
      },
      sort: (wanted) => {
        this.#keep({ sort: wanted });
        this.#showTables(picture);
      },
    });
  }

  #moved(view: View | null, { scope, axis: { labels } }: Scene): void {
    // The previous picture may be drawn once more.
    if (scope !== this.#state.scope) return;
    const before = this.#state.view;
    if (before?.from === view?.from && before?.to === view?.to) return;
    this.#keep({ view });
    this.#live.saySoon(t('{0} to {1}', labels[0] ?? '', labels.at(-1) ?? ''));
  }

  async #export(what: Export): Promise<void> {
    const message = await exportMessage(what, this.#page?.plot);
    if (message !== undefined) this.#host.post(message);
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
