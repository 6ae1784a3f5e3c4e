import { el } from './dom';
import { CanvasPainter } from './paintCanvas';
import type { Measure, Shape } from '../layout/shapes';
import type { Theme } from './themeColors';
import { measureWith } from './theme';

/** The drawn part of the picture. Screen readers skip it and read the names of the bars. */
export class CanvasLayer {
  readonly element = el('canvas', { attributes: { 'aria-hidden': 'true' } });
  readonly #context = this.element.getContext('2d');
  #painter: CanvasPainter | undefined;
  #measure: Measure = () => 0;

  get measure(): Measure {
    return this.#measure;
  }

  /** Sets the colors; the patterns in them are created once. */
  dress(theme: Theme): void {
    if (this.#context === null) return;
    this.#painter = new CanvasPainter(this.#context, theme);
    this.#measure = measureWith(this.#context, theme);
  }

  /** @param top how far the picture is scrolled, in pixels; the canvas stays visible */
  paint(shapes: readonly Shape[], size: { width: number; height: number; top: number }): void {
    const context = this.#context;
    if (context === null) return;
    const { width, height, top } = size;
    this.#size(width, height);
    this.element.style.transform = `translateY(${String(top)}px)`;
    const ratio = window.devicePixelRatio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.translate(0, -top);
    this.#painter?.paint(shapes);
  }

  #size(width: number, height: number): void {
    const ratio = window.devicePixelRatio;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.element.width === w && this.element.height === h) return;
    this.element.width = w;
    this.element.height = h;
    this.element.style.width = `${String(width)}px`;
    this.element.style.height = `${String(height)}px`;
  }
}
