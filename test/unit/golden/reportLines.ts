import type {
  Report,
  ReportArchive,
  ReportFinding,
  ReportRange,
  ReportSet,
  ReportTimeline,
} from '../../../src/core/report/report';

/**
 * A report as text that a reviewer can read and a diff can show: one line for each set and each archive. `root` is
 * removed from all paths.
 */
export function reportLines({ sets, archives, findings }: Report, root: string): string {
  const short = (path: string): string => (path === root ? '.' : path.replace(`${root}/`, ''));
  const lines = [
    ...sorted(sets).map((set) => setLine(set, short)),
    ...sorted(archives).map((archive) => archiveLine(archive, short)),
    ...findings.map((finding) => cells('report', findingText(finding), short(finding.file ?? ''))),
  ];
  return `${lines.join('\n')}\n`;
}

function sorted<T extends { readonly path: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function setLine({ id, verdict, parts, evidence, findings, missingWal }: ReportSet, short: Short): string {
  const missing = missingWal.ranges.map(rangeText);
  return cells(
    'set',
    short(id),
    verdict,
    `wal=${partText(parts.wal)} data=${partText(parts.data)} files=${partText(parts.files, evidence.files)}`,
    findingsText(findings),
    missing.length === 0 ? '' : `missing ${missing.join(', ')}`,
  );
}

function archiveLine({ path, timelines, windows, findings }: ReportArchive, short: Short): string {
  const reached = windows.map(({ timeline, fromLsn, toLsn, setId }) => {
    return `window ${String(timeline)} ${fromLsn} to ${toLsn} from ${short(setId)}`;
  });
  return cells(
    'archive',
    short(path),
    timelines.map(timelineText).join('; '),
    reached.join('; '),
    findingsText(findings),
  );
}

/** `restorable/records`; what there is instead of a part without a verdict. */
function partText(part: ReportSet['parts'][keyof ReportSet['parts']], none = 'not-seen'): string {
  return part === null ? none : `${part.verdict}/${part.evidence}`;
}

type Short = (path: string) => string;

function timelineText({ timeline, parent, switchLsn, ranges, gaps }: ReportTimeline): string {
  const origin = parent === null ? '' : ` (from ${String(parent)} at ${switchLsn ?? '?'})`;
  const holes = gaps.length === 0 ? '' : ` gaps ${gaps.map(rangeText).join(', ')}`;
  return `timeline ${String(timeline)}${origin}: ${ranges.map(rangeText).join(', ')}${holes}`;
}

function rangeText({ first, last, count }: ReportRange): string {
  return count === 1 ? first : `${first} to ${last} (${String(count)})`;
}

/** Equal neighbors are counted. */
function findingsText(findings: readonly ReportFinding[]): string {
  const counted: { text: string; count: number }[] = [];
  for (const text of findings.map(findingText)) {
    const last = counted.at(-1);
    if (last?.text === text) last.count++;
    else counted.push({ text, count: 1 });
  }
  return counted
    .map(({ text, count }) => (count === 1 ? text : `${text} (${String(count)} times)`))
    .join(', ');
}

function findingText({ code, severity, segment }: ReportFinding): string {
  return `${code} ${severity}${segment === undefined ? '' : ` ${segment}`}`;
}

function cells(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join(' | ');
}
