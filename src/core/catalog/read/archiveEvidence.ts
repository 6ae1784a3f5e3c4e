import { formatSegmentName } from '../../wal/segmentName';
import { parseTimelineHistory } from '../../formats/timelineHistory';
import type { TimelineHistory } from '../../wal/timelines';
import type { Finding } from '../../ground/finding';
import { type FileTree, isFailure } from '../../ground/ports';
import { isSegmentSize, type WalGeometry, walGeometry } from '../../wal/geometry';
import type { FoundWalDirectory } from '../find/discovery';
import type { SegmentCollector } from '../find/inventory';
import type { ArchiveLayout } from '../../model/layout';
import { joinPath } from '../../ground/paths';
import type { LocatedArchive } from '../match/archiveAssignment';
import { readMaybeCompressed } from './readFile';
import { samplePages } from './samplePages';
import { fileFindings } from '../../formats/parsed';

/** One directory with WAL, as far as names, a few headers and its timeline histories describe it. */
export interface ArchiveEvidence extends LocatedArchive {
  readonly layout: ArchiveLayout;
  /** The data directory to which this pg_wal belongs; it then serves that set alone. */
  readonly dataDirectory: string | undefined;
  readonly versionNum: number | undefined;
  readonly geometry: WalGeometry | undefined;
  readonly segmentCount: number;
  readonly segments: SegmentCollector;
  readonly partials: SegmentCollector;
  readonly histories: ReadonlyMap<number, TimelineHistory>;
  readonly historyNames: ReadonlyMap<number, string>;
  /** Whether not all of the sampled segments have the same size. */
  readonly mixedSizes?: boolean;
  /** Timelines whose histories are in another directory of the same tool, in which it looks for them. */
  readonly historiesBeside?: ReadonlySet<number>;
  /** The list of its WAL that the tool keeps. */
  readonly walList?: string;
  readonly strays: { readonly count: number; readonly sample: string | undefined };
  readonly findings: readonly Finding[];
}

export interface GeometryOverrides {
  readonly segmentSize?: number;
  readonly versionNum?: number;
}

/** Reads what distinguishes archives: some headers, and every timeline history. */
export async function readArchiveEvidence(
  tree: FileTree,
  found: FoundWalDirectory,
  overrides: GeometryOverrides,
): Promise<ArchiveEvidence> {
  const { listing, dataDirectory, isNamedByUser } = found;
  const { header, otherClusters, mixedSizes, findings } = await samplePages(tree, found);
  const versionNum = overrides.versionNum ?? header?.versionNum;
  const segmentSize = overrides.segmentSize ?? header?.segmentSize ?? (await sampleSize(tree, found));
  const skips = versionNum ?? (header?.family === '9.0' ? 90200 : undefined);
  const geometry = segmentSize === undefined ? undefined : walGeometry(segmentSize, skips);
  const timelines = await readHistories(tree, found);
  return {
    path: listing.path,
    layout: dataDirectory === undefined ? 'wal-directory' : 'pg-wal',
    dataDirectory,
    isNamedByUser,
    systemIdentifier: header?.systemIdentifier,
    ...(otherClusters.size === 0 ? {} : { otherClusters }),
    versionNum,
    mixedSizes,
    geometry,
    segmentCount: listing.segments.count,
    segments: listing.segments,
    partials: listing.partials,
    histories: timelines.histories,
    historyNames: timelines.names,
    strays: { count: listing.others, sample: listing.otherSample },
    findings: [...timelines.findings, ...findings],
  };
}

/** Path of a segment's file in an archive. */
export function segmentPath(archive: string, name: string, suffix: string): string {
  return joinPath(archive, name + suffix);
}

/** If no header can be read (all compressed or encrypted), plain files of one valid size show the segment size. */
async function sampleSize(tree: FileTree, found: FoundWalDirectory): Promise<number | undefined> {
  const sizes = new Set<number>();
  for (const { parts, suffix } of found.listing.segments.samples()) {
    if (suffix !== '') continue;
    const facts = await tree.stat(joinPath(found.listing.path, formatSegmentName(parts)));
    if (!isFailure(facts) && isSegmentSize(facts.size)) sizes.add(facts.size);
  }
  const [size] = sizes;
  return sizes.size === 1 ? size : undefined;
}

async function readHistories(
  tree: FileTree,
  { listing }: FoundWalDirectory,
): Promise<{ histories: Map<number, TimelineHistory>; names: Map<number, string>; findings: Finding[] }> {
  const histories = new Map<number, TimelineHistory>();
  const names = new Map<number, string>();
  const findings: Finding[] = [];
  for (const { timeline, name } of listing.timelineHistories) {
    const path = joinPath(listing.path, name);
    names.set(timeline, name);
    const { bytes, finding } = await readMaybeCompressed(
      tree,
      path,
      '.history',
      'unreadable-timeline-history',
    );
    if (finding !== undefined) findings.push(finding);
    if (bytes === undefined) continue;
    const { value, problems } = parseTimelineHistory(bytes, timeline);
    findings.push(...fileFindings(path, problems));
    // Partly read ancestors would lead along a wrong path, so a history with errors counts as absent.
    const broken = problems.some(({ severity }) => severity === 'error');
    if (value !== undefined && !broken) histories.set(timeline, value);
  }
  return { histories, names, findings };
}
