import { visibleText } from '../../report/visibleText';
import type { RestoreStep, RestoreSteps } from '../types';
import { TEXT_WIDTH, wrapText } from '../../ground/wrapText';

/**
 * The steps as the text of a shell script. Explanations and optional commands are comments, so a pasted script runs only
 * the required commands. Texts from files are in single-line comments or quoted words.
 */
export function stepsText({ title, serverVersion, warnings, steps }: RestoreSteps): string {
  const version = serverVersion === null ? '' : ` (PostgreSQL ${serverVersion})`;
  const lines = [
    ...comment(`${title}${version}`),
    '#',
    ...comment('Nothing has been done yet. Read these steps, adapt them and run them yourself.'),
    ...warnings.flatMap((warning) => ['#', ...comment(`! ${warning}`)]),
    ...steps.flatMap((step, i) => ['', ...stepLines(step, i + 1)]),
  ];
  return `${lines.join('\n')}\n`;
}

function stepLines({ title, text, commands, optional, danger }: RestoreStep, number: number): string[] {
  const known = danger ? ' (careful)' : '';
  const run = commands.split('\n').filter((line) => line !== '');
  return [
    ...comment(`${number}. ${title}${known}`),
    ...text.flatMap((paragraph) => comment(paragraph, '#    ')),
    ...(optional ? run.map((line) => `#    $ ${line}`) : run),
  ];
}

/** A text as comment lines. No text can end a comment: line breaks in it are made visible. */
function comment(text: string, start = '# '): string[] {
  const lines = wrapText(visibleText(text, 4000), TEXT_WIDTH - start.length);
  return lines.map((line) => `${start}${line}`.trimEnd());
}
