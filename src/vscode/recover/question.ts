import type { RecoveryTarget } from '../../core/restore/types';
import type { KeepRule } from '../../core/restore/obsolete/keepRule';

/** The question that a document answers. It is in the document's address, so an answer survives a reload. */
export type Question =
  | { readonly kind: 'ask'; readonly target: RecoveryTarget }
  | {
      readonly kind: 'steps';
      readonly setId: string;
      readonly target?: RecoveryTarget;
      readonly timeline?: number;
    }
  | { readonly kind: 'obsolete'; readonly archive: string; readonly keep: KeepRule };

/** Parses a question from an address, which may contain anything. */
export function parseQuestion(text: string): Question | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const { kind, target, setId, timeline, archive, keep } = value;
  if (kind === 'ask' && isTarget(target)) return { kind, target };
  if (kind === 'obsolete' && typeof archive === 'string' && isKeep(keep)) return { kind, archive, keep };
  if (kind !== 'steps' || typeof setId !== 'string') return undefined;
  return {
    kind,
    setId,
    ...(isTarget(target) ? { target } : {}),
    ...(isCount(timeline) ? { timeline } : {}),
  };
}

/** Whether a value from outside is a target. */
export function isTarget(value: unknown): value is RecoveryTarget {
  if (!isRecord(value)) return false;
  const { kind, lsn, xid, name, time, zone, exclusive } = value;
  if (exclusive !== undefined && exclusive !== true) return false;
  if (kind === 'immediate' || kind === 'end') return true;
  if (kind === 'lsn') return typeof lsn === 'string' && /^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/i.test(lsn);
  if (kind === 'xid') return typeof xid === 'string' && /^\d{1,10}$/.test(xid);
  if (kind === 'name') return typeof name === 'string' && /^[^\u0000-\u001f\u007f]{1,63}$/.test(name);
  if (kind !== 'time' || typeof zone !== 'string' || typeof time !== 'string') return false;
  return /^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} UTC$/.test(time);
}

/** Whether a value from outside says what to keep. */
export function isKeep(value: unknown): value is KeepRule {
  if (!isRecord(value)) return false;
  const { kind, setId, count } = value;
  return (kind === 'set' && typeof setId === 'string') || (kind === 'count' && isCount(count));
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 0xffffffff;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
