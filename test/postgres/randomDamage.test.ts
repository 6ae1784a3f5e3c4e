import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { DamagedCopy } from './support/damagedCopy';
import { ourVerdict } from './support/ourVerdict';
import type { RandomDamage } from './support/randomDamage';
import { doDamage, randomDamage } from './support/randomDamage';
import { recover } from './support/recover';
import type { TruthSet } from './support/truthSet';
import { COUNT_ORDERS, makeTruthSet } from './support/truthSet';
import { availableMajors } from './support/versions';

/** Each run costs a recovery; `PGBI_RANDOM_RUNS` asks for more of them. */
const RUNS = Number(process.env['PGBI_RANDOM_RUNS'] ?? 12);

for (const major of availableMajors()) {
  describe(`Random damage to a set of PostgreSQL ${String(major)}`, () => {
    let set: TruthSet;
    before(async () => {
      set = await makeTruthSet(major);
    });
    after(() => rm(set.home, { recursive: true, force: true }));

    it('gets the verdict of the server', async () => {
      const sameVerdict = fc.asyncProperty(randomDamage, (damage) => check(set, damage));
      await fc.assert(sameVerdict, { numRuns: RUNS, endOnFailure: true });
    }).timeout(RUNS * 10_000);
  });
}

async function check(set: TruthSet, damage: RandomDamage): Promise<void> {
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
