import { type Finding } from '../../ground/finding';
import { joinPath } from '../../ground/paths';
import { type FileTree } from '../../ground/ports';
import { FindingRuns } from '../../model/findingRuns';
import { partialTail } from '../../wal/fileName';
import { DEFAULT_SEGMENT_SIZE, walGeometry } from '../../wal/geometry';
import { LONGEST_PAGE_HEADER, type LongPageHeader } from '../../wal/pageHeader';
import { formatSegmentName, type SegmentNameParts } from '../../wal/segmentName';
import { type FoundWalDirectory } from '../find/discovery';
import { type FileFault, fileFault, firstPage } from './firstPage';

/** What the first pages of some segments show about their archive. */
export interface SampledPages {
  /** The header that most of the samples agree with, so that one foreign or damaged file does not decide. */
  readonly header: LongPageHeader | undefined;
  /** System identifiers of the other samples. */
  readonly otherClusters: ReadonlySet<bigint>;
  /** Whether the samples have different segment sizes. */
  readonly mixedSizes: boolean;
  /** Compressed samples without a readable page: their size does not show that. */
  readonly findings: readonly Finding[];
}

interface Sample {
  readonly name: string;
  readonly suffix: string;
}

/** How many more files are tried if none of the samples has a page. */
const MOST_TRIED = 256;

/**
 * Reads the first pages of some segments; if a receiver has not finished a segment yet, the page of its unfinished
 * file.
 */
export async function samplePages(tree: FileTree, found: FoundWalDirectory): Promise<SampledPages> {
  const { segments, partials } = found.listing;
  const pages = new Pages(tree, found.listing.path);
  if (segments.count === 0) {
    for (const sample of partials.samples())
      await pages.read(sampleOf(sample, partialTail(sample.suffix)), false);
    return pages.result();
  }
  const tried = segments.samples().map((sample) => sampleOf(sample, sample.suffix));
  for (const sample of tried) await pages.read(sample, true);
  const seen = new Set(tried.map(({ name, suffix }) => name + suffix));
  for (const each of segments.names()) {
    if (pages.found || seen.size > MOST_TRIED) break;
    const sample = sampleOf(each, each.suffix);
    if (seen.has(sample.name + sample.suffix)) continue;
    seen.add(sample.name + sample.suffix);
    await pages.read(sample, true);
  }
  return pages.result();
}

function sampleOf({ parts }: { readonly parts: SegmentNameParts }, suffix: string): Sample {
  return { name: formatSegmentName(parts), suffix };
}

class Pages {
  readonly #tree: FileTree;
  readonly #path: string;
  readonly #votes = new Map<string, { header: LongPageHeader; count: number }>();
  /** Only to join neighbors: the real segment size may be unknown. */
  readonly #findings = new FindingRuns(walGeometry(DEFAULT_SEGMENT_SIZE, undefined));

  constructor(tree: FileTree, path: string) {
    this.#tree = tree;
    this.#path = path;
  }

  get found(): boolean {
    return this.#votes.size > 0;
  }

  async read({ name, suffix }: Sample, report: boolean): Promise<void> {
    const file = joinPath(this.#path, name + suffix);
    const page = firstPage(await this.#tree.readHead(file, LONGEST_PAGE_HEADER));
    if ('header' in page) {
      const { header } = page;
      const key = `${String(header.systemIdentifier)}|${String(header.segmentSize)}|${String(header.magic)}`;
      const vote = this.#votes.get(key) ?? { header, count: 0 };
      this.#votes.set(key, { header, count: vote.count + 1 });
    } else if (report && suffix !== '') {
      const found: FileFault = fileFault(await this.#tree.stat(file)) ?? page;
      this.#findings.add({ ...found, args: { segment: name, ...found.args }, file, segment: name });
    }
  }

  result(): SampledPages {
    const [first, ...others] = [...this.#votes.values()].sort((a, b) => b.count - a.count);
    const otherClusters = new Set(others.map(({ header }) => header.systemIdentifier));
    if (first !== undefined) otherClusters.delete(first.header.systemIdentifier);
    return {
      header: first?.header,
      otherClusters,
      mixedSizes: others.some(({ header }) => header.segmentSize !== first?.header.segmentSize),
      findings: this.#findings.findings,
    };
  }
}
