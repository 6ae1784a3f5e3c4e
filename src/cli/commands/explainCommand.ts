import findingsText from '../../../docs/findings.md';
import { findingCodes } from '../../core/report/messages';
import type { Context } from '../context';
import { EXIT, type ExitCode } from '../exitCode';
import { type Invocation, UsageError } from '../invocation';
import { writeJson } from '../jsonOutput';
import { wrapText } from '../../core/ground/wrapText';

/** `explain CODE...`: the text of docs/findings.md on each code. */
export async function explainCommand({ out }: Context, { operands, json }: Invocation): Promise<ExitCode> {
  const sections = operands.map((code) => {
    const found = explanationOf(code);
    if (found === undefined) throw new UsageError(`there is no finding “${code}”`);
    return { code, ...found };
  });
  if (json) await writeJson(out, { reportVersion: 1, findings: sections });
  else {
    const width = Math.min(out.width ?? 100, 100);
    for (const { code, severity, text } of sections)
      await out.write(`${code} (${severity})\n\n${wrapText(text, width).join('\n')}\n\n`);
  }
  return EXIT.good;
}

/** What docs/findings.md says of a code; undefined if there is no such finding. */
export function explanationOf(code: string): { severity: string; text: string } | undefined {
  if (!findingCodes().some((known) => known === code)) return undefined;
  const start = findingsText.indexOf(`### ${code}\n`);
  const body = findingsText.slice(start + code.length + 5).split(/^#{2,3} /m)[0] ?? '';
  const plain = body
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/\*\*(.+?)\*\*/g, '$1');
  const [severity = '', ...text] = plain.split(' · ');
  return { severity: severity.replace(/\*/g, ''), text: text.join(' · ') };
}
