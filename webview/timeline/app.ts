import type { ItemRef, StateMessage, ToWebview } from '../../src/protocol/timeline';
import { TIMELINE_SCHEMA } from '../../src/protocol/timeline';
import { AskPanel } from './askPanel';
import { describing, Tip } from './details';
import { el, isolated } from './dom';
import { emptyState } from './emptyState';
import { exported } from './exportPicture';
import { headlines } from './headline';
import type { HeadLine } from './headline';
import type { Host } from './host';
import { legend } from './legend';
import type { Chosen } from './pick';
import { Plot } from './plot';
import type { SavedState } from './savedState';
import { START_STATE } from './savedState';
import { hasTimes } from './scale';
import type { Scene } from './scene';
import { tables } from './table';
import { readTheme } from './theme';
import type { Export } from './toolbar';
import { Toolbar } from './toolbar';
import type { View } from './view';
import { t, useWords } from './words';

const SAY_AFTER_MS = 400;
const MARKS: Record<HeadLine['mark'], string> = { good: '✓', open: '?', bad: '✗' };

/** The whole page: takes the host's state, shows it, and keeps where one looks. */
export class App {
  readonly #host: Host;
  readonly #root: HTMLElement;
  readonly #tip = new Tip();
  readonly #live = el('div', { class: 'live', attributes: { 'aria-live': 'polite' } });
  #state: SavedState;
  #shown: StateMessage | undefined;
  #ask: AskPanel | undefined;
  #plot: Plot | undefined;
  #toolbar: Toolbar | undefined;
  #parts: Record<'headline' | 'details' | 'tables' | 'legend', HTMLElement> | undefined;
  #saying: number | undefined;

  constructor(host: Host, root: HTMLElement) {
    this.#host = host;
    this.#root = root;
    this.#state = host.saved() ?? START_STATE;
  }

  start(): void {
    this.#host.listen((message) => {
      this.#hear(message);
    });
    this.#host.post({ type: 'ready', schema: TIMELINE_SCHEMA, scope: this.#state.scope });
    // A change of the theme comes as a change of the body's classes and of the variables of the root.
    const themed = new MutationObserver(() => {
      this.#themeChanged();
    });
    themed.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
    matchMedia('(forced-colors: active)').addEventListener('change', () => {
      this.#themeChanged();
    });
  }

  #hear(message: ToWebview): void {
    if (message.type === 'say') this.#say(message.text);
    else if (message.type === 'answer') this.#ask?.show(message);
    else if (message.type === 'show') this.#reveal(message.item);
    else if (message.schema === TIMELINE_SCHEMA) this.#show(message);
  }

  #show(message: StateMessage): void {
    this.#shown = message;
    useWords(message.words, message.locale);
    document.documentElement.lang = message.locale;
    const { picture } = message;
    if (picture === null || (picture.lanes.length === 0 && picture.unplaced.length === 0)) {
      this.#plot = undefined;
      const run = (what: Parameters<Parameters<typeof emptyState>[1]>[0]): void => {
        this.#host.post({ type: 'run', what });
      };
      this.#root.replaceChildren(el('div', { class: 'empty' }, emptyState(message.scanned, run)), this.#live);
      return;
    }
    // Another scope has another axis: what was looked at there says nothing here.
    if (this.#state.scope !== picture.scope)
      this.#keep({ scope: picture.scope, ...(this.#state.scope !== null && { view: null, selected: null }) });
    this.#build();
    this.#refresh();
  }

  #build(): void {
    if (this.#plot !== undefined) return;
    const plot = new Plot({
      choose: (chosen) => {
        this.#choose(chosen);
      },
      open: (item) => {
        this.#host.post({ type: 'open', item });
      },
      hover: (what, x, y) => {
        const { clientWidth, clientHeight } = plot.element;
        this.#tip.show(what, x, y, clientWidth, clientHeight);
      },
      moved: (view, scene) => {
        this.#moved(view, scene);
      },
    });
    this.#plot = plot;
    this.#toolbar = this.#makeToolbar(plot);
    this.#ask = new AskPanel(this.#host.post);
    this.#parts = {
      headline: el('ul', { class: 'headline', attributes: { 'aria-label': t('What can be recovered') } }),
      details: el('section', { class: 'details', attributes: { 'aria-label': t('Details') } }),
      tables: el('section', { class: 'tables', attributes: { 'aria-label': t('Table') } }),
      legend: el('div'),
    };
    const { headline, details, tables: tableArea, legend: legendArea } = this.#parts;
    const frame = el('div', { class: 'frame-plot' }, [plot.element, this.#tip.element]);
    this.#root.replaceChildren(
      el('h1', { class: 'live', text: t('WAL Timeline') }),
      this.#toolbar.element,
      headline,
      frame,
      legendArea,
      this.#ask.element,
      details,
      tableArea,
      this.#live,
    );
    plot.themeChanged();
    this.#showLegend();
  }

  #makeToolbar(plot: Plot): Toolbar {
    return new Toolbar({
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
        plot.act(action);
      },
      export: (what) => {
        void this.#export(what);
      },
      verify: () => {
        this.#host.post({ type: 'run', what: 'verify' });
      },
    });
  }

  /** Shows the state anew without touching where one looks. */
  #refresh(): void {
    const picture = this.#shown?.picture;
    if (picture === undefined || picture === null || this.#parts === undefined) return;
    const { axis, view, selected, table } = this.#state;
    this.#toolbar?.show(this.#shown?.scopes ?? [], picture, this.#state);
    this.#plot?.show(picture, axis === 'time' && hasTimes(picture) ? 'time' : 'lsn', view, selected);
    this.#parts.headline.replaceChildren(...headlines(picture).map((line) => this.#headLine(line)));
    this.#parts.tables.hidden = !table;
    this.#parts.tables.replaceChildren(
      ...(table
        ? tables(picture, {
            choose: (key, ref) => {
              this.#keep({ selected: key });
              this.#plot?.select(key);
              this.#host.post({ type: 'select', item: ref });
              this.#bring(ref);
            },
            open: (item) => {
              this.#host.post({ type: 'open', item });
            },
          })
        : []),
    );
  }

  #headLine({ mark, text, zoom }: HeadLine): HTMLElement {
    const link = el('button', { class: 'link', attributes: { type: 'button' } }, [isolated(text)]);
    link.addEventListener('click', () => {
      this.#plot?.zoomTo(...zoom);
    });
    return el('li', { class: mark }, [
      el('span', { class: 'mark', text: MARKS[mark], attributes: { 'aria-hidden': 'true' } }),
      link,
    ]);
  }

  #choose({ key, description, ref }: Chosen): void {
    this.#keep({ selected: key });
    this.#plot?.select(key);
    this.#parts?.details.replaceChildren(...describing(description, 'h2'));
    if (ref !== undefined) this.#host.post({ type: 'select', item: ref });
  }

  #moved(view: View | null, scene: Scene): void {
    const before = this.#state.view;
    if (before?.from === view?.from && before?.to === view?.to) return;
    this.#keep({ view });
    clearTimeout(this.#saying);
    this.#saying = window.setTimeout(() => {
      const labels = scene.axis.labels;
      this.#say(t('{0} to {1}', labels[0] ?? '', labels.at(-1) ?? ''));
    }, SAY_AFTER_MS);
  }

  /** From outside: the tree, a code lens, a hover. */
  #reveal(item: ItemRef): void {
    const set = item.kind === 'set' ? this.#shown?.picture?.sets.find(({ id }) => id === item.id) : undefined;
    const key =
      item.kind === 'set'
        ? `set:${item.id}:${String(set?.spans[0]?.timeline ?? 0)}`
        : `segment:${String(item.timeline)}:${String(item.segment)}`;
    this.#keep({ selected: key });
    this.#plot?.select(key);
    this.#bring(item);
  }

  #bring(item: ItemRef): void {
    if (item.kind === 'segment') {
      this.#plot?.reveal(item.timeline, item.segment, item.segment + 1);
      return;
    }
    const span = this.#shown?.picture?.sets.find(({ id }) => id === item.id)?.spans[0];
    if (span !== undefined) this.#plot?.reveal(span.timeline, span.from, span.to);
  }

  async #export(what: Export): Promise<void> {
    if (what === 'markdown' || what === 'json') {
      this.#host.post({ type: 'saveReport', format: what });
      return;
    }
    const content = this.#plot === undefined ? undefined : await exported(this.#plot, what);
    if (content !== undefined) this.#host.post({ type: 'savePicture', format: what, content });
  }

  #themeChanged(): void {
    this.#plot?.themeChanged();
    this.#showLegend();
  }

  #showLegend(): void {
    this.#parts?.legend.replaceChildren(legend(readTheme(document.body)));
  }

  #keep(change: Partial<SavedState>): void {
    this.#state = { ...this.#state, ...change };
    this.#host.save(this.#state);
  }

  #say(text: string): void {
    this.#live.textContent = text;
  }
}
