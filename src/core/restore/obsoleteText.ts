import type { WalArchive } from '../catalog/model';
import { formatBytes, formatCount } from '../report/words';
import { visibleText } from '../report/visibleText';
import { parseSegmentName, rangeNames, segmentNumber } from '../wal/segmentName';
import { isWritable, shellQuote } from './shell';
import type { ObsoleteWal, WalFileRange } from './types';
import { setName } from './words';
import { wrapText } from './wrap';

/** Names of the files of a range. */
export function* fileNames(range: WalFileRange, { geometry }: WalArchive): Generator<string> {
  const parts = [parseSegmentName(range.first), parseSegmentName(range.last)];
  if (geometry === undefined) return;
  const [first, last] = parts.map((part) => (part === undefined ? undefined : segmentNumber(part, geometry)));
  if (first === undefined || last === undefined) return;
  for (const name of rangeNames({ timeline: range.timeline, first, last }, geometry))
    yield name + range.suffix;
}

/** Names of all obsolete files, one a line. */
export function obsoleteList({ obsolete }: ObsoleteWal, archive: WalArchive): string {
  return obsolete.ranges.flatMap((range) => [...fileNames(range, archive)]).join('\n');
}

/**
 * A command that removes exactly the obsolete files; undefined where there is none: nothing is obsolete, a tool keeps the
 * archive, or its path cannot be written safely.
 */
export function obsoleteCommand(result: ObsoleteWal, archive: WalArchive): string | undefined {
  if (result.obsolete.count === 0 || archive.layout !== 'wal-directory' || !isWritable(archive.path))
    return undefined;
  if (result.archiveCleanup !== null)
    return ['pg_archivecleanup', ...result.archiveCleanup.map(shellQuote)].join(' ');
  const names = result.obsolete.ranges.flatMap((range) => [...fileNames(range, archive)]);
  // In groups, so that no line is longer than a system takes.
  const lines: string[] = [];
  for (let at = 0; at < names.length; at += 100) lines.push(`rm -- ${names.slice(at, at + 100).join(' ')}`);
  return `(cd ${shellQuote(archive.path)} || exit\n${lines.join('\n')}\n)`;
}

/** The whole answer as a text to read. */
export function obsoleteText(result: ObsoleteWal): string {
  const { archive, kept, lost, obsolete, needed, histories, archiveCleanup, warnings } = result;
  const sets = (title: string, list: ObsoleteWal['kept']): string[] =>
    list.length === 0
      ? []
      : [
          '',
          title,
          ...list.map((set) => `  ${setName(set)}  ${set.verdict}  ${visibleText(set.path, 1000)}`),
        ];
  const lines = [
    `Obsolete WAL in ${visibleText(archive, 1000)}`,
    '',
    `Not needed: ${formatCount(obsolete.count)} files, ${formatBytes(BigInt(obsolete.bytes))}. Needed: ${formatCount(needed.count)} files, ${formatBytes(BigInt(needed.bytes))}.`,
    'Nothing was deleted: this is a list.',
    ...warnings.flatMap((warning) => ['', ...wrapText(`! ${warning}`)]),
    ...sets('Kept sets', kept),
    ...sets('Sets that cannot be restored any more without this WAL', lost),
    '',
    'Not needed',
    ...(obsolete.ranges.length === 0 ? ['  nothing'] : obsolete.ranges.map((range) => rangeLine(range))),
    '',
    'Needed',
    ...needed.ranges.map((range) => rangeLine(range, range.why)),
    ...histories.map(({ name, why }) => `  ${name}  ${why}`),
    '',
    ...wrapText(
      archiveCleanup === null
        ? 'pg_archivecleanup would not remove exactly these files: it does not look at timelines, and at one suffix only.'
        : 'pg_archivecleanup removes exactly these files.',
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function rangeLine({ first, last, count, suffix, bytes }: WalFileRange, why = ''): string {
  const names = first === last ? `${first}${suffix}` : `${first}${suffix} - ${last}${suffix}`;
  return `  ${names}  ${formatCount(count)}  ${formatBytes(BigInt(bytes))}${why === '' ? '' : `  ${why}`}`;
}
