import { visibleText } from '../../report/visibleText';
import { type Catalog, searchIsPartial } from '../../model/catalog';
import { isAtLeast, isSound, isUndetermined, type PassingVerdict } from '../../model/verdict';
import { setName } from '../words';
import { type BackupFacts, backupFacts } from './backupFacts';
import { type CheckItem, type CheckResult, type CheckState, worstState } from './checkItem';
import { durationText } from './duration';

/** What is demanded of the backups; times in seconds. What is absent is not demanded. */
export interface Thresholds {
  readonly maxBackupAge?: number;
  readonly maxRpo?: number;
  readonly minWindow?: number;
  /** What the newest set has to be at least. */
  readonly require: PassingVerdict;
}

/** What was searched for backups. */
export interface Searched {
  readonly catalog: Catalog;
  /** Whether a path that was named could not be read at all. */
  readonly unreadable: boolean;
}

/** Whether the backups of a catalog are as they are demanded to be, at a moment. Unknown is never OK. */
export function checkBackups(
  { catalog, unreadable }: Searched,
  thresholds: Thresholds,
  now: number,
): CheckResult {
  const items = backupFacts(catalog, ({ verdict }) => isAtLeast(verdict, thresholds.require)).flatMap(
    (facts) => itemsOf(facts, thresholds, now),
  );
  if (items.length === 0) {
    const message = 'no backup set was found';
    items.push({
      name: 'backup',
      systemIdentifier: null,
      state: 'unknown',
      message,
      value: null,
      threshold: null,
      unit: null,
    });
  }
  if (unreadable || searchIsPartial(catalog)) items.push(partialSearch());
  return { state: worstState(items), items };
}

/** Backups that were not found may be in any state. */
function partialSearch(): CheckItem {
  return {
    name: 'search',
    systemIdentifier: null,
    state: 'unknown',
    message: 'not every directory could be searched',
    value: null,
    threshold: null,
    unit: null,
  };
}

function itemsOf(facts: BackupFacts, thresholds: Thresholds, now: number): CheckItem[] {
  const { systemIdentifier, newestSound, latest, earliest, archiveErrors } = facts;
  const since = (time: number | undefined): number | undefined =>
    time === undefined ? undefined : Math.round((now - time) / 1000);
  const item = (name: CheckItem['name'], state: CheckState, message: string): CheckItem => {
    return { name, systemIdentifier, state, message, value: null, threshold: null, unit: null };
  };
  const period =
    latest === undefined || earliest === undefined ? undefined : Math.round((latest - earliest) / 1000);
  return [
    backupItem(facts, thresholds, item),
    ...(newestSound === undefined
      ? []
      : [
          limited(
            item,
            'backup-age',
            'newest usable backup is',
            'old',
            since(newestSound.time),
            thresholds.maxBackupAge,
          ),
        ]),
    limited(item, 'rpo', 'last recoverable commit was', 'ago', since(latest), thresholds.maxRpo),
    limited(item, 'window', 'latest recovery window is', 'long', period, thresholds.minWindow, 'at least'),
    ...(archiveErrors === 0
      ? []
      : [item('archive', 'warning', `archive findings: ${String(archiveErrors)} errors`)]),
  ];
}

type MakeItem = (name: CheckItem['name'], state: CheckState, message: string) => CheckItem;

function backupItem(
  { newest, newestSound, verdicts }: BackupFacts,
  { require }: Thresholds,
  item: MakeItem,
): CheckItem {
  const total = String(verdicts.length);
  const good = verdicts.filter((verdict) => isAtLeast(verdict, require)).length;
  const summary = `${String(good)} of ${total} sets ${require}`;
  if (newestSound === undefined) {
    const open = verdicts.every((verdict) => isUndetermined(verdict) || isSound(verdict));
    return item('backup', open ? 'unknown' : 'critical', summary);
  }
  // A backup that is still running is undetermined, and no reason to worry.
  if (newest !== undefined && newest.set !== newestSound.set && !isUndetermined(newest.set.verdict)) {
    const { set } = newest;
    const state = isSound(set.verdict) ? 'unknown' : 'critical';
    return item('backup', state, `newest backup ${setName(set)} is ${set.verdict}; ${summary}`);
  }
  const bad = verdicts.some((verdict) => !isSound(verdict) && !isUndetermined(verdict));
  return item('backup', bad ? 'warning' : 'ok', visibleText(summary, 200));
}

function limited(
  item: MakeItem,
  name: CheckItem['name'],
  before: string,
  after: string,
  value: number | undefined,
  threshold: number | undefined,
  rule: 'at most' | 'at least' = 'at most',
): CheckItem {
  const known = value === undefined ? 'unknown' : durationText(value);
  const message = value === undefined ? `${before} unknown` : `${before} ${known} ${after}`;
  const isBroken =
    value !== undefined &&
    threshold !== undefined &&
    (rule === 'at most' ? value > threshold : value < threshold);
  const state =
    threshold === undefined ? 'ok' : value === undefined ? 'unknown' : isBroken ? 'critical' : 'ok';
  const limit = state === 'critical' ? `, must be ${rule} ${durationText(threshold ?? 0)}` : '';
  return {
    ...item(name, state, message + limit),
    value: value ?? null,
    threshold: threshold ?? null,
    unit: 's',
  };
}
