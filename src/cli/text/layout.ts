import { wrapText } from '../../core/ground/wrapText';
import { type Verdict, VERDICTS } from '../../core/model/verdict';
import type { Severity } from '../../core/ground/finding';
import { visibleText } from '../../core/report/visibleText';
import type { TextOutput } from '../output';

const COLORS = { red: 31, green: 32, yellow: 33, grey: 90 } as const;

export type Color = keyof typeof COLORS;

/** Puts a color around a text, unless colors are off. */
export type Paint = (color: Color, text: string) => string;

/** How text looks on its output. */
export interface TextStyle {
  readonly paint: Paint;
  readonly width: number | undefined;
}

export function textStyleOf({ colored, width }: Pick<TextOutput, 'colored' | 'width'>): TextStyle {
  const paint: Paint = (color, text) => (colored ? `\u001b[${COLORS[color]}m${text}\u001b[0m` : text);
  return { paint, width };
}

/** Breaks a text at blanks so that it fits into the terminal with `indent`; on other outputs it stays one line. */
export function* wrapped(text: string, indent: string, width: number | undefined): Generator<string> {
  const room = Math.max(40, (width ?? Number.POSITIVE_INFINITY) - indent.length);
  for (const line of wrapText(text, room)) yield indent + line;
}

/** A path or a label: whole, but without characters that could disturb a terminal. */
export function printable(text: string): string {
  return visibleText(text, 4096);
}

const MARKS: Record<Verdict, readonly [string, Color]> = {
  restorable: ['✓', 'green'],
  // No tick, and nothing green: nothing is verified, or not all of it.
  complete: ['○', 'yellow'],
  incomplete: ['✗', 'red'],
  damaged: ['✗', 'red'],
  undetermined: ['?', 'yellow'],
};

const LONGEST = Math.max(...VERDICTS.map((verdict) => verdict.length));

/** A verdict's mark with its word, at the width of the longest. */
export function verdictCell(verdict: Verdict, paint: Paint): string {
  const [mark, color] = MARKS[verdict];
  return paint(color, `${mark} ${verdict.padEnd(LONGEST)}`);
}

const SEVERITIES: Record<Severity, Color> = { error: 'red', warning: 'yellow', info: 'grey' };

/** A severity's word, at the width of the longest. */
export function severityCell(severity: Severity, paint: Paint): string {
  return paint(SEVERITIES[severity], severity.padEnd('warning'.length));
}

/** Pads every cell but the last of a row to the width of its column. */
export function* alignColumns(rows: readonly (readonly string[])[]): Generator<string> {
  const widths: number[] = [];
  for (const row of rows) {
    row.slice(0, -1).forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
    });
  }
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)),
    );
    yield cells.join('  ').trimEnd();
  }
}

// Colors take no room.

const COLOR_CODE = /\u001b\[\d+m/g;

function widthOf(text: string): number {
  return Array.from(text.replace(COLOR_CODE, '')).length;
}
