import type { Picture } from '../../../src/core/timeline/picture';
import type { ItemRef } from '../../../src/protocol/timeline';
import { Camera } from '../layout/camera';
import { CanvasLayer } from '../draw/canvasLayer';
import type { Description } from '../data/describe';
import { el } from '../draw/dom';
import type { Item } from '../layout/items';
import { type KeyAction, pictureKey } from './keys';
import { listenToMouse } from './mouse';
import { Overlay } from './overlay';
import { type Chosen, pickSegment } from '../layout/pick';
import { type AxisKind, type Scale, scaleOf, timesOf } from '../data/scale';
import { buildScene, type Scene } from '../layout/scene';
import type { SceneInput } from '../layout/sceneInput';
import type { Theme } from '../draw/themeColors';
import type { View } from '../data/view';
import { t } from '../data/words';

export interface PlotEvents {
  readonly choose: (chosen: Chosen) => void;
  readonly open: (ref: ItemRef) => void;
  /** Called to open a menu at a position of the window. */
  readonly menu: (chosen: Chosen, x: number, y: number) => void;
  readonly hover: (what: Description | undefined, x: number, y: number) => void;
  readonly moved: (view: View | null, scene: Scene) => void;
}

const SCROLL_STEP = 60;

/** The picture, redrawn in a frame of the browser whenever something has changed. */
export class Plot {
  readonly element = el('div', { class: 'plot' });
  readonly #events: PlotEvents;
  readonly #surface = el('div', { class: 'surface', attributes: { tabindex: '0', role: 'application' } });
  readonly #canvas = new CanvasLayer();
  readonly #overlay: Overlay;
  readonly #camera = new Camera(() => {
    this.redraw();
  });
  #picture: Picture | undefined;
  #times: Scale | undefined;
  #selected: string | null = null;
  #scene: Scene | undefined;
  #theme: Theme;
  /** Whether the scene is outdated. */
  #stale = true;
  #frame = 0;

  constructor(events: PlotEvents, theme: Theme) {
    this.#events = events;
    this.#theme = theme;
    this.#canvas.dress(theme);
    this.#overlay = new Overlay(t('Backups, gaps and recovery windows'), {
      activate: (item) => {
        this.#activate(item);
      },
      open: ({ ref }) => {
        if (ref !== undefined) events.open(ref);
      },
      focus: (item) => {
        this.#bringIntoView(item);
      },
    });
    this.#surface.setAttribute(
      'aria-label',
      t(
        'WAL timeline. Plus and minus zoom, arrow keys move, Home and End jump to the ends, 0 shows everything.',
      ),
    );
    this.#surface.append(this.#canvas.element, this.#overlay.element);
    this.element.append(this.#surface);
    this.#listen();
  }

  /** The colors in which it is drawn. */
  get theme(): Theme {
    return this.#theme;
  }

  /** Builds the scene before the frame that draws it: another picture or axis takes long the first time. */
  prepare(): void {
    if (this.#stale) this.#build();
  }

  /** Shows a picture; the view and the selection stay if they still exist. */
  show(picture: Picture, axis: AxisKind, view: View | null, selected: string | null): void {
    if (this.#picture !== picture) this.#overlay.forget();
    this.#picture = picture;
    this.#camera.point(scaleOf(picture, axis), view);
    this.#times = timesOf(picture);
    this.#selected = selected;
    this.redraw();
  }

  select(key: string | null): void {
    this.#selected = key;
    this.redraw();
  }

  /** Makes a range of a timeline visible. */
  reveal(timeline: number, from: number, to: number): void {
    this.#camera.reveal(timeline, from, to);
    const lane = this.#scene?.layout.lanes.find((laid) => laid.lane.timeline === timeline);
    if (lane !== undefined) this.element.scrollTop = Math.max(0, lane.top - SCROLL_STEP);
  }

  /** Makes a range fill most of the width. */
  zoomTo(timeline: number, from: number, to: number): void {
    this.#camera.fill(timeline, from, to);
  }

  dress(theme: Theme): void {
    this.#theme = theme;
    this.#canvas.dress(theme);
    this.redraw();
  }

  act(action: KeyAction): void {
    if (action.kind === 'scroll') this.element.scrollTop += action.lanes * SCROLL_STEP;
    else this.#camera.act(action, this.#anchor());
  }

  /** The whole scene, as if there were room for everything, for an export. */
  whole(width: number): Scene | undefined {
    const input = this.#input(width, 0, Infinity);
    return input === undefined ? undefined : buildScene(input);
  }

  redraw(): void {
    this.#stale = true;
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #listen(): void {
    listenToMouse(this.#surface, {
      besides: (x) => x < this.#gutter,
      zoom: (factor, x) => {
        this.#camera.zoom(factor, this.#axisAt(x));
      },
      pan: (pixels) => {
        this.#camera.pan(pixels / (this.#scene?.layout.plotWidth ?? 1));
      },
      itemAt: (x, y) => this.#overlay.at(x, y),
      segmentAt: (x, y) => this.#segmentAt(x, y),
      activate: (item) => {
        this.#activate(item);
      },
      hover: (what, x, y) => {
        this.#events.hover(what, x, y - this.element.scrollTop);
      },
      choose: this.#events.choose,
      open: this.#events.open,
      menu: this.#events.menu,
    });
    this.#surface.addEventListener('keydown', (event) => {
      const action = event.altKey || event.ctrlKey || event.metaKey ? undefined : pictureKey(event);
      if (action === undefined) return;
      event.preventDefault();
      this.act(action);
    });
    const redraw = (): void => {
      this.redraw();
    };
    this.element.addEventListener('scroll', redraw);
    new ResizeObserver(redraw).observe(this.element);
  }

  get #gutter(): number {
    return this.#scene?.layout.gutter ?? 0;
  }

  /** The keys zoom around the selected item, if it is visible. */
  #anchor(): number | undefined {
    const item = this.#overlay.item(this.#selected);
    return item === undefined || item.x < this.#gutter ? undefined : this.#axisAt(item.x + item.w / 2);
  }

  #axisAt(x: number): number | undefined {
    const view = this.#camera.shown;
    if (view === undefined) return undefined;
    const width = this.#scene?.layout.plotWidth ?? 1;
    return view.from + (Math.max(x - this.#gutter, 0) / width) * (view.to - view.from);
  }

  #input(width: number, top: number, bottom: number): SceneInput | undefined {
    const [picture, scale, view] = [this.#picture, this.#camera.scale, this.#camera.shown];
    if (picture === undefined || scale === undefined || view === undefined) return undefined;
    const { measure } = this.#canvas;
    return { picture, selected: this.#selected, scale, view, width, top, bottom, measure };
  }

  #build(): Scene | undefined {
    const { clientWidth: width, clientHeight: height, scrollTop: top } = this.element;
    const input = width === 0 ? undefined : this.#input(width, top, top + height);
    if (input === undefined) return undefined;
    this.#stale = false;
    this.#scene = buildScene(input);
    return this.#scene;
  }

  #draw(): void {
    const began = performance.now();
    const scene = this.#stale ? this.#build() : this.#scene;
    if (scene === undefined) return;
    this.#surface.style.height = `${String(scene.layout.height)}px`;
    const { clientWidth: width, clientHeight: height, scrollTop: top } = this.element;
    this.#canvas.paint([...scene.shapes, ...scene.axis.shapes], { width, height, top });
    this.#overlay.show(scene.items, this.#selected);
    this.#events.moved(this.#camera.view, scene);
    performance.measure('timeline-frame', { start: began });
  }

  #activate({ key, ref, zoom, describe }: Item): void {
    if (key.startsWith('cluster:') && zoom !== undefined) this.zoomTo(...zoom);
    else this.#events.choose({ key, description: describe(), ref });
  }

  /** The keyboard can reach bars below the visible part. */
  #bringIntoView({ y, h }: Item): void {
    const { scrollTop, clientHeight } = this.element;
    if (y < scrollTop + 50 || y + h > scrollTop + clientHeight) this.element.scrollTop = y - clientHeight / 2;
  }

  #segmentAt(x: number, y: number): Chosen | undefined {
    const [scene, picture] = [this.#scene, this.#picture];
    if (scene === undefined || picture === undefined) return undefined;
    return pickSegment(x, y, scene.layout, picture, this.#times);
  }
}
