import type { FileNumber } from '../../records/effects/droppedFiles';
import type { FileChange } from '../../records/effects/fileChanges';
import type { RelationRow } from './catalogRows';
import type { RelationFiles } from './relationFiles';

/** A relation whose files are there. */
export interface SizedRelation extends FileNumber {
  readonly relation: RelationRow;
  readonly files: RelationFiles;
  readonly blocks: number;
  readonly change: FileChange | undefined;
}
