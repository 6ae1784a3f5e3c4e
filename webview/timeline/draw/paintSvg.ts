import { HATCH_LINES, TILE } from './hatches';
import type { Fill, Hatch, LineShape, RectShape, Role, Shape, TextShape } from '../layout/shapes';
import { fontOf, type Theme } from './themeColors';

/**
 * The shapes as a separate SVG document: no script, no link, nothing loaded. Texts and colors are escaped, so a label
 * stays a label whatever it contains.
 */
export function svgOf(
  shapes: readonly Shape[],
  size: { readonly width: number; readonly height: number },
  title: string,
  theme: Theme,
): string {
  const patterns = new Map<string, string>();
  const body = shapes.map((shape) => {
    if (shape.kind === 'rect') return rect(shape, theme, patterns);
    return shape.kind === 'line' ? line(shape, theme) : text(shape, theme);
  });
  const { width, height } = size;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<defs>${[...patterns.values()].join('')}</defs>`,
    `<rect width="100%" height="100%" fill="${escape(theme.colors.background)}"/>`,
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

function rect(shape: RectShape, theme: Theme, patterns: Map<string, string>): string {
  const { x, y, w, h, fill, stroke, dashed = false, radius = 0 } = shape;
  const place = `x="${n(x)}" y="${n(y)}" width="${n(Math.max(0, w))}" height="${n(Math.max(0, h))}" rx="${n(radius)}"`;
  const edge =
    stroke === undefined
      ? ''
      : `<rect ${place} fill="none" stroke="${escape(theme.colors[stroke])}"${dashed ? ' stroke-dasharray="4 3"' : ''}/>`;
  return (fill === undefined ? '' : filled(place, fill, theme, patterns)) + edge;
}

function filled(place: string, fill: Fill, theme: Theme, patterns: Map<string, string>): string {
  const { role, opacity = 1, hatch, hatchRole = role } = fill;
  const base = `<rect ${place} fill="${escape(theme.colors[role])}" fill-opacity="${n(opacity)}"/>`;
  if (hatch === undefined) return base;
  const id = `${hatch}-${hatchRole}`;
  if (!patterns.has(id)) patterns.set(id, pattern(id, hatch, hatchRole, theme));
  return `${base}<rect ${place} fill="url(#${id})"/>`;
}

function pattern(id: string, hatch: Hatch, role: Role, theme: Theme): string {
  const lines = HATCH_LINES[hatch]
    .map(([x1, y1, x2, y2]) => `<line x1="${n(x1)}" y1="${n(y1)}" x2="${n(x2)}" y2="${n(y2)}"/>`)
    .join('');
  return `<pattern id="${id}" width="${n(TILE)}" height="${n(TILE)}" patternUnits="userSpaceOnUse" stroke="${escape(theme.colors[role])}" stroke-width="1.5">${lines}</pattern>`;
}

function line(shape: LineShape, theme: Theme): string {
  const { points, stroke, width = 1, dashed = false, opacity = 1 } = shape;
  const path = points.map(n).join(' ');
  const dashes = dashed ? ' stroke-dasharray="4 3"' : '';
  return `<polyline points="${path}" fill="none" stroke="${escape(theme.colors[stroke])}" stroke-width="${n(width)}" stroke-opacity="${n(opacity)}"${dashes}/>`;
}

function text(shape: TextShape, theme: Theme): string {
  const { x, y, role, anchor = 'start', ...style } = shape;
  return `<text x="${n(x)}" y="${n(y)}" dominant-baseline="central" text-anchor="${anchor}" fill="${escape(theme.colors[role])}" style="font:${escape(fontOf(theme, style))}">${escape(shape.text)}</text>`;
}

function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Characters that XML does not allow are left out; those with a meaning in XML are escaped. */
function escape(value: string): string {
  return value
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '')
    .replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
