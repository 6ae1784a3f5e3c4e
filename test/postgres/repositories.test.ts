import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog } from '../../src/core/model/catalog';
import { copyTree } from './support/copyTree';
import { buildRepositories } from './support/tools/builtRepositories';
import { ourRepository, setsOf, summary } from './support/tools/ourRepository';
import { availableMajors } from './support/versions';
import {
  BACKUPS,
  BARMAN_SERVERS,
  makeRepositories,
  type RepositoryStory,
} from './support/tools/repositoryStory';

/** The newest major version that Debian's pgBackRest and client programs support, and an older one. */
const MAJORS = [13, 15].filter((major) => availableMajors().includes(major));

for (const major of MAJORS) {
  describe(`Repositories that Barman and pgBackRest wrote of PostgreSQL ${String(major)}`, () => {
    let story: RepositoryStory;
    let catalog: Catalog;
    before(async () => {
      story = await makeRepositories(major);
      catalog = await ourRepository(story.home);
    });
    after(() => rm(story.home, { recursive: true, force: true }));

    it('give the backups of pgBackRest, in each form of storage', () => {
      const sets = setsOf(catalog, 'pgbackrest');
      const ids = sets.map(({ id }) => id);
      assert.deepEqual(
        sets.map((set) => [set.method, summary(set), ids.indexOf(set.parentId ?? ''), set.start?.timeline]),
        [
          ['full', 'restorable', -1, 1],
          ['diff', 'restorable', 0, 1],
          ['incr', 'restorable', 1, 1],
          ['full', 'restorable', -1, 1],
          ['incr', 'restorable', 3, 1],
          ['full', 'restorable', -1, 2],
        ],
      );
      assert.equal(sets.length, BACKUPS.length + 1);
      for (const set of sets) {
        assert.equal(set.stop?.source, 'backup-history-file');
        assert.equal(set.versionNum, major * 10000);
        assert.deepEqual(
          set.findings.map(({ code }) => code),
          ['base-files-not-seen'],
        );
      }
    });

    it('give the backups of Barman, packed and not, on both timelines', () => {
      for (const { name } of BARMAN_SERVERS) {
        const own = join(story.barman.path, name);
        const sets = setsOf(catalog, 'barman').filter(({ path }) => path.startsWith(own));
        // Whether Barman has already processed all WAL of a backup is a matter of timing.
        for (const { status } of sets) assert.match(status ?? '', /^(DONE|WAITING_FOR_WALS)$/);
        assert.deepEqual(
          sets.map((set) => [set.method, summary(set), set.start?.timeline, set.archives]),
          [1, 2].map((timeline) => ['postgres', 'restorable', timeline, [join(own, 'wals')]]),
        );
      }
    });

    it('give no set twice, and archives without a fault', () => {
      const others = catalog.sets.filter(({ layout }) => layout !== 'barman' && layout !== 'pgbackrest');
      assert.deepEqual(
        others.map(({ path }) => path),
        [],
      );
      const serious = catalog.archives.flatMap(({ path, findings }) =>
        findings.filter(({ severity }) => severity !== 'info').map(({ code }) => [path, code]),
      );
      assert.deepEqual(serious, []);
      assert.deepEqual(catalog.findings, []);
      assert.deepEqual(catalog.archives.map(({ layout }) => layout).sort(), [
        ...BARMAN_SERVERS.map(() => 'barman'),
        'pgbackrest',
      ]);
    });

    it('are read alike where WAL-G, pgmoneta or pg_probackup would have stored the same backup', () =>
      checkBuilt(story, catalog));

    it('are told apart from damaged ones', () => checkDamage(story));

    it('are not faulted for what retention has removed', () => checkExpiry(story));
  });
}

async function checkBuilt(story: RepositoryStory, catalog: Catalog): Promise<void> {
  const plain = join(story.barman.path, 'plain');
  const set = setsOf(catalog, 'barman').find(
    ({ path, start }) => path.startsWith(plain) && start?.timeline === 1,
  );
  assert.ok(set);
  const home = join(story.home, 'built');
  await buildRepositories({ set, wal: join(plain, 'wals/0000000100000000') }, home);
  const { sets, findings } = await ourRepository(home);
  assert.deepEqual(
    sets.map((one) => [one.layout, one.label, one.method, summary(one), one.stop?.source]).sort(),
    [
      ['pg_probackup', 'QO8RU1', 'FULL', 'restorable', 'manifest'],
      ['pg_probackup', 'QO8RU2', 'DELTA stream', 'restorable', 'manifest'],
      ['pgmoneta', '20261125131942', 'full', 'restorable', 'manifest'],
      ['wal-g', sets.find(({ layout }) => layout === 'wal-g')?.label, 'full', 'restorable', 'tool-metadata'],
    ],
  );
  assert.deepEqual(findings, []);
  const delta = sets.find(({ label }) => label === 'QO8RU2');
  assert.equal(delta?.parentId, join(home, 'pg_probackup/backups/main/QO8RU1'));
  await rm(home, { recursive: true });
}

/** A copy of the repository in which one file after the other is damaged. */
async function checkDamage(story: RepositoryStory): Promise<void> {
  const copy = join(story.home, 'copy');
  await copyTree(story.pgbackrest.path, copy);
  const wal = join(copy, 'archive/main', (await readdir(join(copy, 'archive/main'))).find(isArchiveId) ?? '');
  const stored = (await readdir(join(wal, '0000000100000000'))).sort();
  const before = await ourRepository(copy);
  const [full, diff, incr] = setsOf(before, 'pgbackrest');
  const fileOf = (name: string | undefined): string =>
    join(wal, '0000000100000000', stored.find((file) => file.startsWith(`${name ?? ''}-`)) ?? '');

  // Between two backups: both stay good, and recovery from the first does not cross it.
  const between = nameAfter(full?.required?.ranges[0]?.last);
  await rm(fileOf(between));
  const gap = (await ourRepository(copy)).archives[0]?.findings.find(({ code }) => code === 'archive-gap');
  assert.equal(gap?.segment, between);
  // Within one.
  await rm(fileOf(nameAfter((diff?.required?.ranges[0]?.first ?? 0) - 1)));
  // Another segment's content under a segment's name.
  const spoilt = fileOf(nameAfter((incr?.required?.ranges[0]?.first ?? 0) - 1));
  await writeFile(spoilt, readFileSync(fileOf(nameAfter((incr?.required?.ranges[0]?.first ?? 0) - 2))));
  // An interrupted backup, and metadata of which only the copy is whole.
  const [first = ''] = (await readdir(join(copy, 'backup/main')))
    .filter((name) => name.endsWith('F'))
    .reverse();
  await rename(join(copy, 'backup/main/backup.info'), join(copy, 'backup/main/backup.info.cut'));
  await writeFile(join(copy, 'backup/main/backup.info'), '[backrest]\nbackrest-format=5\n');
  await rm(join(copy, 'backup/main', first, 'backup.manifest'));
  await rm(join(copy, 'backup/main', first, 'backup.manifest.copy'));
  const after = await ourRepository(copy);
  assert.deepEqual(setsOf(after, 'pgbackrest').map(summary), [
    'restorable',
    'incomplete missing-segment',
    'damaged recycled-segment segment-checksum-mismatch',
    'restorable',
    'restorable',
    'incomplete missing-base-files',
  ]);
  assert.deepEqual(
    after.findings.map(({ code, args }) => [code, args['reason']]),
    [['unreadable-tool-metadata', 'cut']],
  );
  await rm(copy, { recursive: true });
}

/**
 * pgBackRest's own expiry removes everything older than the last full backup, except the WAL of the backups themselves.
 */
async function checkExpiry(story: RepositoryStory): Promise<void> {
  const left = join(story.pgbackrest.path, 'backup/main');
  const [oldest = ''] = (await readdir(left)).filter((name) => name.endsWith('F')).sort();
  await copyTree(join(left, oldest), join(story.home, 'left'));
  await story.pgbackrest.run('--repo1-retention-full=2', '--repo1-retention-archive=1', 'expire');
  const catalog = await ourRepository(story.pgbackrest.path);
  const sets = setsOf(catalog, 'pgbackrest');
  assert.deepEqual(
    sets.map((set) => [set.method, summary(set)]),
    [
      ['full', 'restorable'],
      ['incr', 'restorable'],
      ['full', 'restorable'],
    ],
  );
  const findings = catalog.archives.flatMap((archive) => archive.findings);
  assert.deepEqual(
    findings.filter(({ severity }) => severity !== 'info'),
    [],
  );
  assert.ok(findings.some(({ code, args }) => code === 'expired-wal' && args['reason'] === 'between'));
  // pgBackRest ignores a directory that outlives its entry in backup.info, with whole manifest or only the copy.
  await rename(join(story.home, 'left'), join(left, oldest));
  const told = async (): Promise<unknown> => {
    const set = setsOf(await ourRepository(story.pgbackrest.path), 'pgbackrest').find(
      ({ label }) => label === oldest,
    );
    return set?.findings.flatMap(({ code, args }) =>
      code === 'tool-metadata-mismatch' || code === 'unfinished-backup' ? [[code, args['reason']]] : [],
    );
  };
  assert.deepEqual(await told(), [['tool-metadata-mismatch', 'unlisted']]);
  await rm(join(left, oldest, 'backup.manifest'));
  assert.deepEqual(await told(), [['unfinished-backup', 'running']]);
}

function isArchiveId(name: string): boolean {
  return /^\d+-1$/.test(name);
}

/** The segment after one, for 1 MB segments on timeline 1. */
function nameAfter(segment: number | undefined): string {
  return `0000000100000000${((segment ?? 0) + 1).toString(16).toUpperCase().padStart(8, '0')}`;
}
