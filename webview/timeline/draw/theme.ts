import { type Measure, type Role, ROLES } from '../layout/shapes';
import { fontOf, type Theme } from './themeColors';

/** Each role is a custom property `--tl-ROLE` of timeline.css; forced colors and high contrast are handled there. */
export function readTheme(element: Element): Theme {
  const style = getComputedStyle(element);
  const colors = Object.fromEntries(
    ROLES.map((role) => [role, style.getPropertyValue(`--tl-${role}`).trim() || style.color]),
  ) as Record<Role, string>;
  return { colors, font: style.fontFamily, size: Number.parseFloat(style.fontSize) || 13 };
}

const MOST_MEASURED = 5000;

/** Measures texts with a canvas and caches the results: every frame needs the same few. */
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

/** A change of the theme changes the body's classes and the variables of the root. */
export function onThemeChange(changed: () => void): void {
  const themed = new MutationObserver(changed);
  themed.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  themed.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  matchMedia('(forced-colors: active)').addEventListener('change', changed);
}
