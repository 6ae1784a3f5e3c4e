import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog } from '../../src/core/catalog/model';
import { ourRepository, setsOf, summary } from './support/tools/ourRepository';
import type { RepositoryStory } from './support/tools/repositoryStory';
import { BARMAN_SERVERS, makeRepositories } from './support/tools/repositoryStory';

describe('Repositories of Barman and pgBackRest', function () {
  this.timeout(240_000);
  let story: RepositoryStory;
  let catalog: Catalog;
  before(async () => {
    story = await makeRepositories(15);
    cpSync(story.home, '/tmp/m5/story', { recursive: true, preserveTimestamps: true });
    catalog = await ourRepository(story.home);
  });
  after(() => rm(story.home, { recursive: true, force: true }));

  it('of pgBackRest give every backup, in each form of storage, as restorable', () => {
    const sets = setsOf(catalog, 'pgbackrest');
    assert.deepEqual(
      sets.map((set) => [set.method, set.kind, set.start?.timeline, summary(set)]),
      [],
    );
  });

  it('of Barman give every backup', () => {
    for (const { name } of BARMAN_SERVERS) {
      const sets = setsOf(catalog, 'barman').filter(({ path }) => path.startsWith(join(story.barman.path, name)));
      assert.deepEqual(sets.map((set) => [set.method, set.kind, set.start?.timeline, summary(set), set.findings]), []);
    }
  });
  it('no other', () => {
    assert.deepEqual(catalog.sets.filter(s=>s.layout!=='barman'&&s.layout!=='pgbackrest').map(s=>[s.path,s.label]), []);
    assert.deepEqual(catalog.archives.map(a=>[a.path,a.layout,a.findings]), []);
    assert.deepEqual(catalog.findings, []);
  });
});
