import type { ReportFinding } from '../core/report/report';
import type { Paint } from './layout';
import { printable, severityCell } from './layout';

/** A finding as it stands under its set or archive: what is wrong, where, and what to do. */
export function* findingLines(finding: ReportFinding, indent: string, paint: Paint): Generator<string> {
  yield `${indent}${severityCell(finding.severity, paint)}  ${finding.message} ${paint('grey', `[${finding.code}]`)}`;
  const more = `${indent}         `;
  const place = placeOf(finding);
  if (place !== undefined) yield `${more}${place}`;
  if (finding.severity !== 'info') yield `${more}${finding.hint}`;
}

/** `path:line`, or the whole name of the segment. */
export function placeOf({ file, line, segment }: ReportFinding): string | undefined {
  if (file === undefined) return segment === undefined ? undefined : printable(segment);
  return `${printable(file)}${line === undefined ? '' : `:${line}`}`;
}
