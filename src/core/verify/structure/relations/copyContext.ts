import { joinPath } from '../../../ground/paths';
import type { FileTree } from '../../../ground/ports';
import type { SystemColumns } from '../../../formats/cluster/systemColumns';
import type { WalEffects } from '../../records/effects/walEffects';
import type { SizeUnit } from './checkSizes';
import type { DataPlaces } from './dataPlaces';
import { listRelationFiles, type RelationFiles } from './relationFiles';
import type { RelationMaps } from './relationMaps';
import {
  type CatalogFailure,
  type CatalogReading,
  type CatalogVisitor,
  readSystemCatalog,
} from './systemCatalog';
import type { TransactionStates } from './transactionStates';

export interface CopyFacts {
  readonly tree: FileTree;
  readonly dataDirectory: string;
  readonly versionNum: number;
  readonly columns: SystemColumns;
  readonly unit: SizeUnit;
  readonly places: DataPlaces;
  readonly maps: RelationMaps;
  readonly states: TransactionStates;
  readonly effects: WalEffects;
  readonly signal: AbortSignal | undefined;
}

/** A file of a relation, and where it is. */
export interface PlacedFile {
  readonly tablespace: number;
  readonly database: number;
  readonly file: number;
}

/** What is known of the copy whose relations are looked at, and how to get at its files. */
export class CopyContext {
  readonly facts: CopyFacts;
  readonly #listings = new Map<string, Promise<RelationFiles | string>>();

  constructor(facts: CopyFacts) {
    this.facts = facts;
  }

  /** The path of a file or directory of the copy. */
  path(relative: string): string {
    return joinPath(this.facts.dataDirectory, relative);
  }

  /** The relation files of a directory of the copy. Each directory is listed once. */
  filesIn(directory: string): Promise<RelationFiles | string> {
    const known = this.#listings.get(directory);
    if (known !== undefined) return known;
    const listing = listRelationFiles(this.facts.tree, this.path(directory));
    this.#listings.set(directory, listing);
    return listing;
  }

  /** Forgets the listings of a database that was looked at. */
  forget(): void {
    for (const directory of this.#listings.keys())
      if (directory !== 'global') this.#listings.delete(directory);
  }

  /** Calls back for the rows of a system catalog that have at least so many bytes. */
  async rows(
    { tablespace, database, file }: PlacedFile,
    rowLength: number,
    visit: CatalogVisitor,
  ): Promise<CatalogReading | CatalogFailure> {
    const { tree, unit, places, states, effects } = this.facts;
    const path = this.path(joinPath(places.database(tablespace, database), String(file)));
    const change = effects.files.find({ tablespace, database, file });
    return readSystemCatalog(tree, { path, ...unit, change, rowLength }, states, visit);
  }
}
