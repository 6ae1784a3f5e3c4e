import type { Role } from '../layout/shapes';

/** The colors and the font of the window, read from the style sheet: nothing here names a color. */
export interface Theme {
  readonly colors: Readonly<Record<Role, string>>;
  readonly font: string;
  readonly size: number;
}

/** The font of a text, as canvas and SVG take it. */
export function fontOf(
  { font, size }: Theme,
  { bold = false, small = false }: { readonly bold?: boolean; readonly small?: boolean } = {},
): string {
  return `${bold ? '600 ' : ''}${String(small ? Math.round(size * 0.88) : size)}px ${font}`;
}
