import { lastMarkedPage, pagesPerMapPage } from '../../../formats/cluster/visibilityMap';
import { isFailure } from '../../../ground/ports';
import { joinPath } from '../../../ground/paths';
import { mayChange } from '../../records/effects/fileChanges';
import type { CopyContext } from './copyContext';
import { IndexLook, isLost } from './indexLook';
import type { SizedRelation } from './sizedRelation';
import { type Fault, isTable, type RelationFault } from './relationFault';

const BTREE = 403;
/** Most relations into whose pages a look is taken, besides those whose sizes look suspicious. */
const MOST_LOOKS = 20_000;
/** Pages of indexes that are read to find out whether tables of suspicious sizes have lost some: 128 MB. */
const MOST_PAGES = 16_384;
/** Up to here a server could forget to remove the marks of pages that it cut from a table, after a crash. */
const SURE_MAPS_SINCE = 100_000;
/** A free space map that knows a page of the table has three pages; of a table that was cut to nothing two remain. */
const MAP_WITH_LEAF = 3;

/**
 * Looks for tables and indexes that lack pages at their end, although their sizes are possible: into the first and the last
 * pages of each B-tree, which refer to rows of the table and to other pages, and into the last page of each visibility map. A
 * reference to a page that is not there, and that the WAL does not make, proves that it was there. If the planner's statistics
 * know more pages of a table than there are, all of its indexes' pages are read, as many as there is time for.
 */
export async function probeContents(
  context: CopyContext,
  relations: readonly SizedRelation[],
  tableOf: ReadonlyMap<number, number>,
): Promise<RelationFault[]> {
  const probe = new Probe(context);
  const tables = new Map<number, Table>();
  for (const sized of relations) {
    if (isTable(sized.relation)) tables.set(sized.relation.oid, { sized, fault: undefined });
  }
  for (const index of relations) {
    if (index.relation.accessMethod !== BTREE || index.blocks === 0) continue;
    await probe.index(index, tables.get(tableOf.get(index.relation.oid) ?? 0));
  }
  for (const table of tables.values()) await probe.table(table);
  return probe.faults;
}

interface Table {
  readonly sized: SizedRelation;
  fault: Fault | undefined;
}

class Probe {
  readonly faults: RelationFault[] = [];
  readonly #context: CopyContext;
  #looks = 0;
  #pages = 0;

  constructor(context: CopyContext) {
    this.#context = context;
  }

  async index(index: SizedRelation, table: Table | undefined): Promise<void> {
    const isSuspicious = table !== undefined && lacksPages(table.sized);
    if (!isSuspicious && this.#looks++ >= MOST_LOOKS) return;
    const look = new IndexLook(this.#context, index, table?.sized);
    await look.atEnds();
    if (isSuspicious && table.fault === undefined && !look.isTableCut)
      this.#pages += await look.atAll(MOST_PAGES - this.#pages);
    if (table !== undefined && look.isTableCut) table.fault ??= faultOf(table.sized, 'index', 'error');
    if (look.isCut) this.#add(index, { code: 'short-relation-file', reason: 'index', severity: 'error' });
  }

  async table(table: Table): Promise<void> {
    const { sized } = table;
    const fault = table.fault ?? (await this.#mapFault(sized));
    if (fault !== undefined) this.#add(sized, fault);
    else if (lacksPages(sized)) this.#add(sized, faultOf(sized, 'statistics', 'warning'));
  }

  async #mapFault(sized: SizedRelation): Promise<Fault | undefined> {
    const { files, file, change } = sized;
    const { versionNum, unit, tree } = this.#context.facts;
    if (change !== undefined && change.truncatedTo < Number.POSITIVE_INFINITY) return undefined;
    if (files.vm.has(file) && (lacksPages(sized) || this.#looks++ < MOST_LOOKS)) {
      const last = await this.#lastVisible(sized);
      const severity = versionNum >= SURE_MAPS_SINCE ? 'error' : 'warning';
      if (isLost(sized, last)) return faultOf(sized, 'visibility-map', severity);
    }
    if (sized.blocks > 0 || !files.fsm.has(file) || (change?.blocks ?? 0) > 0) return undefined;
    const facts = await tree.stat(joinPath(files.directory, `${String(file)}_fsm`));
    const isKnown = !isFailure(facts) && facts.size >= MAP_WITH_LEAF * unit.blockSize;
    return isKnown && !mayChange(change, 0) ? faultOf(sized, 'free-space-map', 'error') : undefined;
  }

  /** The last page of a table that its visibility map marks; -1 if none. */
  async #lastVisible({ files, file }: SizedRelation): Promise<number> {
    const { tree, unit, versionNum } = this.#context.facts;
    const path = joinPath(files.directory, `${String(file)}_vm`);
    const facts = await tree.stat(path);
    const pages = isFailure(facts) ? 0 : Math.floor(facts.size / unit.blockSize);
    if (pages === 0) return -1;
    const page = await tree.read(path, (pages - 1) * unit.blockSize, unit.blockSize);
    const last = isFailure(page) ? -1 : lastMarkedPage(page, versionNum);
    return last < 0 ? -1 : (pages - 1) * pagesPerMapPage(unit.blockSize, versionNum) + last;
  }

  #add({ relation, tablespace, database, file }: SizedRelation, fault: Fault): void {
    const { places } = this.#context.facts;
    const path = joinPath(places.database(tablespace, database), String(file));
    this.faults.push({ ...fault, relation, file: path });
  }
}

/** Whether it had more pages when the planner's statistics were taken: that alone proves nothing. */
function lacksPages({ relation, blocks, change }: SizedRelation): boolean {
  if (change !== undefined && (change.changedAnywhere || change.truncatedTo < Number.POSITIVE_INFINITY))
    return false;
  return relation.pages > Math.max(blocks, change?.blocks ?? 0);
}

function faultOf({ blocks }: SizedRelation, reason: Fault['reason'], severity: Fault['severity']): Fault {
  return { code: blocks === 0 ? 'empty-relation-file' : 'short-relation-file', reason, severity };
}
