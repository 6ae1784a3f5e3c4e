import type { KeyAction } from '../page/keys';
import type { Scale } from '../data/scale';
import { fitted, panned, revealing, type View, within, zoomed } from '../data/view';

/** The visible part of the axis. A null view is all of it, also when more is added later. */
export class Camera {
  readonly #moved: () => void;
  #scale: Scale | undefined;
  #view: View | null = null;

  constructor(moved: () => void) {
    this.#moved = moved;
  }

  get scale(): Scale | undefined {
    return this.#scale;
  }

  get view(): View | null {
    return this.#view;
  }

  /** The view in units of the axis; undefined as long as there is no axis. */
  get shown(): View | undefined {
    return this.#scale === undefined ? undefined : (this.#view ?? fitted(this.#scale.limits));
  }

  /** Sets the axis; the view stays as far as it contains something. */
  point(scale: Scale, view: View | null): void {
    this.#scale = scale;
    this.#view = view === null ? null : within(view, scale.limits);
  }

  /** Zooms by a factor (above 1: in) around a position on the axis; without one, around the middle. */
  zoom(factor: number, at?: number): void {
    this.#change((view, { limits }) => zoomed(view, factor, at ?? (view.from + view.to) / 2, limits));
  }

  /** Moves by a share of the visible part. */
  pan(share: number): void {
    this.#change((view, { limits }) => panned(view, share, limits));
  }

  /** Makes a range of a timeline visible, with as little moving as possible. */
  reveal(timeline: number, from: number, to: number): void {
    this.#change((view, scale) => {
      const { toAxis } = scale.lane(timeline);
      return revealing(view, toAxis(from), toAxis(to), scale.limits);
    });
  }

  /** Makes a range of a timeline fill most of the width. */
  fill(timeline: number, from: number, to: number): void {
    this.#change((_, { lane, limits }) => {
      const { toAxis } = lane(timeline);
      const [a, b] = [toAxis(from), toAxis(to)];
      const room = Math.max((b - a) * 0.15, limits.least / 2);
      return { from: a - room, to: b + room };
    });
  }

  /** Performs the action of a key; `anchor` is the position that stays in place. */
  act(action: Exclude<KeyAction, { kind: 'scroll' }>, anchor?: number): void {
    if (action.kind === 'zoom') this.zoom(action.factor, anchor);
    else if (action.kind === 'pan') this.pan(action.share);
    else if (action.kind === 'fit') this.#change(() => null);
    else this.#toEdge(action.end);
  }

  #toEdge(end: 'first' | 'last'): void {
    this.#change((view, { limits }) => {
      const span = view.to - view.from;
      const all = fitted(limits);
      return end === 'first' ? { from: all.from, to: all.from + span } : { from: all.to - span, to: all.to };
    });
  }

  #change(next: (view: View, scale: Scale) => View | null): void {
    const [scale, view] = [this.#scale, this.shown];
    if (scale === undefined || view === undefined) return;
    const wanted = next(view, scale);
    const all = fitted(scale.limits);
    const inside = wanted === null ? null : within(wanted, scale.limits);
    // Zoomed out to the end means all of it.
    this.#view = inside !== null && inside.from <= all.from && inside.to >= all.to ? null : inside;
    this.#moved();
  }
}
