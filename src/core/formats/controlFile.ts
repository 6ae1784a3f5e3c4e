import { type Lsn, readLsn } from '../ground/lsn';
import { isSegmentSize } from '../wal/geometry';
import { SHORT_PAGE_HEADER } from '../wal/pageHeader';
import { type CheckpointCounters, readCounters } from './controlCounters';
import { CONTROL_LAYOUTS, type ControlLayout } from './controlLayout';
import { limitsOf, type ServerLimits } from './controlLimits';
import { crc32c, legacyCrc } from './crc';
import type { Parsed, Problem } from './parsed';

export type ControlState =
  | 'starting up'
  | 'shut down'
  | 'shut down in recovery'
  | 'shutting down'
  | 'in crash recovery'
  | 'in archive recovery'
  | 'in production';

export type WalLevel = 'minimal' | 'archive' | 'hot_standby' | 'replica' | 'logical';

/** The parts of `global/pg_control` that matter for backups. */
export interface ControlFile {
  readonly systemIdentifier: bigint;
  readonly controlVersion: number;
  readonly catalogVersion: number;
  /** `server_version_num` of the major version; undefined for a version newer than this table. */
  readonly versionNum: number | undefined;
  readonly state: ControlState | undefined;
  /** When the file was last written, milliseconds since 1970 UTC. */
  readonly timeMs: number;
  readonly checkpointLsn: Lsn;
  readonly redoLsn: Lsn;
  readonly timeline: number;
  readonly prevTimeline: number | undefined;
  readonly fullPageWrites: boolean | undefined;
  /** The checkpoint's counters; absent for versions of which the layout is not known. */
  readonly counters?: CheckpointCounters | undefined;
  /** 0 if the cluster has not been recovering. */
  readonly minRecoveryPoint: Lsn;
  /** From 9.3 on. */
  readonly minRecoveryTimeline: number | undefined;
  readonly backupStartPoint: Lsn;
  readonly backupEndPoint: Lsn | undefined;
  readonly backupEndRequired: boolean | undefined;
  readonly walLevel: WalLevel | undefined;
  readonly limits: ServerLimits;
  /** Bytes; undefined if no server accepts the value in the file. */
  readonly segmentSize: number | undefined;
  readonly walBlockSize: number;
  readonly blockSize: number;
  /** Bytes of a relation's file after which the next one begins (`.1`, `.2`, …): 1 GB, unless built otherwise. */
  readonly relationSegmentSize: number;
  readonly dataChecksums: boolean | undefined;
  readonly crcOk: boolean;
}

export type ControlFileReason =
  | 'empty'
  | 'truncated'
  | 'zeroed'
  | 'big-endian'
  | 'unknown-version'
  | 'too-old'
  | 'not-a-control-file'
  | 'checksum'
  | 'segment-size'
  | 'state'
  | 'checkpoint'
  | 'page-size';

/** Every server from 9.0 on writes this many bytes; the fields are in the first 308. */
export const CONTROL_FILE_SIZE = 8192;
const STATES: readonly ControlState[] = [
  'starting up',
  'shut down',
  'shut down in recovery',
  'shutting down',
  'in crash recovery',
  'in archive recovery',
  'in production',
];
const LEVELS_OLD: readonly WalLevel[] = ['minimal', 'archive', 'hot_standby', 'logical'];
const LEVELS_NEW: readonly WalLevel[] = ['minimal', 'replica', 'logical'];
const SMALLEST_VERSION = 903;
const LARGEST_VERSION = 9999;

/**
 * Reads `global/pg_control` of 9.0 to 19. A wrong checksum, a version before 9.0 or a foreign byte order is a problem
 * `unreadable-control-file`. A version newer than any known one is read with the newest layout whose checksum fits. If
 * none fits, there is no value.
 */
export function parseControlFile(bytes: Uint8Array): Parsed<ControlFile> {
  const broken = unusable(bytes);
  if (broken !== undefined) return { value: undefined, problems: [broken] };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const controlVersion = view.getUint32(8, true);
  const layout = findLayout(bytes, view, controlVersion);
  if (layout === undefined) {
    return { value: undefined, problems: [problem('unknown-version', { version: controlVersion })] };
  }
  if (bytes.length < layout.crc + 4) return { value: undefined, problems: [sizeProblem(bytes)] };
  const value = readFields(bytes, view, layout);
  return { value, problems: valueProblems(bytes, value, layout) };
}

function unusable(bytes: Uint8Array): Problem | undefined {
  if (bytes.length < 188) return sizeProblem(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(8, true);
  if (version >= SMALLEST_VERSION && version <= LARGEST_VERSION) return undefined;
  const swapped = view.getUint32(8, false);
  if (swapped >= SMALLEST_VERSION && swapped <= LARGEST_VERSION)
    return problem('big-endian', { version: swapped });
  if (bytes.subarray(0, 512).every((byte) => byte === 0)) return problem('zeroed');
  if (version >= 700 && version < SMALLEST_VERSION) return problem('too-old', { version });
  return problem('not-a-control-file');
}

/**
 * The layout for this version number; if several have it, the one whose checksum fits, else the one whose catalog
 * version fits.
 */
function findLayout(bytes: Uint8Array, view: DataView, controlVersion: number): ControlLayout | undefined {
  const known = CONTROL_LAYOUTS.filter((layout) => layout.controlVersion === controlVersion);
  if (known.length === 0) return CONTROL_LAYOUTS.findLast((layout) => crcFits(bytes, layout));
  const catalogVersion = view.getUint32(12, true);
  return (
    known.find((layout) => crcFits(bytes, layout)) ??
    known.find((layout) => layout.versions.some((version) => version.catalogVersion === catalogVersion)) ??
    known[0]
  );
}

function crcFits(bytes: Uint8Array, layout: ControlLayout): boolean {
  if (bytes.length < layout.crc + 4) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const computed = layout.legacyCrc ? legacyCrc(bytes, 0, layout.crc) : crc32c(bytes, 0, layout.crc);
  return view.getUint32(layout.crc, true) === computed;
}

function readFields(bytes: Uint8Array, view: DataView, layout: ControlLayout): ControlFile {
  const lsn = (at: number): Lsn => readLsn(view, at, layout.splitLsn);
  const u32 = (at: number): number => view.getUint32(at, true);
  const flag = (at: number | undefined): boolean | undefined =>
    at === undefined ? undefined : view.getUint8(at) !== 0;
  const catalogVersion = u32(12);
  const versionNum = versionOf(layout, u32(8), catalogVersion);
  const segmentSize = u32(layout.segmentSize);
  return {
    systemIdentifier: view.getBigUint64(0, true),
    controlVersion: u32(8),
    catalogVersion,
    versionNum,
    state: STATES[view.getInt32(16, true)],
    timeMs: Number(view.getBigInt64(24, true)) * 1000,
    checkpointLsn: lsn(32),
    redoLsn: lsn(layout.redo),
    timeline: u32(layout.timeline),
    prevTimeline: layout.prevTimeline === undefined ? undefined : u32(layout.prevTimeline),
    fullPageWrites: flag(layout.fullPageWrites),
    counters: readCounters(view, layout),
    minRecoveryPoint: lsn(layout.minRecoveryPoint),
    minRecoveryTimeline:
      layout.minRecoveryTimeline === undefined ? undefined : u32(layout.minRecoveryTimeline),
    backupStartPoint: lsn(layout.backupStartPoint),
    backupEndPoint: layout.backupEndPoint === undefined ? undefined : lsn(layout.backupEndPoint),
    backupEndRequired: flag(layout.backupEndRequired),
    walLevel: (layout.controlVersion < 960 ? LEVELS_OLD : LEVELS_NEW)[u32(layout.walLevel)],
    limits: limitsOf(view, layout),
    segmentSize: isSegmentSize(segmentSize) ? segmentSize : undefined,
    walBlockSize: u32(layout.walBlockSize),
    blockSize: u32(layout.blockSize),
    relationSegmentSize: u32(layout.blockSize + 4) * u32(layout.blockSize),
    dataChecksums: layout.dataChecksums === undefined ? undefined : u32(layout.dataChecksums) !== 0,
    crcOk: crcFits(bytes, layout),
  };
}

/** The major version with the newest catalog version that is not newer than the file's. */
function versionOf(
  layout: ControlLayout,
  controlVersion: number,
  catalogVersion: number,
): number | undefined {
  if (layout.controlVersion !== controlVersion) return undefined;
  const version =
    layout.versions.findLast((known) => known.catalogVersion <= catalogVersion) ?? layout.versions[0];
  return version?.versionNum;
}

function valueProblems(bytes: Uint8Array, value: ControlFile, layout: ControlLayout): Problem[] {
  const problems: Problem[] = [];
  if (layout.controlVersion !== value.controlVersion) {
    problems.push({ ...problem('unknown-version', { version: value.controlVersion }), severity: 'warning' });
  }
  if (!value.crcOk) problems.push(problem('checksum'));
  // In an unknown version the fields may be elsewhere.
  else if (layout.controlVersion === value.controlVersion) problems.push(...impossible(value, layout));
  if (bytes.length < CONTROL_FILE_SIZE) problems.push(sizeProblem(bytes));
  return problems;
}

/**
 * What a server refuses although the checksum is right (`ReadControlFile`, `StartupXLOG` in xlog.c of 10 to 18; that no
 * record begins within a page header is `XRecOffIsValid`, from 9.0 on).
 */
function impossible(
  { state, checkpointLsn, walBlockSize, blockSize, segmentSize }: ControlFile,
  { splitLsn }: ControlLayout,
): Problem[] {
  const problems: Problem[] = [];
  const header = SHORT_PAGE_HEADER[splitLsn ? '9.0' : '9.3'];
  if (segmentSize === undefined) problems.push(problem('segment-size'));
  // The first state is never written, and there are none after the last.
  if (state === undefined || state === 'starting up') problems.push(problem('state'));
  const isPageSize = (size: number): boolean => size >= 1024 && size <= 65536 && (size & (size - 1)) === 0;
  if (!isPageSize(walBlockSize)) problems.push(problem('page-size', { size: walBlockSize }));
  else if (!isPageSize(blockSize)) problems.push(problem('page-size', { size: blockSize }));
  else if (Number(checkpointLsn % BigInt(walBlockSize)) < header) problems.push(problem('checkpoint'));
  return problems;
}

function sizeProblem(bytes: Uint8Array): Problem {
  return bytes.length === 0 ? problem('empty') : problem('truncated', { size: bytes.length });
}

function problem(reason: ControlFileReason, args?: Readonly<Record<string, string | number>>): Problem {
  return { code: 'unreadable-control-file', severity: 'error', args: { ...args, reason } };
}
