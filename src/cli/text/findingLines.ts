import type { ReportFinding } from '../../core/report/report';
import { type TextStyle, printable, severityCell, wrapped } from './layout';

/** A finding below its set or archive: what is wrong and where, and with `hint` what to do. */
export function* findingLines(
  finding: ReportFinding,
  indent: string,
  look: TextStyle,
  hint = true,
): Generator<string> {
  const more = `${indent}${' '.repeat('warning'.length)}  `;
  let head = `${indent}${severityCell(finding.severity, look.paint)}  `;
  for (const line of wrapped(`${finding.message} [${finding.code}]`, more, look.width)) {
    yield head + line.slice(more.length);
    head = more;
  }
  const place = findingPlace(finding);
  if (place !== undefined) yield `${more}${place}`;
  if (hint && finding.severity !== 'info') yield* wrapped(finding.hint, more, look.width);
}

/** `path:line`, or the whole name of the segment. For missing segments, the message has the names. */
export function findingPlace({ code, file, line, segment }: ReportFinding): string | undefined {
  if (file !== undefined) return `${printable(file)}${line === undefined ? '' : `:${line}`}`;
  return segment === undefined || code === 'missing-segment' ? undefined : printable(segment);
}
