import assert from 'node:assert/strict';
import { availableMajors } from '../support/versions';
import { scenariosOf } from './accidents/scenarios';
import { seedOf } from './harness/dice';
import { Lanes } from './harness/lanes';
import { type Outcome, runAccidents } from './harness/runAccident';
import { describeOutcome } from './harness/describe';
import { forgetStory, makeStory, type Story } from './story/story';

/** Servers wait more than they compute. */
const SIDE_BY_SIDE = 3;

for (const major of process.platform === 'linux' ? availableMajors() : []) {
  describe(`What accidents do to backups of PostgreSQL ${String(major)}`, () => {
    const scenarios = scenariosOf(major);
    const outcomes = new Map<string, Promise<Outcome>>();
    let story: Story;
    before(async () => {
      story = await makeStory(major);
      const lanes = new Lanes(SIDE_BY_SIDE);
      for (const accident of scenarios) {
        const outcome = lanes.run(() => runAccidents(story, [accident], seedOf(accident.name)));
        // Its own test reports it.
        outcome.catch(() => undefined);
        outcomes.set(accident.name, outcome);
      }
    });
    after(async () => {
      await Promise.allSettled(outcomes.values());
      await forgetStory(story);
    });

    for (const { name, truths } of scenarios) {
      it(`${name} (${truths.join(', ')})`, async () => {
        const outcome = await outcomes.get(name);
        assert.ok(outcome);
        assert.equal(outcome.disagreements.length, 0, describeOutcome(outcome));
      });
    }
  });
}
