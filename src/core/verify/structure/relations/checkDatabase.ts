import { joinPath } from '../../../ground/paths';
import type { FileNumber } from '../../records/effects/droppedFiles';
import type { FileChange } from '../../records/effects/fileChanges';
import type { DatabaseRow, RelationRow } from './catalogRows';
import { blocksOf, sizeFault } from './checkSizes';
import type { CopyContext } from './copyContext';
import type { DatabaseCatalog } from './databaseCatalog';
import type { NeededTablespaces } from './neededTablespaces';
import { probeContents } from './probeContents';
import type { SizedRelation } from './sizedRelation';
import { type RelationFiles, segmentSizes } from './relationFiles';
import { hasFiles, isHeap, isIndex, isNeverEmpty, isTable, type RelationFault } from './relationFault';

export interface DatabaseLook {
  readonly faults: readonly RelationFault[];
  /** Relations whose files were looked for. */
  readonly checked: number;
}

/**
 * Looks for the files of every relation that the catalogs of a database know for sure. What the WAL creates or drops while the
 * files were copied may be there or not; it is passed over.
 */
export async function checkDatabase(
  context: CopyContext,
  database: DatabaseRow,
  catalog: DatabaseCatalog,
  tablespaces: NeededTablespaces,
): Promise<DatabaseLook> {
  const check = new DatabaseCheck(context, catalog, tablespaces);
  for (const relation of catalog.relations) {
    if (context.facts.signal?.aborted === true) break;
    await check.relation(relation, database);
  }
  return check.finish();
}

class DatabaseCheck {
  readonly #context: CopyContext;
  readonly #catalog: DatabaseCatalog;
  readonly #tablespaces: NeededTablespaces;
  readonly #faults: RelationFault[] = [];
  readonly #sized: SizedRelation[] = [];
  /** Tables that another access method keeps, whose indexes need not be what PostgreSQL makes. */
  readonly #foreign: ReadonlySet<number>;
  #checked = 0;

  constructor(context: CopyContext, catalog: DatabaseCatalog, tablespaces: NeededTablespaces) {
    const { versionNum } = context.facts;
    this.#context = context;
    this.#catalog = catalog;
    this.#tablespaces = tablespaces;
    this.#foreign = new Set(
      catalog.relations
        .filter((relation) => isTable(relation) && !isHeap(relation, versionNum))
        .map(({ oid }) => oid),
    );
  }

  async finish(): Promise<DatabaseLook> {
    const probed = await probeContents(this.#context, this.#sized, this.#catalog.tables);
    return { faults: [...this.#faults, ...probed], checked: this.#checked };
  }

  async relation(relation: RelationRow, database: DatabaseRow): Promise<void> {
    if (!hasFiles(relation) || this.#isForeign(relation)) return;
    const number = this.#catalog.fileOf(relation);
    if (number === undefined) return;
    const { places, effects } = this.#context.facts;
    const change = effects.files.find(number);
    if (change?.dropped === true) return;
    if (relation.persistence !== 't' && change?.created !== true)
      this.#tablespaces.add(number.tablespace, () => nameOf(relation, this.#catalog), 1);
    const files = await this.#filesOf(number, database);
    if (files === undefined) return;
    const file = joinPath(places.database(number.tablespace, number.database), String(number.file));
    if (relation.persistence === 'u') this.#unlogged(relation, files, file, number, change);
    else if (relation.persistence === 'p' && change?.created !== true)
      await this.#permanent({ relation, files, blocks: 0, change, ...number }, file);
  }

  #isForeign({ oid, kind }: RelationRow): boolean {
    if (kind === 'S') return false;
    return this.#foreign.has(oid) || this.#foreign.has(this.#catalog.tables.get(oid) ?? 0);
  }

  /** The files beside which the relation's must be; undefined if the tablespace is missing as a whole. */
  async #filesOf(
    { tablespace, database }: FileNumber,
    { oid }: DatabaseRow,
  ): Promise<RelationFiles | undefined> {
    const { places } = this.#context.facts;
    const directory = places.database(tablespace, database);
    const listed = await this.#context.filesIn(directory);
    if (typeof listed === 'object') return listed;
    const root = places.tablespace(tablespace);
    if (listed !== 'ENOENT' || database !== oid || root === undefined) return undefined;
    const above = await this.#context.facts.tree.stat(this.#context.path(root));
    return 'failed' in above ? undefined : noFiles(directory);
  }

  /** Recovery empties unlogged relations, by copying their initialization forks (`ResetUnloggedRelations`). */
  #unlogged(
    relation: RelationRow,
    files: RelationFiles,
    file: string,
    number: FileNumber,
    change: FileChange | undefined,
  ): void {
    if (change?.createdInit === true) return;
    this.#checked++;
    if (files.init.has(number.file)) return;
    const fault = { code: 'missing-relation-file', reason: 'init', severity: 'error' } as const;
    this.#faults.push({ ...fault, relation, file: `${file}_init` });
  }

  async #permanent(sized: SizedRelation, file: string): Promise<void> {
    const { relation, files, change } = sized;
    const { tree, unit, versionNum } = this.#context.facts;
    this.#checked++;
    // A part that can be put together with earlier backups is shown as the whole file.
    const isPart = files.incremental.has(sized.file);
    if (isPart || !files.first.has(sized.file)) {
      const reason = isPart ? 'base' : 'file';
      this.#faults.push({ code: 'missing-relation-file', reason, severity: 'error', relation, file });
      return;
    }
    const sizes = await segmentSizes(tree, files, sized.file);
    if (sizes === undefined) return;
    const fault = sizeFault(sizes, unit, change);
    const blocks = blocksOf(sizes, unit);
    const restored = change !== undefined && (change.changedAnywhere || change.firstRestored === 0);
    if (fault !== undefined) {
      const wrong = fault.segment === 0 ? file : `${file}.${String(fault.segment)}`;
      const { code, reason, severity } = fault;
      this.#faults.push({ code, reason, severity, relation, file: wrong });
    } else if (blocks === 0 && isNeverEmpty(relation, versionNum) && !restored) {
      if (change !== undefined && change.truncatedTo < Number.POSITIVE_INFINITY) return;
      const empty = { code: 'empty-relation-file', reason: 'never-empty', severity: 'error' } as const;
      this.#faults.push({ ...empty, relation, file });
    } else if (isIndex(relation) || isTable(relation)) this.#sized.push({ ...sized, blocks });
  }
}

function nameOf({ schema, name }: RelationRow, { schemas }: DatabaseCatalog): string {
  const of = schemas.get(schema);
  return of === undefined ? name : `${of}.${name}`;
}

function noFiles(directory: string): RelationFiles {
  const none = new Set<number>();
  return { directory, first: none, incremental: none, segments: new Map(), init: none, fsm: none, vm: none };
}
