import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog } from '../../src/core/model/catalog';
import type { BackupSet } from '../../src/core/model/backupSet';
import { type BarmanStory, makeBarmanStory } from './support/tools/barmanStory';
import { ourRepository, setsOf, summary } from './support/tools/ourRepository';
import { availableMajors } from './support/versions';

/** The newest major that Debian's client programs know. */
const MAJOR = Math.max(...availableMajors().filter((major) => major <= 15));

describe(`Barman's streaming archiver and rsync with PostgreSQL ${String(MAJOR)}`, () => {
  let story: BarmanStory;
  let midway: Catalog;
  before(async () => {
    story = await makeBarmanStory(MAJOR, async (home) => {
      midway = await ourRepository(home);
    });
  });
  // Barman’s own processes may still write while they end.
  after(() => rm(story.home, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 }));

  async function setsBelow(name: string): Promise<{ catalog: Catalog; sets: BackupSet[] }> {
    const catalog = await ourRepository(join(story.barman.path, name));
    return { catalog, sets: setsOf(catalog, 'barman') };
  }

  it('count what is still being received as WAL, and its unfinished end as nothing wrong', () => {
    const receiving = midway.archives.find(({ path }) => path.endsWith('/streaming'));
    assert.ok(receiving);
    assert.equal(receiving.layout, 'barman');
    assert.equal(receiving.partials.length, 1);
    const sets = setsOf(midway, 'barman');
    assert.deepEqual(sets.map((set) => [set.method, summary(set), set.missing]).sort(), [
      ['postgres', 'restorable', []],
      ['rsync-concurrent', 'restorable', []],
    ]);
    assert.ok(sets.some(({ archives }) => archives.includes(receiving.path)));
    assert.deepEqual(seriousFindings(midway), []);
  });

  it('give restorable sets on both timelines, and archives without a fault', async () => {
    for (const [name, method] of [
      ['streamed', 'postgres'],
      ['copied', 'rsync-concurrent'],
    ] as const) {
      const { catalog, sets } = await setsBelow(name);
      assert.deepEqual(
        sets.map((set) => [set.method, summary(set), set.start?.timeline, set.archives[0]]),
        [1, 2, 2].map((timeline) => [method, 'restorable', timeline, join(story.barman.path, name, 'wals')]),
      );
      assert.deepEqual(seriousFindings(catalog), []);
    }
  });

  it('are not faulted for what Barman itself removed, and are for what was lost', async () => {
    const { barman } = story;
    const [oldest = '', newer = ''] = (await setsBelow('streamed')).sets.map(({ label }) => label ?? '');
    await barman.run('delete', 'streamed', oldest);
    await barman.run('delete', 'streamed', newer);
    const streamed = await setsBelow('streamed');
    assert.deepEqual(streamed.sets.map(summary), ['restorable']);
    assert.deepEqual(gapsOf(streamed.catalog), [['expired-wal', 'info', 'before-oldest', 2]]);

    // The first backup is kept with its own WAL only; the second one goes by the retention policy.
    const [kept = ''] = (await setsBelow('copied')).sets.map(({ label }) => label ?? '');
    await barman.run('keep', '--target', 'standalone', 'copied', kept);
    await barman.expire('copied');
    const copied = await setsBelow('copied');
    assert.deepEqual(
      copied.sets.map((set) => [summary(set), set.retained?.ownWalOnly ?? false, set.start?.timeline]),
      [
        ['restorable', true, 1],
        ['restorable', false, 2],
      ],
    );
    assert.deepEqual(gapsOf(copied.catalog), [['expired-wal', 'info', 'between', 2]]);

    // No retention removes anything after the newest backup.
    const wal = join(barman.path, 'copied/wals/0000000200000000');
    const names = (await readdir(wal)).filter((name) => name.length === 24).sort();
    await rm(join(wal, names.at(-2) ?? ''));
    const lossy = await setsBelow('copied');
    assert.deepEqual(lossy.sets.map(summary), ['restorable', 'restorable']);
    assert.deepEqual(gapsOf(lossy.catalog), [
      ['expired-wal', 'info', 'between', 2],
      ['archive-gap', 'warning', 'between', 2],
    ]);
    await rm(join(wal, names[0] ?? ''));
    assert.deepEqual((await setsBelow('copied')).sets.map(summary), [
      'restorable',
      'incomplete missing-segment',
    ]);
  });
});

function seriousFindings({ archives, findings }: Catalog): unknown[] {
  return [...findings, ...archives.flatMap((archive) => archive.findings)].filter(
    ({ severity }) => severity !== 'info',
  );
}

function gapsOf({ archives }: Catalog): unknown[] {
  return archives
    .flatMap(({ findings }) => findings)
    .filter(({ code }) => code === 'archive-gap' || code === 'expired-wal')
    .map(({ code, severity, args }) => [code, severity, args['reason'], args['timeline']]);
}
