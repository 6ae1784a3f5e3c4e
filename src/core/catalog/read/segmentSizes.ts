import { wrongSizeCode } from '../../wal/wrongSize';
import { type Finding } from '../../ground/finding';
import { type FileFacts, type FileTree, isFailure } from '../../ground/ports';
import { FindingRuns } from '../../model/findingRuns';
import { type InventoryRun } from '../../model/walArchive';
import { type WalGeometry } from '../../wal/geometry';
import { LONGEST_PAGE_HEADER, parseLongPageHeader } from '../../wal/pageHeader';
import { formatSegmentName, parseSegmentName, rangeNames } from '../../wal/segmentName';
import { SegmentCollector } from '../find/inventory';
import { type ArchiveEvidence, segmentPath } from './archiveEvidence';
import { Fingerprint, stampOf } from '../assess/fingerprint';
import { type SizeGroup, SizeGroups } from './sizeGroups';

/** The segment files of an archive by size, and what is wrong with their sizes. */
export interface SegmentSizes {
  /** Total size of the files in bytes. */
  readonly bytes: number;
  readonly fingerprint: string;
  readonly findings: readonly Finding[];
  /** The segments of the archive's own size. */
  readonly runs: readonly InventoryRun[];
  /** Segments of other sizes. */
  readonly groups: readonly SizeGroup[];
  /** Number of files whose names none of these segments has. */
  readonly impossible: number;
}

interface Named {
  readonly name: string;
  readonly suffix: string;
  /** Whether the archive's own segment size does not have this name. */
  readonly impossible: boolean;
}

const BATCH = 256;
const MOST_FINDINGS = 100;
/** The most files that are opened to see what they are; for the rest the size alone decides. */
const MOST_OPENED = 4096;

/**
 * Looks at the size of every segment file. A file whose own first page has another segment size than the archive is
 * judged by that size: two clusters may archive into one directory, and `pg_resetwal` can change the size of one.
 */
export async function readSegmentSizes(
  tree: FileTree,
  archive: ArchiveEvidence,
  geometry: WalGeometry,
): Promise<SegmentSizes> {
  const { runs, impossible } = archive.segments.runs(geometry);
  const sizes = new Sizes(tree, archive, geometry);
  let batch: Named[] = [];
  const add = async (named: Named): Promise<void> => {
    batch.push(named);
    if (batch.length < BATCH) return;
    await sizes.add(batch);
    batch = [];
  };
  for (const run of runs)
    for (const name of rangeNames(run, geometry)) await add({ name, suffix: run.suffix, impossible: false });
  for (const { suffix, ...parts } of impossible)
    await add({ name: formatSegmentName(parts), suffix, impossible: true });
  await sizes.add(batch);
  return sizes.result(runs, impossible.length);
}

class Sizes {
  readonly #tree: FileTree;
  readonly #path: string;
  readonly #geometry: WalGeometry;
  readonly #mixed: boolean;
  readonly #fingerprint = new Fingerprint();
  readonly #findings: FindingRuns;
  readonly #groups: SizeGroups;
  /** Plain files whose first page does not show what they are, and files that were not opened. */
  readonly #unknown: (Named & { readonly size: number; readonly page: 'unread' | 'zero' | 'other' })[] = [];
  #bytes = 0;
  #opened = 0;
  #joinedImpossible = 0;

  constructor(tree: FileTree, { path, mixedSizes }: ArchiveEvidence, geometry: WalGeometry) {
    this.#tree = tree;
    this.#path = path;
    this.#geometry = geometry;
    this.#mixed = mixedSizes === true;
    this.#findings = new FindingRuns(geometry);
    this.#groups = new SizeGroups(geometry.segmentSize);
  }

  async add(batch: readonly Named[]): Promise<void> {
    const facts = await Promise.all(
      batch.map(({ name, suffix }) => this.#tree.stat(segmentPath(this.#path, name, suffix))),
    );
    for (const [i, named] of batch.entries()) {
      const fact = facts[i];
      if (fact === undefined) continue;
      if (!named.impossible) this.#fingerprint.add(`${named.name}${named.suffix} ${stampOf(fact)}`);
      if (!isFailure(fact)) await this.#take(named, fact);
    }
  }

  async #take(named: Named, { size }: FileFacts): Promise<void> {
    if (!named.impossible) this.#bytes += size;
    const isUsual = !named.impossible && (named.suffix !== '' || size === this.#geometry.segmentSize);
    if (isUsual && !this.#mixed) return;
    if (this.#opened >= MOST_OPENED) {
      if (!isUsual) this.#unknown.push({ ...named, size, page: 'unread' });
      return;
    }
    this.#opened++;
    const { name, suffix } = named;
    const head = await this.#tree.readHead(segmentPath(this.#path, name, suffix), LONGEST_PAGE_HEADER);
    const isPlain = isFailure(head) || head.compression === 'plain';
    const bytes = isFailure(head) ? undefined : head.bytes;
    const parsed = bytes === undefined ? undefined : parseLongPageHeader(bytes);
    const header = parsed?.header;
    const own = header && this.#groups.join(name, suffix, header, size);
    if (own !== undefined) {
      this.#countJoined(named, size);
      if (isPlain && size !== own) this.#findings.add(this.#finding(named, size, own));
    } else if (isPlain && !isUsual) {
      this.#unknown.push({ ...named, size, page: parsed?.problem === 'all-zero' ? 'zero' : 'other' });
    }
  }

  #countJoined({ name, suffix, impossible }: Named, size: number): void {
    if (!impossible) return;
    this.#joinedImpossible++;
    this.#bytes += size;
    this.#fingerprint.add(`${name}${suffix} ${String(size)}`);
  }

  result(runs: readonly InventoryRun[], impossible: number): SegmentSizes {
    for (const named of this.#unknown) {
      const { name, suffix, size, impossible: odd, page } = named;
      // A page of zeros contradicts no size. Anything else is not taken for a whole segment of another size.
      if (page !== 'other' && this.#groups.joinBySize(name, suffix, size)) this.#countJoined(named, size);
      // A file that was not opened may be compressed, and then its size means nothing.
      else if (!odd && page !== 'unread')
        this.#findings.add(this.#finding(named, size, this.#geometry.segmentSize));
    }
    const groups = this.#groups.groups;
    return {
      bytes: this.#bytes,
      fingerprint: this.#fingerprint.text,
      findings: [
        ...this.#findings.findings.slice(0, MOST_FINDINGS),
        ...groups.map((group) => this.#otherSize(group)),
      ],
      runs: groups.length === 0 ? runs : this.#withoutGroups(runs),
      groups,
      impossible: impossible - this.#joinedImpossible,
    };
  }

  #withoutGroups(runs: readonly InventoryRun[]): readonly InventoryRun[] {
    const own = new SegmentCollector();
    for (const run of runs)
      for (const name of rangeNames(run, this.#geometry)) {
        const parts = parseSegmentName(name);
        if (parts !== undefined && !this.#groups.has(name, run.suffix)) own.add(parts, run.suffix);
      }
    return own.runs(this.#geometry).runs;
  }

  #finding({ name, suffix }: Named, size: number, expected: number): Finding {
    const file = segmentPath(this.#path, name, suffix);
    const args = { segment: name, size, expected };
    return { code: wrongSizeCode(size, expected), severity: 'error', file, segment: name, args };
  }

  /** One note for each group: recovery cannot continue from one size to the other. */
  #otherSize({ first, count, geometry }: SizeGroup): Finding {
    const file = segmentPath(this.#path, first.name, first.suffix);
    const size = geometry.segmentSize;
    const args = {
      segment: first.name,
      size,
      expected: this.#geometry.segmentSize,
      count,
      reason: 'other-size',
    };
    return { code: 'wrong-size-segment', severity: 'warning', file, segment: first.name, args };
  }
}
