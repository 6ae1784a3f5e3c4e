import { joinPath } from '../../ground/paths';
import type { DirectoryListing } from './directoryListing';
import { type FileTree, isFailure } from '../../ground/ports';
import { classifyWalFile } from '../../wal/fileName';
import { SegmentCollector } from './inventory';
import { isToolFile } from '../tools/toolFiles';
import { isTarName } from '../../tars/tarName';

const MARKERS = new Set([
  'PG_VERSION',
  'backup_label',
  'backup_label.old',
  'tablespace_map',
  'backup_manifest',
  'postmaster.pid',
]);

/** Whether a file with this name belongs to a backup, wherever it is. */
export function isMarker(name: string): boolean {
  return MARKERS.has(name);
}

/** Lists a directory once, in batches. A failure carries the system's code. */
export async function readDirectory(
  tree: FileTree,
  path: string,
): Promise<DirectoryListing | { readonly failed: true; readonly code: string }> {
  const listing = new ListingBuilder(path);
  for await (const batch of tree.list(path)) {
    if (isFailure(batch)) return batch;
    for (const entry of batch) {
      if (entry.kind === 'directory') listing.directories.push(entry.name);
      else if (entry.kind === 'file') listing.addFile(entry.name);
    }
  }
  listing.directories.sort();
  listing.backupHistories.sort();
  listing.toolFiles.sort();
  listing.tars.sort();
  return listing;
}

class ListingBuilder implements DirectoryListing {
  readonly path: string;
  readonly directories: string[] = [];
  readonly markers = new Set<string>();
  readonly segments = new SegmentCollector();
  readonly partials = new SegmentCollector();
  readonly backupHistories: string[] = [];
  readonly timelineHistories: { timeline: number; name: string }[] = [];
  readonly toolFiles: string[] = [];
  readonly tars: string[] = [];
  others = 0;
  otherSample: string | undefined;

  constructor(path: string) {
    this.path = path;
  }

  addFile(name: string): void {
    if (MARKERS.has(name)) {
      this.markers.add(name);
      return;
    }
    const file = classifyWalFile(name);
    switch (file?.kind) {
      case 'segment':
        this.#addSegment(this.segments, name, file);
        return;
      case 'partial':
        this.#addSegment(this.partials, name, file);
        return;
      case 'backup-history':
        this.backupHistories.push(name);
        return;
      case 'timeline-history':
        this.timelineHistories.push({ timeline: file.timeline, name });
        return;
      case 'archive-status':
      case 'temporary':
        return;
      case undefined:
        if (isToolFile(name)) this.toolFiles.push(name);
        else this.#addOther(name);
    }
  }

  #addSegment(
    collector: SegmentCollector,
    name: string,
    file: { parts: { timeline: number; log: number; low: number }; suffix: string },
  ): void {
    if (!collector.add(file.parts, file.suffix)) this.#addOther(name);
  }

  #addOther(name: string): void {
    if (isTarName(name)) this.tars.push(name);
    this.others++;
    this.otherSample ??= name;
  }
}

/** Whether a listing looks like the top of a data directory (or of a copy of one). */
export function isDataDirectory(listing: DirectoryListing): boolean {
  const hasGlobal = listing.directories.includes('global');
  const hasBase = listing.directories.includes('base');
  const hasLabel = listing.markers.has('backup_label') || listing.markers.has('backup_label.old');
  if (listing.markers.has('PG_VERSION')) return hasGlobal || hasLabel;
  return hasGlobal && (hasLabel || hasBase);
}

/** The labels in a directory that is not the top of a data directory. */
export function looseLabels({ path, markers }: DirectoryListing): readonly string[] {
  return ['backup_label', 'backup_label.old']
    .filter((name) => markers.has(name))
    .map((name) => joinPath(path, name));
}

/** Whether a listing contains any WAL. */
export function holdsWal(listing: DirectoryListing): boolean {
  return (
    listing.segments.count > 0 ||
    listing.partials.count > 0 ||
    listing.backupHistories.length > 0 ||
    listing.timelineHistories.length > 0
  );
}
