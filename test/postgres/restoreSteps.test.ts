import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import type { Catalog } from '../../src/core/catalog/model';
import { recoveryAnswers, restorePointNames } from '../../src/core/restore/answer';
import { readRestoreFacts } from '../../src/core/restore/readFacts';
import { restoreSteps } from '../../src/core/restore/steps';
import { parseTarget } from '../../src/core/restore/target';
import type { RecoveryAnswer, RecoveryWay } from '../../src/core/restore/types';
import { NodeFileTree } from '../../src/io/nodeFileTree';
import type { RestoreStory } from './support/restoreStory';
import { makeRestoreStory, readCatalog } from './support/restoreStory';
import type { StepsResult } from './support/runSteps';
import { placeForRestore, runSteps } from './support/runSteps';
import { availableMajors } from './support/versions';

const MAJORS = [10, 11, 12, 15, 18].filter((major) => availableMajors().includes(major));

for (const major of MAJORS) {
  describe(`Restore steps for PostgreSQL ${String(major)}`, () => {
    let story: RestoreStory;
    let catalog: Catalog;
    before(async () => {
      story = await makeRestoreStory(major);
      catalog = await readCatalog([story.backup], [story.plain]);
    });
    after(() => rm(story.home, { recursive: true, force: true }));

    const answer = (text: string, timeline?: number): RecoveryAnswer => {
      const { target, problem } = parseTarget(text, { zone: 'UTC', names: restorePointNames(catalog) });
      assert.ok(target, problem);
      const options = timeline === undefined ? {} : { timeline };
      const [only, ...others] = recoveryAnswers(catalog, target, options).answers;
      assert.ok(only !== undefined && others.length === 0);
      return only;
    };
    const follow = async (way: RecoveryWay | undefined, from = catalog): Promise<StepsResult> => {
      const [set] = from.sets;
      assert.ok(set);
      const facts = await readRestoreFacts(new NodeFileTree(), from, set);
      const data = placeForRestore();
      return runSteps(restoreSteps(facts, way, { dataDirectory: data }), data, major);
    };
    const reach = async (text: string, timeline?: number): Promise<StepsResult> => {
      const { outcome, way, headline } = answer(text, timeline);
      assert.equal(outcome, 'proven', headline);
      assert.ok(way);
      return follow(way);
    };

    it('lead to the end of the backup', async () => {
      const { told, timeline } = await follow(undefined);
      assert.equal(told, story.backupTold);
      assert.equal(timeline, 3);
    });

    it('lead to a time', async () => {
      const { told, opened } = await reach(story.time.text);
      assert.deepEqual([told, opened], [story.time.told, story.time.told]);
    });

    it('lead to an LSN', async () => {
      const { told } = await reach(story.lsn.text);
      assert.equal(told, story.lsn.told);
    });

    it('lead to a restore point with an odd name', async () => {
      const { told } = await reach(story.point.name);
      assert.equal(told, story.point.told);
    });

    it('lead along the new timeline to the end of the WAL', async () => {
      const { told } = await reach('latest');
      assert.equal(told, story.ends.young);
    });

    it('lead along the old timeline to what was given up', async () => {
      const { told } = await reach('latest', 1);
      assert.equal(told, story.ends.old);
    });

    it('take the WAL out of a packed archive', async () => {
      const packed = await readCatalog([story.backup], [story.packed]);
      const { answers } = recoveryAnswers(packed, { kind: 'name', name: story.point.name });
      assert.equal(answers[0]?.outcome, 'proven', answers[0]?.headline);
      const { told } = await follow(answers[0].way ?? undefined, packed);
      assert.equal(told, story.point.told);
    });
  });
}
