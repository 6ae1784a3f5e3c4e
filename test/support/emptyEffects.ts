import { FileChanges } from '../../src/core/verify/records/effects/fileChanges';
import type { WalEffects } from '../../src/core/verify/records/effects/walEffects';

/** WAL that was read and does nothing to files. */
export const EMPTY_EFFECTS: WalEffects = {
  isWhole: true,
  files: new FileChanges(() => false),
  databasesCreated: [],
  databasesDropped: [],
  tablespacesCreated: new Map(),
  tablespacesDropped: new Set(),
  mapsWritten: new Map(),
  parameterChanges: [],
};
