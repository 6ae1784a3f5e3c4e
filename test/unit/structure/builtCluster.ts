import type { ControlFile } from '../../../src/core/formats/controlFile';
import { crc32c } from '../../../src/core/formats/crc';
import type { Finding } from '../../../src/core/ground/finding';
import { checkStructure } from '../../../src/core/verify/structure/checkStructure';
import type { StructureInput } from '../../../src/core/verify/structure/structureInput';
import { MemoryTree } from '../catalog/memoryTree';

/** The data directory of the built cluster. */
export const DATA = '/b/data';
/** Start and redo location of the built backup. */
export const START = 0x2000028n;
export const STOP = 0x2100000n;

/** A pg_control as far as the checks of a data directory ask for it. */
export function aControl(more: Partial<ControlFile> = {}): ControlFile {
  return {
    systemIdentifier: 1n,
    controlVersion: 1300,
    catalogVersion: 202209061,
    versionNum: 150000,
    state: 'in production',
    timeMs: 0,
    checkpointLsn: START + 0x38n,
    redoLsn: START,
    timeline: 1,
    prevTimeline: 1,
    fullPageWrites: true,
    counters: { nextXid: 740, nextMulti: 1, nextMultiOffset: 0, oldestXid: 717, oldestMulti: 1 },
    minRecoveryPoint: 0n,
    minRecoveryTimeline: 0,
    backupStartPoint: 0n,
    backupEndPoint: 0n,
    backupEndRequired: false,
    walLevel: 'replica',
    segmentSize: 16 * 1024 * 1024,
    walBlockSize: 8192,
    blockSize: 8192,
    dataChecksums: false,
    relationSegmentSize: 1024 ** 3,
    limits: {
      maxConnections: 100,
      maxWorkerProcesses: 8,
      maxWalSenders: 10,
      maxPreparedTransactions: 0,
      maxLocksPerTransaction: 64,
      trackCommitTimestamp: false,
    },
    crcOk: true,
    ...more,
  };
}

/** A relation map with these entries, as 15 and older or 16 and later write it. */
export function aRelationMap(entries: readonly (readonly [number, number])[], bytes: 512 | 524): Uint8Array {
  const map = new Uint8Array(bytes);
  const view = new DataView(map.buffer);
  view.setUint32(0, 0x592717, true);
  view.setUint32(4, entries.length, true);
  entries.forEach(([oid, file], i) => {
    view.setUint32(8 + i * 8, oid, true);
    view.setUint32(12 + i * 8, file, true);
  });
  const crc = bytes === 512 ? 504 : 520;
  view.setUint32(crc, crc32c(map, 0, crc), true);
  return map;
}

/** The state of a replication slot: some content with the right header. */
export function aSlotState(content: Uint8Array): Uint8Array {
  const state = new Uint8Array(16 + content.length);
  const view = new DataView(state.buffer);
  view.setUint32(0, 0x1051ca1, true);
  view.setUint32(8, 5, true);
  view.setUint32(12, content.length, true);
  state.set(content, 16);
  view.setUint32(4, crc32c(state, 8), true);
  return state;
}

/** The replication progress of some origins. */
export function anOriginCheckpoint(origins: readonly (readonly [number, bigint])[]): Uint8Array {
  const file = new Uint8Array(4 + origins.length * 16 + 4);
  const view = new DataView(file.buffer);
  view.setUint32(0, 0x1257dade, true);
  origins.forEach(([id, lsn], i) => {
    view.setUint16(4 + i * 16, id, true);
    view.setBigUint64(12 + i * 16, lsn, true);
  });
  const end = file.length - 4;
  view.setUint32(end, crc32c(file, 0, end), true);
  return file;
}

/** The file of a prepared transaction: `words` of eight bytes after magic number, length and transaction. */
export function aTwoPhaseFile(xid: number, words: number): Uint8Array {
  const end = 16 + words * 8;
  const file = new Uint8Array(end + 4);
  const view = new DataView(file.buffer);
  view.setUint32(0, 0x57f94534, true);
  view.setUint32(4, file.length, true);
  view.setUint32(8, xid, true);
  view.setUint32(end, crc32c(file, 0, end), true);
  return file;
}

/** Everything that the checks ask of a small cluster of 15. */
export function aCluster(): MemoryTree {
  const tree = new MemoryTree();
  const map = aRelationMap([[1259, 1259]], 512);
  tree.file(`${DATA}/postgresql.conf`, '').file(`${DATA}/pg_hba.conf`, '');
  tree.file(`${DATA}/PG_VERSION`, '15\n').file(`${DATA}/global/pg_filenode.map`, map);
  for (const database of [1, 4, 5])
    tree
      .file(`${DATA}/base/${String(database)}/PG_VERSION`, '15\n')
      .file(`${DATA}/base/${String(database)}/pg_filenode.map`, map);
  for (const log of ['pg_xact', 'pg_multixact/offsets', 'pg_multixact/members'])
    tree.file(`${DATA}/${log}/0000`, new Uint8Array(0), 8192);
  for (const empty of ['pg_tblspc', 'pg_twophase', 'pg_replslot', 'pg_logical/mappings', 'pg_wal'])
    tree.folder(`${DATA}/${empty}`);
  return tree;
}

/** What is known of the built backup. */
export function anInput(more: Partial<StructureInput> = {}): StructureInput {
  return {
    setId: DATA,
    layout: 'data-directory',
    kind: 'full',
    directory: DATA,
    versionNum: 150000,
    control: aControl(),
    start: { lsn: START, timeline: 1 },
    stop: { lsn: STOP, timeline: 1 },
    takenFrom: 'primary',
    wal: undefined,
    ...more,
  };
}

/** Findings in short: code, severity if not an error, path in the data directory, reason. */
export function shortly(findings: readonly Finding[]): string[] {
  return findings.map(({ code, severity, file = '', args }) =>
    [
      code,
      ...(severity === 'error' ? [] : [severity]),
      file.replace(`${DATA}/`, ''),
      args['reason'],
      args['problem'],
    ]
      .filter((word) => word !== undefined)
      .join(' '),
  );
}

/** What is found in a data directory. */
export async function foundIn(tree: MemoryTree, more: Partial<StructureInput> = {}): Promise<string[]> {
  return shortly((await checkStructure(tree, anInput(more))).findings);
}
