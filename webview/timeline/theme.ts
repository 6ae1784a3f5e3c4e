import type { Measure, Role } from './shapes';
import { ROLES } from './shapes';

/** The colours and the font of the window, read from the style sheet: nothing here names a colour. */
export interface Theme {
  readonly colors: Readonly<Record<Role, string>>;
  readonly font: string;
  readonly size: number;
}

/** Each role is a custom property `--tl-ROLE` of timeline.css; forced colours and high contrast are settled there. */
export function readTheme(element: Element): Theme {
  const style = getComputedStyle(element);
  const colors = Object.fromEntries(
    ROLES.map((role) => [role, style.getPropertyValue(`--tl-${role}`).trim() || style.color]),
  ) as Record<Role, string>;
  return { colors, font: style.fontFamily, size: Number.parseFloat(style.fontSize) || 13 };
}

/** The font of a text, as canvas and SVG take it. */
export function fontOf(
  { font, size }: Theme,
  { bold = false, small = false }: { readonly bold?: boolean; readonly small?: boolean } = {},
): string {
  return `${bold ? '600 ' : ''}${String(small ? Math.round(size * 0.88) : size)}px ${font}`;
}

const MOST_MEASURED = 5000;

/** Measures texts with a canvas and remembers them: the same few are asked for in every frame. */
export function measureWith(context: CanvasRenderingContext2D, theme: Theme): Measure {
  const known = new Map<string, number>();
  return (text, style) => {
    const font = fontOf(theme, style);
    const key = `${font}\n${text}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    context.font = font;
    const { width } = context.measureText(text);
    if (known.size > MOST_MEASURED) known.clear();
    known.set(key, width);
    return width;
  };
}
