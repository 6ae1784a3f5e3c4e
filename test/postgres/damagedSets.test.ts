import { rm } from 'node:fs/promises';
import fc from 'fast-check';
import { TEST_LIMIT_MS } from '../run/lib/limits';
import { checkCase, checkRandomDamage } from './support/checkDamage';
import type { DamageCase } from './support/damageCase';
import { randomDamage } from './support/randomDamage';
import {
  CONTROL_DAMAGE,
  FILE_DAMAGE,
  HISTORY_DAMAGE,
  missingParts,
  NAME_DAMAGE,
  PLACE_DAMAGE,
} from './support/setDamage';
import type { TruthSet } from './support/truthSet';
import { makeTruthSet } from './support/truthSet';
import { availableMajors } from './support/versions';
import { BREAKING_DAMAGE, HARMLESS_DAMAGE } from './support/walDamage';

const WHOLE: DamageCase = {
  name: 'nothing is damaged',
  damage: () => Promise.resolve(),
  outcome: 'recovered',
  restorable: true,
};

/** Each costs a recovery; `PGBI_RANDOM_RUNS` asks for more of them. */
const RANDOM_RUNS = Number(process.env['PGBI_RANDOM_RUNS'] ?? 10);

const CASES = [
  WHOLE,
  ...BREAKING_DAMAGE,
  ...HARMLESS_DAMAGE,
  ...FILE_DAMAGE,
  ...PLACE_DAMAGE,
  ...HISTORY_DAMAGE,
  ...NAME_DAMAGE,
  ...CONTROL_DAMAGE,
];

for (const major of availableMajors()) {
  describe(`What PostgreSQL ${String(major)} makes of damaged sets`, () => {
    let set: TruthSet;
    before(async () => {
      set = await makeTruthSet(major);
    });
    after(() => rm(set.home, { recursive: true, force: true }));

    for (const damageCase of [...CASES, ...missingParts(major)].filter((one) => appliesTo(one, major))) {
      it(damageCase.name, () => checkCase(set, damageCase));
    }

    it('random damage gets the verdict of the server', async () => {
      const sameVerdict = fc.asyncProperty(randomDamage, (damage) => checkRandomDamage(set, damage));
      await fc.assert(sameVerdict, { numRuns: RANDOM_RUNS, endOnFailure: true });
    }).timeout(TEST_LIMIT_MS * Math.max(1, RANDOM_RUNS / 10));
  });
}

function appliesTo(damageCase: DamageCase, major: number): boolean {
  return major >= (damageCase.from ?? 0) && major <= (damageCase.to ?? Infinity);
}
