import type { Picture } from '../../src/core/timeline/picture';
import type { ItemRef } from '../../src/protocol/timeline';
import type { Description } from './describe';
import { el } from './dom';
import { listenToGestures } from './gestures';
import type { Item } from './items';
import { pictureKey } from './keys';
import type { KeyAction } from './keys';
import { GUTTER } from './layout';
import { Overlay } from './overlay';
import { CanvasPainter } from './paintCanvas';
import type { Chosen } from './pick';
import { pickSegment } from './pick';
import type { AxisKind, Scale } from './scale';
import { hasTimes, scaleOf } from './scale';
import type { Scene, SceneInput } from './scene';
import { buildScene } from './scene';
import type { Measure } from './shapes';
import type { Theme } from './themeColors';
import { measureWith, readTheme } from './theme';
import type { View } from './view';
import { fitted, panned, revealing, within, zoomed } from './view';
import { t } from './words';

export interface PlotEvents {
  readonly choose: (chosen: Chosen) => void;
  readonly open: (ref: ItemRef) => void;
  readonly hover: (what: Description | undefined, x: number, y: number) => void;
  readonly moved: (view: View | null, scene: Scene) => void;
}

/** The picture: a canvas that is drawn anew in a frame of the browser whenever something has changed. */
export class Plot {
  readonly element = el('div', { class: 'plot' });
  readonly #events: PlotEvents;
  readonly #canvas = el('canvas', { attributes: { 'aria-hidden': 'true' } });
  readonly #surface = el('div', { class: 'surface', attributes: { tabindex: '0', role: 'application' } });
  readonly #overlay: Overlay;
  #picture: Picture | undefined;
  #scale: Scale | undefined;
  #times: Scale | undefined;
  #view: View | null = null;
  #selected: string | null = null;
  #scene: Scene | undefined;
  #theme: Theme;
  #measure: Measure = () => 0;
  #frame = 0;

  constructor(events: PlotEvents) {
    this.#events = events;
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
      t('WAL timeline. Plus and minus zoom, arrows move, Home and End go to the ends, 0 shows all.'),
    );
    this.#surface.append(this.#canvas, this.#overlay.element);
    this.element.append(this.#surface);
    this.#theme = readTheme(document.body);
    this.#listen();
  }

  get scene(): Scene | undefined {
    return this.#scene;
  }

  /** Shows a picture; the view and the selection stay where they are as far as they are still there. */
  show(picture: Picture, axis: AxisKind, view: View | null, selected: string | null): void {
    if (this.#picture !== picture) this.#overlay.forget();
    this.#picture = picture;
    this.#scale = scaleOf(picture, axis);
    this.#times = hasTimes(picture) ? scaleOf(picture, 'time') : undefined;
    this.#view = view === null ? null : within(view, this.#scale.limits);
    this.#selected = selected;
    this.redraw();
  }

  select(key: string | null): void {
    this.#selected = key;
    this.redraw();
  }

  /** Brings a stretch of a timeline into sight. */
  reveal(timeline: number, from: number, to: number): void {
    const scale = this.#scale;
    if (scale === undefined) return;
    const { toAxis } = scale.lane(timeline);
    this.#move(revealing(this.#shown(scale), toAxis(from), toAxis(to), scale.limits));
    const lane = this.#scene?.layout.lanes.find((laid) => laid.lane.timeline === timeline);
    if (lane !== undefined) this.element.scrollTop = Math.max(0, lane.top - 60);
  }

  themeChanged(): void {
    this.#theme = readTheme(document.body);
    const context = this.#canvas.getContext('2d');
    if (context !== null) this.#measure = measureWith(context, this.#theme);
    this.redraw();
  }

  act(action: KeyAction): void {
    const scale = this.#scale;
    if (scale === undefined) return;
    const view = this.#shown(scale);
    const { limits } = scale;
    if (action.kind === 'zoom') this.#move(zoomed(view, action.factor, this.#anchor(view), limits));
    else if (action.kind === 'pan') this.#move(panned(view, action.share, limits));
    else if (action.kind === 'fit') this.#move(null);
    else if (action.kind === 'scroll') this.element.scrollTop += action.lanes * 60;
    else {
      const span = view.to - view.from;
      const all = fitted(limits);
      this.#move(
        action.end === 'first'
          ? { from: all.from, to: all.from + span }
          : { from: all.to - span, to: all.to },
      );
    }
  }

  /** All that one would see with room for everything, for an export. */
  whole(width: number): { scene: Scene; theme: Theme } | undefined {
    const input = this.#input(width, 0, Infinity);
    return input === undefined ? undefined : { scene: buildScene(input), theme: this.#theme };
  }

  redraw(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #listen(): void {
    listenToGestures(this.#surface, {
      zoom: (factor, x) => {
        const scale = this.#scale;
        if (scale === undefined) return;
        const view = this.#shown(scale);
        this.#move(zoomed(view, factor, this.#axisAt(view, x), scale.limits));
      },
      pan: (pixels) => {
        const width = this.#scene?.layout.plotWidth ?? 1;
        this.act({ kind: 'pan', share: pixels / width });
      },
      hover: (x, y) => {
        this.#hover(x, y);
      },
      leave: () => {
        this.#events.hover(undefined, 0, 0);
      },
      click: (x, y) => {
        if (this.#overlay.at(x, y) === undefined) this.#chooseSegment(x, y);
      },
      doubleClick: (x, y) => {
        const ref = this.#overlay.at(x, y)?.ref ?? this.#segmentAt(x, y)?.ref;
        if (ref !== undefined) this.#events.open(ref);
      },
      scrolls: (x) => x < GUTTER,
    });
    this.#surface.addEventListener('keydown', (event) => {
      const action = event.altKey || event.ctrlKey || event.metaKey ? undefined : pictureKey(event);
      if (action === undefined) return;
      event.preventDefault();
      this.act(action);
    });
    this.element.addEventListener('scroll', () => {
      this.redraw();
    });
    new ResizeObserver(() => {
      this.redraw();
    }).observe(this.element);
  }

  #shown(scale: Scale): View {
    return this.#view ?? fitted(scale.limits);
  }

  #move(view: View | null): void {
    const scale = this.#scale;
    if (scale === undefined) return;
    const all = fitted(scale.limits);
    const next = view === null ? null : within(view, scale.limits);
    // Out to the end is the same as all of it: then what is added later is seen too.
    this.#view = next !== null && next.from <= all.from && next.to >= all.to ? null : next;
    this.redraw();
  }

  /** The keys zoom around what is selected, if that is in sight. */
  #anchor(view: View): number {
    const item = this.#overlay.item(this.#selected);
    if (item === undefined || item.x < GUTTER) return (view.from + view.to) / 2;
    return this.#axisAt(view, item.x + item.w / 2);
  }

  #axisAt(view: View, x: number): number {
    const width = this.#scene?.layout.plotWidth ?? 1;
    return view.from + ((Math.max(x, GUTTER) - GUTTER) / width) * (view.to - view.from);
  }

  #input(width: number, top: number, bottom: number): SceneInput | undefined {
    const [picture, scale] = [this.#picture, this.#scale];
    if (picture === undefined || scale === undefined) return undefined;
    const view = this.#shown(scale);
    const selected = this.#selected;
    const measure = this.#measure;
    return { picture, selected, scale, view, width, top, bottom, measure };
  }

  #draw(): void {
    const began = performance.now();
    const { clientWidth: width, clientHeight: height, scrollTop: top } = this.element;
    const input = this.#input(width, top, top + height);
    const context = this.#canvas.getContext('2d');
    if (input === undefined || context === null || width === 0) return;
    const scene = buildScene(input);
    this.#scene = scene;
    this.#surface.style.height = `${String(scene.layout.height)}px`;
    this.#canvas.style.transform = `translateY(${String(top)}px)`;
    this.#sizeCanvas(context, width, height);
    context.translate(0, -top);
    new CanvasPainter(context, this.#theme).paint([...scene.shapes, ...scene.axis.shapes]);
    this.#overlay.show(scene.items, this.#selected);
    this.#events.moved(this.#view, scene);
    performance.measure('timeline-frame', { start: began });
  }

  #sizeCanvas(context: CanvasRenderingContext2D, width: number, height: number): void {
    const ratio = window.devicePixelRatio;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.#canvas.width !== w || this.#canvas.height !== h) {
      this.#canvas.width = w;
      this.#canvas.height = h;
      this.#canvas.style.width = `${String(width)}px`;
      this.#canvas.style.height = `${String(height)}px`;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
  }

  #activate(item: Item): void {
    const { key, ref, zoom } = item;
    if (key.startsWith('cluster:') && zoom !== undefined) {
      const [timeline, from, to] = zoom;
      this.zoomTo(timeline, from, to);
      return;
    }
    this.#events.choose({ key, description: item.describe(), ref });
  }

  /** Makes a stretch fill most of the width. */
  zoomTo(timeline: number, from: number, to: number): void {
    const scale = this.#scale;
    if (scale === undefined) return;
    const { toAxis } = scale.lane(timeline);
    const [a, b] = [toAxis(from), toAxis(to)];
    const room = Math.max((b - a) * 0.15, scale.limits.least / 2);
    this.#move({ from: a - room, to: b + room });
  }

  /** With the keyboard one comes to bars that are below the fold. */
  #bringIntoView({ y, h }: Item): void {
    const { scrollTop, clientHeight } = this.element;
    if (y < scrollTop + 50 || y + h > scrollTop + clientHeight) this.element.scrollTop = y - clientHeight / 2;
  }

  #hover(x: number, y: number): void {
    const item = this.#overlay.at(x, y);
    this.#events.hover(item?.describe() ?? this.#segmentAt(x, y)?.description, x, y - this.element.scrollTop);
  }

  #chooseSegment(x: number, y: number): void {
    const found = this.#segmentAt(x, y);
    if (found !== undefined) this.#events.choose(found);
  }

  #segmentAt(x: number, y: number): Chosen | undefined {
    const [scene, picture] = [this.#scene, this.#picture];
    if (scene === undefined || picture === undefined) return undefined;
    return pickSegment(x, y, scene.layout, picture, this.#times);
  }
}
