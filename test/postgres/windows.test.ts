import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { TEST_LIMIT_MS } from '../run/lib/limits';
import { parseTimelineHistory } from '../../src/core/formats/timelineHistory';
import { formatLsn } from '../../src/core/ground/lsn';
import { DamagedCopy } from './support/damagedCopy';
import { ourWindows } from './support/ourVerdict';
import type { SegmentDamage } from './support/randomDamage';
import { damageSegment, segmentDamage } from './support/randomDamage';
import { recover } from './support/recover';
import type { TimelineStory } from './support/timelineStory';
import { makeTimelineStory } from './support/timelineStory';
import { availableMajors } from './support/versions';

/** Each costs a recovery; `PGBI_RANDOM_RUNS` asks for more of them. */
const RANDOM_RUNS = Number(process.env['PGBI_RANDOM_RUNS'] ?? 4);

/** The history of the timeline that recovery opened: its last line shows where the readable WAL ended. */
const OPENED = `SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS timeline,
  pg_read_file('pg_wal/' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) || '.history') AS history`;

for (const major of availableMajors()) {
  describe(`How far PostgreSQL ${String(major)} recovers`, () => {
    let story: TimelineStory;
    before(async () => {
      story = await makeTimelineStory(major);
    });
    after(() => rm(story.home, { recursive: true, force: true }));

    for (const set of ['early', 'late'] as const) {
      it(`from the ${set} backup is where our window ends`, () => check(story, set, major, undefined));
    }

    it('is where our window ends, whatever happened to a segment behind the backup', async () => {
      const same = fc.asyncProperty(fc.constantFrom('early', 'late'), segmentDamage, (set, damage) =>
        check(story, set, major, damage),
      );
      await fc.assert(same, { numRuns: RANDOM_RUNS, endOnFailure: true });
    }).timeout(TEST_LIMIT_MS * Math.max(1, RANDOM_RUNS / 10));
  });
}

async function check(
  story: TimelineStory,
  set: 'early' | 'late',
  major: number,
  damage: SegmentDamage | undefined,
): Promise<void> {
  const backup = story[set];
  const copy = await DamagedCopy.of(backup.directory, story.archive, join(story.home, 'damaged'));
  try {
    const behind = (await copy.walNames()).filter((name) => name.slice(8) > backup.stopWalFile.slice(8));
    if (damage !== undefined) await damageSegment(copy, behind, damage);
    const target = { recovery_target_timeline: 'latest' };
    const result = await recover(copy.set, copy.archive, major, { target, check: OPENED });
    assert.equal(result.outcome, 'recovered', result.log.join('\n'));
    const opened = parseTimelineHistory(
      Buffer.from(String(result.rows[0]?.['history'])),
      Number.parseInt(String(result.rows[0]?.['timeline']), 16),
    ).value?.switches.at(-1);
    assert.ok(opened);
    const windows = await ourWindows(copy.set, [copy.archive]);
    const ends = windows.map(({ timeline, toLsn }) => `timeline ${timeline} to ${formatLsn(toLsn)}`);
    const expected = `timeline ${opened.timeline} to ${formatLsn(opened.switchLsn ?? 0n)}`;
    assert.ok(ends.includes(expected), `${expected}\nwe: ${ends.join(', ')}\n${result.log.join('\n')}`);
  } finally {
    await copy.remove();
  }
}
