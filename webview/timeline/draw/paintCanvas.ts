import { HATCH_LINES, TILE } from './hatches';
import type { Fill, Hatch, LineShape, RectShape, Role, Shape, TextShape } from '../layout/shapes';
import { fontOf, type Theme } from './themeColors';

const DASHES = [4, 3];
const WHOLE: number[] = [];

/** Draws shapes on a canvas. Patterns are made once for each color and kind. */
export class CanvasPainter {
  readonly #context: CanvasRenderingContext2D;
  readonly #theme: Theme;
  readonly #patterns = new Map<string, CanvasPattern | null>();

  #font = '';

  constructor(context: CanvasRenderingContext2D, theme: Theme) {
    this.#context = context;
    this.#theme = theme;
  }

  paint(shapes: readonly Shape[]): void {
    this.#context.textBaseline = 'middle';
    this.#font = '';
    for (const shape of shapes) {
      if (shape.kind === 'rect') this.#rect(shape);
      else if (shape.kind === 'line') this.#line(shape);
      else this.#text(shape);
    }
    this.#context.globalAlpha = 1;
  }

  #rect({ x, y, w, h, fill, stroke, dashed = false, radius = 0 }: RectShape): void {
    const context = this.#context;
    const trace = (inset: number): void => {
      context.beginPath();
      const [width, height] = [Math.max(0, w - 2 * inset), Math.max(0, h - 2 * inset)];
      if (radius > 0) context.roundRect(x + inset, y + inset, width, height, Math.min(radius, width / 2));
      else context.rect(x + inset, y + inset, width, height);
    };
    if (fill !== undefined) {
      trace(0);
      this.#fill(fill);
    }
    if (stroke === undefined) return;
    trace(0.5);
    this.#stroke(stroke, 1, dashed, 1);
  }

  #fill({ role, opacity = 1, hatch, hatchRole = role }: Fill): void {
    const context = this.#context;
    context.globalAlpha = opacity;
    context.fillStyle = this.#theme.colors[role];
    context.fill();
    if (hatch === undefined) return;
    const pattern = this.#pattern(hatch, hatchRole);
    if (pattern === null) return;
    context.globalAlpha = 1;
    context.fillStyle = pattern;
    context.fill();
  }

  #line({ points, stroke, width = 1, dashed = false, opacity = 1 }: LineShape): void {
    const context = this.#context;
    context.beginPath();
    for (let at = 0; at + 1 < points.length; at += 2) {
      const [x = 0, y = 0] = [points[at], points[at + 1]];
      if (at === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
    this.#stroke(stroke, width, dashed, opacity);
  }

  #stroke(role: Role, width: number, dashed: boolean, opacity: number): void {
    const context = this.#context;
    context.globalAlpha = opacity;
    context.strokeStyle = this.#theme.colors[role];
    context.lineWidth = width;
    if (dashed) context.setLineDash(DASHES);
    context.stroke();
    if (dashed) context.setLineDash(WHOLE);
  }

  #text({ x, y, text, role, anchor = 'start', ...style }: TextShape): void {
    const context = this.#context;
    context.globalAlpha = 1;
    this.#setFont(fontOf(this.#theme, style));
    context.fillStyle = this.#theme.colors[role];
    context.textAlign = anchor === 'middle' ? 'center' : anchor === 'end' ? 'right' : 'left';
    context.fillText(text, x, y);
  }

  /** Set only if it changes, because the browser parses it every time. */
  #setFont(font: string): void {
    if (font === this.#font) return;
    this.#font = font;
    this.#context.font = font;
  }

  #pattern(hatch: Hatch, role: Role): CanvasPattern | null {
    const key = `${hatch} ${role}`;
    const known = this.#patterns.get(key);
    if (known !== undefined) return known;
    const tile = document.createElement('canvas');
    tile.width = TILE;
    tile.height = TILE;
    const drawing = tile.getContext('2d');
    if (drawing === null) return null;
    drawing.strokeStyle = this.#theme.colors[role];
    drawing.lineWidth = 1.5;
    for (const [x1, y1, x2, y2] of HATCH_LINES[hatch]) {
      drawing.beginPath();
      drawing.moveTo(x1, y1);
      drawing.lineTo(x2, y2);
      drawing.stroke();
    }
    const pattern = this.#context.createPattern(tile, 'repeat');
    this.#patterns.set(key, pattern);
    return pattern;
  }
}
