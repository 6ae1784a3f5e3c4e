/** What a scene is made of. Every painter knows these and nothing else, so screen and export show the same. */

/** A colour by what it is for; the theme tells which one that is. */
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

/** A surface: a colour, how opaque it is, and lines over it, so that no state is told by colour alone. */
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
  /** Of the middle of the line. */
  readonly y: number;
  readonly text: string;
  readonly role: Role;
  readonly bold?: boolean;
  readonly small?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
}

export type Shape = RectShape | LineShape | TextShape;

/** Pixels that a text takes. */
export type Measure = (text: string, style?: { readonly bold?: boolean; readonly small?: boolean }) => number;

/** Pixels in which no word can be read. */
export const LEAST_ROOM = 24;

/** The text, cut at its end where it has no room; empty where there is room for nothing. */
export function cut(text: string, room: number, measure: Measure, style = {}): string {
  return fitting(text, room, measure, style, headOf);
}

/** Of less than this both ends would tell nothing. */
const LEAST_OF_ENDS = 8;

/** A name, cut in its middle: what tells names apart is often at their end. */
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

/** The longest of what is left of a text that has room. */
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

/** Behind a text, so that no line of the picture runs through it. */
export function backdrop(x: number, y: number, width: number, height = 14): RectShape {
  const fill = { role: 'background', opacity: 0.9 } as const;
  return { kind: 'rect', x: x - 2, y: y - height / 2, w: width + 4, h: height, fill };
}
import { VERDICTS } from '../../../src/core/model/verdict';
