import { formatBytes } from '../../src/core/ground/sizes';
import type { Comparison } from './statistics';

/** One line of the result, ready to be printed. */
export interface Line {
  readonly what: string;
  readonly ours: string;
  readonly theirs: string;
  readonly ratio: string;
  readonly target: string;
}

/** Seconds of two programs. If there is no other one, `tool` says why. */
export function raceLine(what: string, tool: string, target: number, result: Comparison): Line {
  const { ours, theirs, ratio, lowest, highest } = result;
  const measured = !Number.isNaN(theirs);
  const range = `${ratio.toFixed(2)} (${lowest.toFixed(2)} to ${highest.toFixed(2)})`;
  return {
    what,
    ours: `${ours.toFixed(2)} s`,
    theirs: measured ? `${theirs.toFixed(2)} s ${tool}` : `${tool} is not installed`,
    ratio: measured ? range : '',
    target: `≤ ${target.toFixed(2)}`,
  };
}

/** A number of ours alone. */
export function ownLine(what: string, ours: string, target: string): Line {
  return { what, ours, theirs: '', ratio: '', target };
}

export function memoryLine(what: string, bytes: number): Line {
  return ownLine(what, formatBytes(bytes), '< 200 MB');
}

/** All lines in columns, with a heading. */
export function tableText(lines: readonly Line[]): string {
  const heading: Line = { what: '', ours: 'ours', theirs: "PostgreSQL's", ratio: 'ratio', target: 'target' };
  const keys = ['what', 'ours', 'theirs', 'ratio', 'target'] as const;
  const all = [heading, ...lines];
  const widths = keys.map((key) => Math.max(...all.map((line) => line[key].length)));
  return all
    .map((line) =>
      keys
        .map((key, i) => line[key].padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
