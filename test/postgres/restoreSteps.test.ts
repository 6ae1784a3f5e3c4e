import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog } from '../../src/core/model/catalog';
import { scan } from '../../src/core/catalog/scan';
import { recoveryAnswers, restorePointNames } from '../../src/core/restore/answer/answer';
import { readRestoreFacts } from '../../src/core/restore/steps/readFacts';
import { restoreSteps } from '../../src/core/restore/steps/steps';
import { parseTarget } from '../../src/core/restore/target';
import type { RecoveryAnswer, AnswerPath } from '../../src/core/restore/types';
import { NodeFileTree } from '../../src/io/nodeFileTree';
import { findStops } from '../../src/engine/read/findStops';
import { InlineRunner } from '../../src/worker/inlineRunner';
import { Verifier } from '../../src/engine/read/verifier';
import { makeRestoreStory, readCatalog, type RestoreStory } from './support/restoreStory';
import { placeForRestore, runSteps, type StepsResult } from './support/runSteps';
import { giveToServer, giveTreeToServer } from './support/serverUser';
import { availableMajors } from './support/versions';

/** The last segment that the server requested and got. */
function lastRestored(log: string): string | undefined {
  return [...log.matchAll(/restored log file "([0-9A-F]{24})" from archive/g)].at(-1)?.[1];
}

/** The WAL in the list of a recovery path, and the history files. */
async function prunedArchive({ home, plain }: RestoreStory, { wal }: AnswerPath): Promise<string> {
  const archive = join(home, 'pruned');
  await mkdir(archive);
  for (const name of await readdir(plain)) {
    const listed = wal.ranges.some(({ first, last }) => name >= first && name <= last);
    if (listed || name.endsWith('.history')) await copyFile(join(plain, name), join(archive, name));
  }
  await giveTreeToServer(archive);
  giveToServer(home);
  return archive;
}

/**
 * Everything for versions in which recovery's configuration or log changed; for the others the targets that differ
 * most.
 */
const WHOLE = [10, 11, 12, 15, 18];

for (const major of availableMajors()) {
  describe(`Restore steps for PostgreSQL ${String(major)}`, () => {
    let story: RestoreStory;
    let catalog: Catalog;
    before(async () => {
      story = await makeRestoreStory(major);
      catalog = await readCatalog([story.backup], [story.plain]);
    });
    after(() => rm(story.home, { recursive: true, force: true }));

    const answer = async (text: string, timeline?: number): Promise<RecoveryAnswer> => {
      const { target, problem } = parseTarget(text, { zone: 'UTC', names: restorePointNames(catalog) });
      assert.ok(target, problem);
      const options = timeline === undefined ? {} : { timeline };
      const { signal } = new AbortController();
      const stops = await findStops(new Verifier(new InlineRunner()), catalog, target, options, { signal });
      const [only, ...others] = recoveryAnswers(catalog, target, { ...options, stops }).answers;
      assert.ok(only !== undefined && others.length === 0);
      return only;
    };
    const follow = async (way: AnswerPath | undefined, from = catalog): Promise<StepsResult> => {
      const [set] = from.sets;
      assert.ok(set);
      const facts = await readRestoreFacts(new NodeFileTree(), from, set);
      const data = placeForRestore();
      return runSteps(restoreSteps(facts, way, { dataDirectory: data }), data, major);
    };
    const reach = async (text: string, timeline?: number): Promise<StepsResult> => {
      const { outcome, recoveryPath, headline } = await answer(text, timeline);
      assert.equal(outcome, 'proven', headline);
      assert.ok(recoveryPath);
      assert.match(headline, /needs exactly \d+ segments?/);
      // With nothing else available, to show that the list has everything that is needed.
      const archive = await prunedArchive(story, recoveryPath);
      const roots = { roots: [story.backup], archiveDirectories: [archive] };
      const pruned = await scan(new NodeFileTree(), { ...roots, level: 'headers' });
      const result = await follow(recoveryPath, pruned);
      await rm(archive, { recursive: true });
      assert.equal(
        lastRestored(result.log),
        recoveryPath.wal.ranges.at(-1)?.last,
        'the last segment that was read',
      );
      return result;
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

    it('lead along the new timeline to the end of the WAL', async () => {
      const { told } = await reach('latest');
      assert.equal(told, story.ends.young);
    });

    if (!WHOLE.includes(major)) return;

    it('lead to an LSN', async () => {
      const { told } = await reach(story.lsn.text);
      assert.equal(told, story.lsn.told);
    });

    it('lead to a restore point with an odd name', async () => {
      const { told } = await reach(story.point.name);
      assert.equal(told, story.point.told);
    });

    it('lead along the old timeline to what was given up', async () => {
      const { told } = await reach('latest', 1);
      assert.equal(told, story.ends.old);
    });

    it('take the WAL out of a packed archive', async () => {
      const compressed = await readCatalog([story.backup], [story.compressed]);
      const { answers } = recoveryAnswers(compressed, { kind: 'name', name: story.point.name });
      assert.equal(answers[0]?.outcome, 'proven', answers[0]?.headline);
      const { told } = await follow(answers[0].recoveryPath ?? undefined, compressed);
      assert.equal(told, story.point.told);
    });
  });
}
