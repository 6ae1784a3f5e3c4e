import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DamageCase } from './support/damageCase';
import { DamagedCopy } from './support/damagedCopy';
import { ourVerdict } from './support/ourVerdict';
import { recover } from './support/recover';
import { FILE_DAMAGE, PLACE_DAMAGE } from './support/setDamage';
import type { TruthSet } from './support/truthSet';
import { COUNT_ORDERS, makeTruthSet } from './support/truthSet';
import { availableMajors } from './support/versions';
import { BREAKING_DAMAGE, HARMLESS_DAMAGE } from './support/walDamage';

const WHOLE: DamageCase = {
  name: 'nothing is damaged',
  damage: () => Promise.resolve(),
  outcome: 'recovered',
  restorable: true,
};

const CASES = [WHOLE, ...BREAKING_DAMAGE, ...HARMLESS_DAMAGE, ...FILE_DAMAGE, ...PLACE_DAMAGE];

for (const major of availableMajors()) {
  describe(`What PostgreSQL ${String(major)} makes of damaged sets`, () => {
    let set: TruthSet;
    before(async () => {
      set = await makeTruthSet(major);
    });
    after(() => rm(set.home, { recursive: true, force: true }));

    for (const damageCase of CASES.filter((one) => appliesTo(one, major))) {
      it(damageCase.name, () => checkCase(set, damageCase));
    }
  });
}

function appliesTo(damageCase: DamageCase, major: number): boolean {
  return major >= (damageCase.from ?? 0) && major <= (damageCase.to ?? Infinity);
}

async function checkCase(set: TruthSet, damageCase: DamageCase): Promise<void> {
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

/** To call restorable what a server refuses is the worst that can happen; the other way round comes second. */
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
