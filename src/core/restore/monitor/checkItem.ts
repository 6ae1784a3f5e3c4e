/** As monitoring plugins end. */
export type CheckState = 'ok' | 'warning' | 'critical' | 'unknown';

export type CheckName =
  | 'search'
  | 'backup'
  | 'backup-age'
  | 'rpo'
  | 'window'
  | 'archive'
  | 'server'
  | 'archived'
  | 'archiver'
  | 'ready'
  | 'archive-lag'
  | 'slots';

/** One thing that was checked. */
export interface CheckItem {
  readonly name: CheckName;
  readonly systemIdentifier: string | null;
  readonly state: CheckState;
  readonly message: string;
  readonly value: number | null;
  readonly threshold: number | null;
  /** Of value and threshold: seconds, bytes, or a number of files; null without a value. */
  readonly unit: 's' | 'B' | 'files' | null;
}

export interface CheckResult {
  readonly state: CheckState;
  readonly items: readonly CheckItem[];
}

/** The worse later: what is known to be bad counts more than what is not known. */
const ORDER: readonly CheckState[] = ['ok', 'unknown', 'warning', 'critical'];

/** The worst state of some items; unknown without any. */
export function worstState(items: readonly Pick<CheckItem, 'state'>[]): CheckState {
  return ORDER[Math.max(-1, ...items.map(({ state }) => ORDER.indexOf(state)))] ?? 'unknown';
}
