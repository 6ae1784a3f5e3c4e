import { type InventoryRun } from '../../model/walArchive';
import { isSegmentSize, segmentStartLsn, type WalGeometry, walGeometry } from '../../wal/geometry';
import { type LongPageHeader } from '../../wal/pageHeader';
import { parseSegmentName, segmentNumber } from '../../wal/segmentName';
import { SegmentCollector } from '../find/inventory';

/** Segments of one cluster and one size in an archive whose other segments have another size. */
export interface SizeGroup {
  readonly geometry: WalGeometry;
  readonly systemIdentifier: bigint;
  readonly versionNum: number | undefined;
  readonly runs: readonly InventoryRun[];
  readonly count: number;
  /** Name of the first, without its suffix, and its suffix. */
  readonly first: { readonly name: string; readonly suffix: string };
}

interface Open extends Omit<SizeGroup, 'runs' | 'count'> {
  readonly collector: SegmentCollector;
}

/** The segments whose own first page has another segment size than the archive, by that size and their cluster. */
export class SizeGroups {
  readonly #size: number;
  readonly #groups = new Map<string, Open>();
  readonly #names = new Set<string>();

  /** @param size the archive's own segment size */
  constructor(size: number) {
    this.#size = size;
  }

  /**
   * Adds a file if its first page has another size and fits the name, or at least the file. Returns the size that the
   * file must have.
   */
  join(name: string, suffix: string, header: LongPageHeader, fileSize: number): number | undefined {
    const { segmentSize, versionNum, systemIdentifier } = header;
    if (segmentSize === this.#size || !isSegmentSize(segmentSize)) return undefined;
    const geometry = walGeometry(segmentSize, versionNum);
    const number = numberOf(name, geometry);
    if (number === undefined) return undefined;
    if (segmentStartLsn(number, geometry) !== header.pageAddress && fileSize !== segmentSize)
      return undefined;
    const key = `${String(segmentSize)}|${String(systemIdentifier)}|${String(versionNum)}`;
    const group = this.#groups.get(key) ?? {
      geometry,
      systemIdentifier,
      versionNum,
      first: { name, suffix },
      collector: new SegmentCollector(),
    };
    this.#groups.set(key, group);
    this.#add(group, name, suffix);
    return segmentSize;
  }

  /** Adds a file of which only the size is known, if it can belong to one group only. */
  joinBySize(name: string, suffix: string, fileSize: number): boolean {
    const [group, ...others] = [...this.#groups.values()].filter(
      ({ geometry }) => geometry.segmentSize === fileSize,
    );
    if (group === undefined || others.length > 0 || numberOf(name, group.geometry) === undefined)
      return false;
    this.#add(group, name, suffix);
    return true;
  }

  has(name: string, suffix: string): boolean {
    return this.#names.has(name + suffix);
  }

  get groups(): readonly SizeGroup[] {
    return [...this.#groups.values()].map(({ collector, ...group }) => ({
      ...group,
      runs: collector.runs(group.geometry).runs,
      count: collector.count,
    }));
  }

  #add({ collector }: Open, name: string, suffix: string): void {
    const parts = parseSegmentName(name);
    if (parts !== undefined && collector.add(parts, suffix)) this.#names.add(name + suffix);
  }
}

function numberOf(name: string, geometry: WalGeometry): number | undefined {
  const parts = parseSegmentName(name);
  return parts === undefined ? undefined : segmentNumber(parts, geometry);
}
