import type { RelationMap } from '../../../formats/cluster/relationMap';
import { FileChanges } from './fileChanges';
import type { ParameterChange } from './parameterChange';

/** A directory of a database: one in each tablespace that it uses. */
export interface DatabaseDirectory {
  readonly database: number;
  readonly tablespace: number;
}

/** What replaying a range of WAL does to the files of a data directory, besides changing pages. */
export interface WalEffects {
  /**
   * Whether all of the range was read. If not, more may have been created and removed than is said here, and nothing can be
   * concluded from the absence of a file.
   */
  readonly isWhole: boolean;
  readonly files: FileChanges;
  readonly databasesCreated: readonly DatabaseDirectory[];
  readonly databasesDropped: readonly DatabaseDirectory[];
  /** From the OID of each created tablespace to its path, which must exist as an empty directory. */
  readonly tablespacesCreated: ReadonlyMap<number, string>;
  readonly tablespacesDropped: ReadonlySet<number>;
  /** The relation maps that the WAL writes, by database; 0 is the global one. Undefined is one that cannot be read. */
  readonly mapsWritten: ReadonlyMap<number, readonly (RelationMap | undefined)[]>;
  readonly parameterChanges: readonly ParameterChange[];
}

/** The effects of no WAL at all. */
export function noEffects(): WalEffects {
  return {
    isWhole: true,
    files: new FileChanges(() => false),
    databasesCreated: [],
    databasesDropped: [],
    tablespacesCreated: new Map(),
    tablespacesDropped: new Set(),
    mapsWritten: new Map(),
    parameterChanges: [],
  };
}
