import { LONGEST_PAGE_HEADER, type LongPageHeader, parseLongPageHeader } from '../../wal/pageHeader';
import { type FileTree, isFailure } from '../../ground/ports';
import { parseSegmentName, segmentNumber } from '../../wal/segmentName';
import type { Lsn } from '../../ground/lsn';
import { type ArchiveEvidence, segmentPath } from './archiveEvidence';
import { parentPath } from '../../ground/paths';
import type { BackupEvidence } from './backupEvidence';
import { isWithoutData } from '../../model/layout';

interface Placed {
  readonly evidence: BackupEvidence;
  /**
   * The archive of its start segment, if that shows another cluster than most of that archive: this archive serves the
   * set.
   */
  readonly home: readonly ArchiveEvidence[];
}

/**
 * A label or history file alone does not show its cluster, and most of an archive may be of another one, or of another
 * segment size. The first page of the segment in which the backup starts shows all three. It counts against the archive
 * only with a second witness: the last segment, or further WAL of that cluster in the archive. Otherwise one foreign
 * file in its place would confirm itself.
 */
export async function withStartSegment(
  tree: FileTree,
  evidence: BackupEvidence,
  archives: readonly ArchiveEvidence[],
  near: () => readonly ArchiveEvidence[],
): Promise<Placed> {
  const unchanged = { evidence, home: [] };
  if (!isWithoutData(evidence)) return unchanged;
  const fields = evidence.label?.start === undefined ? evidence.history?.value : evidence.label;
  const start = fields?.start;
  if (start?.file === undefined) return unchanged;
  const { file, lsn } = start;
  const folder = evidence.files.history === undefined ? undefined : parentPath(evidence.files.history);
  const holder =
    archives.find(({ path }) => path === folder) ?? near().find((archive) => holds(archive, file));
  if (holder === undefined) return unchanged;
  const header = await headerOf(tree, holder, file, lsn);
  if (header === undefined) return unchanged;
  const foreign =
    holder.systemIdentifier !== undefined && header.systemIdentifier !== holder.systemIdentifier;
  if (foreign && !(await isConfirmed(tree, evidence, holder, header, file))) return unchanged;
  const completed: BackupEvidence = {
    ...evidence,
    systemIdentifier: header.systemIdentifier,
    versionNum: evidence.versionNum ?? header.versionNum,
    segmentSize: header.segmentSize,
  };
  return { evidence: completed, home: foreign ? [holder] : [] };
}

function holds({ segments, geometry }: ArchiveEvidence, file: string): boolean {
  const parts = parseSegmentName(file);
  if (geometry === undefined || parts === undefined) return false;
  const number = segmentNumber(parts, geometry);
  if (number === undefined) return false;
  return segments
    .runs(geometry)
    .runs.some(
      ({ timeline, first, last }) => timeline === parts.timeline && first <= number && number <= last,
    );
}

/** The first page of a segment, if it has the address of `lsn`: otherwise the file is not what its name says. */
async function headerOf(
  tree: FileTree,
  { path, segments }: ArchiveEvidence,
  file: string,
  lsn: Lsn,
): Promise<LongPageHeader | undefined> {
  if (parseSegmentName(file) === undefined) return undefined;
  for (const suffix of segments.suffixes()) {
    const head = await tree.readHead(segmentPath(path, file, suffix), LONGEST_PAGE_HEADER);
    if (isFailure(head) || head.bytes === undefined) continue;
    const { header } = parseLongPageHeader(head.bytes);
    if (header === undefined) continue;
    return lsn - (lsn % BigInt(header.segmentSize)) === header.pageAddress ? header : undefined;
  }
  return undefined;
}

async function isConfirmed(
  tree: FileTree,
  { history }: BackupEvidence,
  holder: ArchiveEvidence,
  { systemIdentifier }: LongPageHeader,
  startFile: string,
): Promise<boolean> {
  if (holder.otherClusters?.has(systemIdentifier) === true) return true;
  const stop = history?.value.stop;
  if (stop?.file === undefined || stop.file === startFile) return false;
  const last = await headerOf(tree, holder, stop.file, stop.lsn - 1n);
  return last?.systemIdentifier === systemIdentifier;
}
