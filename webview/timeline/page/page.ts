import type { FromWebview } from '../../../src/protocol/timeline';
import { AskPanel } from './askPanel';
import { DetailsPane } from './detailsPane';
import { Tip } from './details';
import { el, isolated } from '../draw/dom';
import type { HeadLine } from '../data/headline';
import { Menu } from './menu';
import { Plot, type PlotEvents } from './plot';
import type { Theme } from '../draw/themeColors';
import type { Toolbar } from './toolbar';
import { t } from '../data/words';

const MARKS: Record<HeadLine['mark'], string> = { good: '✓', open: '?', bad: '✗', note: '·' };

export interface PageEvents {
  readonly plot: Omit<PlotEvents, 'hover'>;
  /** Created before, because its controls take as long as all the rest. */
  readonly toolbar: Toolbar;
  readonly post: (message: FromWebview) => void;
  readonly asked: (question: string) => void;
}

/** The parts of the page, one below the other. */
export class Page {
  readonly plot: Plot;
  readonly toolbar: Toolbar;
  readonly ask: AskPanel;
  readonly details = new DetailsPane();
  readonly menu = new Menu();
  readonly legend = el('div');
  readonly tables = el('section', { class: 'tables', attributes: { 'aria-label': t('Table') } });
  /** Around the picture; hidden if there is no WAL at all. */
  readonly frame = el('div', { class: 'frame-plot' });
  readonly elements: readonly HTMLElement[];
  readonly #headline = el('ul', {
    class: 'headline',
    attributes: { 'aria-label': t('What can be recovered') },
  });
  readonly #tip = new Tip();

  constructor(events: PageEvents, theme: Theme) {
    this.toolbar = events.toolbar;
    this.ask = new AskPanel(events.post, events.asked);
    this.plot = new Plot(
      {
        ...events.plot,
        hover: (what, x, y) => {
          const { clientWidth, clientHeight } = this.plot.element;
          this.#tip.show(what, x, y, clientWidth, clientHeight);
        },
      },
      theme,
    );
    this.frame.append(this.plot.element, this.#tip.element);
    this.details.show(undefined, []);
    this.elements = [
      el('h1', { class: 'live', text: t('WAL Timeline') }),
      this.toolbar.element,
      this.#headline,
      this.frame,
      this.legend,
      this.details.element,
      this.ask.element,
      this.tables,
      this.menu.element,
    ];
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#tip.hide();
    });
  }

  /** Shows the answer in words; each line links to its place in the picture. */
  showHeadlines(lines: readonly HeadLine[]): void {
    this.#headline.replaceChildren(...lines.map((line) => this.#line(line)));
  }

  #line({ mark, text, zoom }: HeadLine): HTMLElement {
    const sign = el('span', { class: 'mark', text: MARKS[mark], attributes: { 'aria-hidden': 'true' } });
    if (zoom === undefined) return el('li', { class: mark }, [sign, isolated(text)]);
    const link = el('button', { class: 'link', attributes: { type: 'button' } }, [isolated(text)]);
    link.addEventListener('click', () => {
      this.plot.zoomTo(...zoom);
    });
    return el('li', { class: mark }, [sign, link]);
  }
}
