import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { DamageCase } from './damageCase';
import { DamagedCopy } from './damagedCopy';
import { ourVerdict } from './ourVerdict';
import type { RandomDamage } from './randomDamage';
import { doDamage } from './randomDamage';
import { recover } from './recover';
import type { TruthSet } from './truthSet';
import { COUNT_ORDERS } from './truthSet';

/** A server and the inspector judge a set after this damage; both must match the case. */
export async function checkCase(set: TruthSet, damageCase: DamageCase): Promise<void> {
  const copy = await DamagedCopy.of(set.set, set.archive, join(set.home, 'damaged'));
  try {
    await damageCase.damage(copy, set);
    const archive = damageCase.standalone === true ? undefined : copy.archive;
    const { restoreCommand } = damageCase;
    const options = { check: COUNT_ORDERS, ...(restoreCommand === undefined ? {} : { restoreCommand }) };
    const result = await recover(copy.set, archive, set.major, options);
    assert.equal(result.outcome, damageCase.outcome, result.log.join('\n'));
    const rows = Number(result.rows[0]?.['rows'] ?? 0);
    if (damageCase.restorable === true) assert.ok(rows >= set.rowsAtStop, String(rows));
    if (damageCase.rows === 'at-stop') assert.equal(rows, set.rowsAtStop);
    await checkOurVerdict(copy, damageCase);
  } finally {
    await copy.remove();
  }
}

/** Calling a set restorable that a server refuses is the worst error; the opposite comes second. */
async function checkOurVerdict(copy: DamagedCopy, { restorable, standalone }: DamageCase): Promise<void> {
  const { verdict, findings } = await ourVerdict(copy.set, standalone === true ? [] : [copy.archive]);
  const found = findings.map(({ code, segment }) => `${code} ${segment ?? ''}`).join('\n');
  assert.equal(verdict === 'restorable', restorable === true, `${verdict}\n${found}`);
  const duplicates = findings.some(({ code }) => code === 'duplicate-segment');
  if (restorable === 'depends') assert.ok(duplicates, found);
  if (restorable !== true)
    assert.ok(
      findings.some(({ severity }) => severity === 'error'),
      found,
    );
}

/** A server and the inspector judge a set after some damage, and must agree. */
export async function checkRandomDamage(set: TruthSet, damage: RandomDamage): Promise<void> {
  const copy = await DamagedCopy.of(set.set, set.archive, join(set.home, 'damaged'));
  try {
    await doDamage(copy, set, damage);
    const result = await recover(copy.set, copy.archive, set.major, { check: COUNT_ORDERS });
    const whole = result.consistent && Number(result.rows[0]?.['rows'] ?? 0) >= set.rowsAtStop;
    const { verdict, findings } = await ourVerdict(copy.set, [copy.archive]);
    const told = findings.map(
      ({ code, segment, args }) => `${code} ${segment ?? ''} ${JSON.stringify(args)}`,
    );
    const both = [`we: ${verdict}`, ...told, `server: ${result.outcome}`, ...result.log].join('\n');
    assert.equal(verdict === 'restorable', result.outcome === 'recovered' && whole, both);
  } finally {
    await copy.remove();
  }
}
