import type { WalArchive } from '../../model/walArchive';
import { counted, formatBytes, formatCount } from '../../ground/sizes';
import { visibleText } from '../../report/visibleText';
import { parseSegmentName, rangeNames, segmentNumber } from '../../wal/segmentName';
import { isWritable } from '../shell';
import { shellQuote } from '../../ground/shellWord';
import type { ObsoleteWal, WalFileRange } from '../types';
import { setName } from '../words';
import { wrapText } from '../../ground/wrapText';
import { isPlainArchive } from '../../model/layout';

/** Names of the files of a range. */
export function* fileNames(range: WalFileRange, { geometry }: WalArchive): Generator<string> {
  const parts = [parseSegmentName(range.first), parseSegmentName(range.last)];
  if (geometry === undefined) return;
  const [first, last] = parts.map((part) => (part === undefined ? undefined : segmentNumber(part, geometry)));
  if (first === undefined || last === undefined) return;
  for (const name of rangeNames({ timeline: range.timeline, first, last }, geometry))
    yield name + range.suffix;
}

/** Names of all obsolete files, one per line. There may be a million, so call this only on demand. */
export function obsoleteList({ obsolete }: ObsoleteWal, archive: WalArchive): string {
  return namesIn(obsolete.ranges, archive).join('\n');
}

/** Whether there is a command: none if nothing is obsolete, a tool manages the archive, or its path cannot be quoted safely. */
export function hasObsoleteCommand({ obsolete }: ObsoleteWal, archive: WalArchive): boolean {
  return obsolete.count > 0 && isPlainArchive(archive) && isWritable(archive.path);
}

/** A command that removes exactly the obsolete files, if there is one. */
export function removalCommand(result: ObsoleteWal, archive: WalArchive): string | undefined {
  if (!hasObsoleteCommand(result, archive)) return undefined;
  const { obsolete, archiveCleanup } = result;
  if (archiveCleanup === null) return removal(namesIn(obsolete.ranges, archive), archive);
  const command = ['pg_archivecleanup', ...archiveCleanup.map(shellQuote)].join(' ');
  const histories = namesIn(obsolete.ranges.filter(isHistory), archive);
  return histories.length === 0 ? command : `${command} &&\n${removal(histories, archive)}`;
}

/** In groups, so that no line exceeds the limit of the system. */
function removal(names: readonly string[], { path }: WalArchive): string {
  const lines: string[] = [];
  for (let at = 0; at < names.length; at += 100) lines.push(`rm -- ${names.slice(at, at + 100).join(' ')}`);
  return `(cd ${shellQuote(path)} || exit\n${lines.join('\n')}\n)`;
}

function namesIn(ranges: readonly WalFileRange[], archive: WalArchive): string[] {
  return ranges.flatMap((range) => [...fileNames(range, archive)]);
}

function isHistory({ suffix }: WalFileRange): boolean {
  return suffix.includes('.backup');
}

/** The text is for reading; the list has everything. */
const MOST_LINES = 2000;

/** The whole answer as a text to read. */
export function obsoleteText(result: ObsoleteWal): string {
  const { archive, kept, lost, obsolete, needed, histories, warnings } = result;
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
    `Not needed: ${counted(obsolete.count, 'file')}, ${formatBytes(BigInt(obsolete.bytes))}. Needed: ${counted(needed.count, 'file')}, ${formatBytes(BigInt(needed.bytes))}.`,
    'Nothing was deleted: this is only a list.',
    ...warnings.flatMap((warning) => ['', ...wrapText(`! ${warning}`)]),
    ...sets('Kept sets', kept),
    ...sets('Sets that cannot be restored without this WAL', lost),
    '',
    'Not needed',
    ...(obsolete.ranges.length === 0 ? ['  nothing'] : rangeLines(obsolete.ranges)),
    '',
    'Needed',
    ...rangeLines(needed.ranges),
    ...histories.map(({ name, why }) => `  ${name}  ${why}`),
    '',
    ...wrapText(cleanupText(result)),
  ];
  return `${lines.join('\n')}\n`;
}

function cleanupText({ archiveCleanup, obsolete }: ObsoleteWal): string {
  if (obsolete.count === 0) return 'There is nothing to remove.';
  if (archiveCleanup === null)
    return 'pg_archivecleanup would not remove exactly these files, because it ignores timelines and handles only one suffix.';
  return obsolete.ranges.some(isHistory)
    ? 'pg_archivecleanup removes exactly these segments and keeps the backup history files (.backup). From version 17 on, its option -b removes those too, including files that are not listed here.'
    : 'pg_archivecleanup removes exactly these files.';
}

function rangeLines(ranges: readonly (WalFileRange & { readonly why?: string })[]): string[] {
  const lines = ranges.slice(0, MOST_LINES).map((range) => rangeLine(range, range.why));
  const more = ranges.length - lines.length;
  return more === 0 ? lines : [...lines, `  and ${counted(more, 'more range')}`];
}

function rangeLine({ first, last, count, suffix, bytes }: WalFileRange, why = ''): string {
  const names = first === last ? `${first}${suffix}` : `${first}${suffix} - ${last}${suffix}`;
  return `  ${names}  ${formatCount(count)}  ${formatBytes(BigInt(bytes))}${why === '' ? '' : `  ${why}`}`;
}
