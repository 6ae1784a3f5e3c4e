/** Byte offsets of the fields in one version's `global/pg_control`; absent if the version does not have the field. */
export interface ControlLayout {
  /** `pg_control_version`. */
  readonly controlVersion: number;
  /** `server_version_num` of the major versions that write this layout, oldest first. */
  readonly versions: readonly { readonly versionNum: number; readonly catalogVersion: number }[];
  /** Up to 9.2 a location is two 32-bit halves, the high one first. */
  readonly splitLsn: boolean;
  readonly redo: number;
  readonly timeline: number;
  readonly prevTimeline?: number;
  readonly fullPageWrites?: number;
  readonly minRecoveryPoint: number;
  readonly minRecoveryTimeline?: number;
  readonly backupStartPoint: number;
  readonly backupEndPoint?: number;
  readonly backupEndRequired?: number;
  readonly walLevel: number;
  /** blcksz, relseg_size, xlog_blcksz and xlog_seg_size follow each other. */
  readonly blockSize: number;
  readonly walBlockSize: number;
  readonly segmentSize: number;
  readonly dataChecksums?: number;
  readonly crc: number;
  readonly legacyCrc: boolean;
}

type Versions = ControlLayout['versions'];

/** Offsets of 9.3 to 11: everything after the checkpoint copy moves with its size, in the same order. */
function layout93(
  controlVersion: number,
  versions: Versions,
  at: { redo: number; minRecovery: number; sizes: number; checksums: number; crc: number },
): ControlLayout {
  return {
    controlVersion,
    versions,
    splitLsn: false,
    redo: at.redo,
    timeline: at.redo + 8,
    prevTimeline: at.redo + 12,
    fullPageWrites: at.redo + 16,
    minRecoveryPoint: at.minRecovery,
    minRecoveryTimeline: at.minRecovery + 8,
    backupStartPoint: at.minRecovery + 16,
    backupEndPoint: at.minRecovery + 24,
    backupEndRequired: at.minRecovery + 32,
    walLevel: at.minRecovery + 36,
    blockSize: at.sizes,
    walBlockSize: at.sizes + 8,
    segmentSize: at.sizes + 12,
    dataChecksums: at.checksums,
    crc: at.crc,
    legacyCrc: false,
  };
}

const V90: ControlLayout = {
  controlVersion: 903,
  versions: [
    { versionNum: 90000, catalogVersion: 201008051 },
    { versionNum: 90100, catalogVersion: 201105231 },
  ],
  splitLsn: true,
  redo: 48,
  timeline: 56,
  minRecoveryPoint: 104,
  backupStartPoint: 112,
  walLevel: 120,
  blockSize: 152,
  walBlockSize: 160,
  segmentSize: 164,
  crc: 184,
  legacyCrc: true,
};

const V92: ControlLayout = {
  controlVersion: 922,
  versions: [{ versionNum: 90200, catalogVersion: 201204301 }],
  splitLsn: true,
  redo: 48,
  timeline: 56,
  fullPageWrites: 60,
  minRecoveryPoint: 112,
  backupStartPoint: 120,
  backupEndPoint: 128,
  backupEndRequired: 136,
  walLevel: 140,
  blockSize: 168,
  walBlockSize: 176,
  segmentSize: 180,
  crc: 200,
  legacyCrc: true,
};

const AT_93 = { redo: 48, minRecovery: 128, sizes: 192, checksums: 224, crc: 228 };
const AT_94 = { redo: 48, minRecovery: 128, sizes: 200, checksums: 236, crc: 240 };
const AT_95 = { redo: 48, minRecovery: 136, sizes: 216, checksums: 252, crc: 256 };
const AT_10 = { redo: 48, minRecovery: 136, sizes: 216, checksums: 252, crc: 288 };
const AT_11 = { redo: 40, minRecovery: 128, sizes: 208, checksums: 244, crc: 280 };
const AT_12 = { redo: 40, minRecovery: 136, sizes: 216, checksums: 252, crc: 288 };
const AT_18 = { redo: 40, minRecovery: 136, sizes: 216, checksums: 252, crc: 292 };
const AT_19 = { redo: 40, minRecovery: 144, sizes: 224, checksums: 264, crc: 304 };

/**
 * Every layout from 9.0 on, oldest first. Source: `ControlFileData` and `CheckPoint` of each version (pg_control.h),
 * compiled for 64 bits; 942 is used by both 9.4 and 9.5, 903 by 9.0 and 9.1, 1300 by 13 to 16.
 */
export const CONTROL_LAYOUTS: readonly ControlLayout[] = [
  V90,
  V92,
  { ...layout93(937, [{ versionNum: 90300, catalogVersion: 201306121 }], AT_93), legacyCrc: true },
  { ...layout93(942, [{ versionNum: 90400, catalogVersion: 201409291 }], AT_94), legacyCrc: true },
  layout93(942, [{ versionNum: 90500, catalogVersion: 201510051 }], AT_95),
  layout93(960, [{ versionNum: 90600, catalogVersion: 201608131 }], AT_95),
  layout93(1002, [{ versionNum: 100000, catalogVersion: 201707211 }], AT_10),
  layout93(1100, [{ versionNum: 110000, catalogVersion: 201809051 }], AT_11),
  layout93(1201, [{ versionNum: 120000, catalogVersion: 201909212 }], AT_12),
  layout93(
    1300,
    [
      { versionNum: 130000, catalogVersion: 202007201 },
      { versionNum: 140000, catalogVersion: 202107181 },
      { versionNum: 150000, catalogVersion: 202209061 },
      { versionNum: 160000, catalogVersion: 202307071 },
    ],
    AT_12,
  ),
  layout93(1700, [{ versionNum: 170000, catalogVersion: 202406281 }], AT_12),
  layout93(1800, [{ versionNum: 180000, catalogVersion: 202506291 }], AT_18),
  {
    ...layout93(1902, [{ versionNum: 190000, catalogVersion: 202604000 }], AT_19),
    walBlockSize: 236,
    segmentSize: 240,
  },
];
