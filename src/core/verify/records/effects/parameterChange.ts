import type { Lsn } from '../../../ground/lsn';
import type { WalLevel } from '../../../formats/controlFile';

/** A change of settings on which a standby, or a recovery, depends (`XLOG_PARAMETER_CHANGE`). */
export interface ParameterChange {
  /** Where the record begins. */
  readonly lsn: Lsn;
  readonly walLevel: WalLevel | undefined;
}

/** In rmgr XLOG. */
export const PARAMETER_CHANGE = 0x60;

const LEVELS_UP_TO_95: readonly WalLevel[] = ['minimal', 'archive', 'hot_standby', 'logical'];
const LEVELS: readonly WalLevel[] = ['minimal', 'replica', 'logical'];
const FIRST_94 = 0xd07e;
const FIRST_96 = 0xd093;
const FIRST_12 = 0xd101;

/**
 * The `wal_level` of a parameter change; it is after as many numbers as there are limits in that version
 * (`xl_parameter_change`): three up to 9.3, four up to 11, five from 12 on.
 */
export function walLevelOf(view: DataView, at: number, length: number, magic: number): WalLevel | undefined {
  const offset = magic < FIRST_94 ? 12 : magic < FIRST_12 ? 16 : 20;
  if (length < offset + 4) return undefined;
  return (magic < FIRST_96 ? LEVELS_UP_TO_95 : LEVELS)[view.getInt32(at + offset, true)];
}
