import { shellQuote } from '../../ground/shellWord';
import { visibleText } from '../../report/visibleText';
import type { RestoreStep, RestoreSteps } from '../types';
import { TEXT_WIDTH, wrapText } from '../../ground/wrapText';

/**
 * The steps as the text of a bash script, to be pasted or saved. Explanations and what is for later are comments. Texts from files
 * are in single-line comments or quoted words. All but the paths is in a subshell, so that an error ends the
 * steps but never the shell that they are pasted into.
 */
export function stepsText({ title, serverVersion, warnings, steps }: RestoreSteps): string {
  const version = serverVersion === null ? '' : ` (PostgreSQL ${serverVersion})`;
  const lines = [
    ...comment(`${title}${version}`),
    '#',
    ...comment(
      'Nothing has been done yet. Set the paths, then paste everything into bash, or save it and run it with bash. It stops at the first error. Backup and archive are only read.',
    ),
    ...warnings.flatMap((warning) => ['#', ...comment(`! ${warning}`)]),
    ...scriptLines(steps),
  ];
  return `${lines.join('\n')}\n`;
}

function scriptLines(steps: readonly RestoreStep[]): string[] {
  const last = steps.findLastIndex(({ commands }) => commands.length > 0);
  return steps.flatMap((step, i) => [
    '',
    ...(i === 1 ? ['('] : []),
    ...stepLines(step, i + 1),
    ...(i === last && i > 0 ? [')'] : []),
  ]);
}

function stepLines({ title, text, commands, later, danger }: RestoreStep, number: number): string[] {
  const known = danger ? ' (careful)' : '';
  const heading = `${number}. ${title}`;
  return [
    ...comment(`${heading}${known}`),
    ...text.flatMap((paragraph) => comment(paragraph, '#    ')),
    ...(commands.length > 0 && number > 1 ? [`echo ${shellQuote(heading)}`] : []),
    ...commands,
    ...later.map((line) => `#    $ ${line}`),
  ];
}

/** A text as comment lines. No text can end a comment: line breaks in it are made visible. */
function comment(text: string, start = '# '): string[] {
  const lines = wrapText(visibleText(text, 4000), TEXT_WIDTH - start.length);
  return lines.map((line) => `${start}${line}`.trimEnd());
}
