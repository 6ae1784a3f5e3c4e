import type { Report, ReportArchive, ReportFinding, ReportRange, ReportSet } from './report';
import { visibleText } from './visibleText';
import { counted, formatBytes, formatCount } from '../ground/sizes';

const MOST_RANGES = 20;

/**
 * The report as Markdown, for a ticket or a wiki. Texts from files are escaped so that they cannot become markup, a
 * link or HTML.
 */
export function markdownReport({ sets, archives, findings }: Report): string {
  return [
    '# PostgreSQL backups',
    '',
    ...setLines(sets),
    ...archives.flatMap(archiveLines),
    ...(findings.length > 0 ? ['## Other findings', '', ...findings.map(findingLine), ''] : []),
  ].join('\n');
}

function setLines(sets: readonly ReportSet[]): string[] {
  if (sets.length === 0) return ['No backup was found.', ''];
  const rows = sets.map((set) =>
    row([
      markdownText(set.label ?? set.path),
      set.verdict,
      part(set.parts.wal, ''),
      part(set.parts.data, 'not seen'),
      part(set.parts.files, 'not compared'),
      place(set.start),
      place(set.stop),
      `${counted(set.requiredWal.count, 'segment')}, ${formatBytes(BigInt(set.requiredWal.bytes))}`,
      set.missingWal.count === 0 ? '' : formatCount(set.missingWal.count),
    ]),
  );
  const detailed = sets.filter((set) => set.findings.length + set.missingWal.count > 0);
  return [
    '## Backup sets',
    '',
    row(['Backup', 'Verdict', 'WAL', 'Data directory', 'Files', 'Start', 'Stop', 'Required WAL', 'Missing']),
    row(Array.from({ length: 9 }, () => '---')),
    ...rows,
    '',
    ...detailed.flatMap((set) => [
      `### ${markdownText(set.label ?? set.path)}`,
      '',
      `Path: ${markdownText(set.path)}`,
      '',
      ...set.missingWal.ranges.slice(0, MOST_RANGES).map((range) => `- missing: ${rangeText(range)}`),
      ...set.findings.map(findingLine),
      '',
    ]),
  ];
}

function archiveLines(archive: ReportArchive): string[] {
  const { path, systemIdentifier, segmentCount, bytes, timelines, windows, restorePoints, findings } =
    archive;
  return [
    `## WAL archive ${markdownText(path)}`,
    '',
    `${counted(segmentCount, 'segment')}, ${formatBytes(BigInt(bytes))}${systemIdentifier === null ? '' : `, system identifier ${systemIdentifier}`}`,
    '',
    ...windows.map(
      ({ timeline, fromLsn, fromTime, toLsn, toTime, setId }) =>
        `- recoverable on timeline ${String(timeline)}: ${markdownText(fromTime ?? fromLsn)} to ${markdownText(toTime ?? toLsn)} (${fromLsn} to ${toLsn}) from ${markdownText(setId)}`,
    ),
    ...restorePoints.map(
      ({ name, time, lsn, timeline }) =>
        `- restore point ${markdownText(name)}: ${markdownText(time)}, ${lsn}, timeline ${String(timeline)}`,
    ),
    ...timelines.flatMap(({ timeline, parent, switchLsn, ranges, gaps }) => [
      `- timeline ${String(timeline)}${parent === null ? '' : `, forked from ${String(parent)}${switchLsn === null ? '' : ` at ${switchLsn}`}`}: ${listed(ranges)}`,
      ...gaps.slice(0, MOST_RANGES).map((gap) => `  - gap: ${rangeText(gap)}`),
      ...(gaps.length > MOST_RANGES ? [`  - and ${counted(gaps.length - MOST_RANGES, 'more gap')}`] : []),
    ]),
    ...findings.map(findingLine),
    '',
  ];
}

function listed(ranges: readonly ReportRange[]): string {
  const count = ranges.reduce((sum, range) => sum + range.count, 0);
  const first = ranges[0]?.first;
  const last = ranges.at(-1)?.last;
  return first === undefined || last === undefined
    ? 'no segment'
    : `${counted(count, 'segment')} from ${first} to ${last}`;
}

function rangeText({ first, last, count }: ReportRange): string {
  return count === 1 ? first : `${first} to ${last} (${formatCount(count)})`;
}

/** What a part is worth, and what was read to say so. */
function part(judged: ReportSet['parts'][keyof ReportSet['parts']], none: string): string {
  return judged === null ? none : `${judged.verdict} (${judged.evidence})`;
}

function place(position: ReportSet['start']): string {
  if (position === null) return '';
  return position.time === null ? position.lsn : `${position.lsn}, ${markdownText(position.time)}`;
}

function findingLine({ code, severity, message, hint }: ReportFinding): string {
  return `- ${severity} \`${code}\`: ${markdownText(message, 2000)}${hint === '' ? '' : ` ${markdownText(hint, 2000)}`}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Escapes everything with a meaning in Markdown or HTML. */
export function markdownText(text: string, longest = 300): string {
  return visibleText(text, longest).replace(/[!#$&()*+\-.:<=>@[\\\]^_`{|}~]/g, '\\$&');
}
