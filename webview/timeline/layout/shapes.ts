/** The shapes of a scene. Every painter uses only these, so screen and export show the same. */

/** A color by its purpose; the theme maps it to a color. */
export const ROLES = [
  'background',
  'foreground',
  'dim',
  'grid',
  'present',
  'branch',
  'partial',
  'recycled',
  'missing',
  'recoverable',
  'expected',
  'point',
  ...VERDICTS,
  'selection',
  'onMark',
] as const;

export type Role = (typeof ROLES)[number];

export type Hatch = 'diagonal' | 'back' | 'vertical' | 'horizontal' | 'cross' | 'dots';

/** A surface: a color, its opacity, and a pattern, so that no state is shown by color alone. */
export interface Fill {
  readonly role: Role;
  /** 0 to 1. */
  readonly opacity?: number;
  readonly hatch?: Hatch;
  readonly hatchRole?: Role;
}

export interface RectShape {
  readonly kind: 'rect';
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly fill?: Fill;
  readonly stroke?: Role;
  readonly dashed?: boolean;
  readonly radius?: number;
}

export interface LineShape {
  readonly kind: 'line';
  /** x, y, x, y, … */
  readonly points: readonly number[];
  readonly stroke: Role;
  readonly width?: number;
  readonly dashed?: boolean;
  readonly opacity?: number;
}

export interface TextShape {
  readonly kind: 'text';
  readonly x: number;
  /** The middle of the line. */
  readonly y: number;
  readonly text: string;
  readonly role: Role;
  readonly bold?: boolean;
  readonly small?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
}

export type Shape = RectShape | LineShape | TextShape;

/** The width of a text in pixels. */
export type Measure = (text: string, style?: { readonly bold?: boolean; readonly small?: boolean }) => number;

/** In fewer pixels, no word is readable. */
export const LEAST_ROOM = 24;

/** The text, cut at its end if it does not fit; empty if nothing fits. */
export function cut(text: string, room: number, measure: Measure, style = {}): string {
  return fitting(text, room, measure, style, headOf);
}

/** If less than this is left, both ends would be useless. */
const LEAST_OF_ENDS = 8;

/** A name, cut in its middle, because names often differ at their end. */
export function cutName(name: string, room: number, measure: Measure, style = {}): string {
  return fitting(name, room, measure, style, (characters, kept) => {
    if (kept < LEAST_OF_ENDS) return headOf(characters, kept);
    const head = Math.ceil(kept / 2);
    return `${characters.slice(0, head).join('')}…${characters.slice(head - kept).join('')}`;
  });
}

function headOf(characters: readonly string[], kept: number): string {
  return kept < 3 ? '' : `${characters.slice(0, kept).join('').trimEnd()}…`;
}

/** The longest shortened form of a text that fits. */
function fitting(
  text: string,
  room: number,
  measure: Measure,
  style: object,
  left: (characters: readonly string[], kept: number) => string,
): string {
  if (room < 1) return '';
  if (measure(text, style) <= room) return text;
  if (room < LEAST_ROOM) return '';
  const characters = Array.from(text);
  let low = 0;
  let high = characters.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (measure(left(characters, middle), style) <= room) low = middle;
    else high = middle - 1;
  }
  return left(characters, low);
}

/** A background for a text, so that no line of the picture crosses it. */
export function backdrop(x: number, y: number, width: number, height = 14): RectShape {
  const fill = { role: 'background', opacity: 0.9 } as const;
  return { kind: 'rect', x: x - 2, y: y - height / 2, w: width + 4, h: height, fill };
}
import { VERDICTS } from '../../../src/core/model/verdict';
