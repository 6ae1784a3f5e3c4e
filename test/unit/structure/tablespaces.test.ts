import assert from 'node:assert/strict';
import type { RelationsSeen } from '../../../src/core/verify/structure/lookAtRelations';
import { Look } from '../../../src/core/verify/structure/look';
import { Places } from '../../../src/core/verify/structure/places';
import type { StructureInput } from '../../../src/core/verify/structure/structureInput';
import type { NeededTablespace } from '../../../src/core/verify/structure/relations/neededTablespaces';
import { checkTablespaces } from '../../../src/core/verify/structure/tablespaces';
import { EMPTY_EFFECTS } from '../../support/emptyEffects';
import type { MemoryTree } from '../catalog/memoryTree';
import { aCluster, anInput, DATA, foundIn, shortly } from './builtCluster';

const OWN = 'PG_15_202209061';
const MAP = `${DATA}/tablespace_map`;
const LOW_LEVEL = { method: 'pg_start_backup' };

describe('tablespaces of a data directory', () => {
  it('are the directories of this version and catalog', async () => {
    const linked = (target: string) => aCluster().link(`${DATA}/pg_tblspc/16385`, target);
    assert.deepEqual(await foundIn(linked('/b/space').folder(`/b/space/${OWN}/5`)), []);
    assert.deepEqual(await foundIn(linked('/b/space').folder('/b/space')), [
      'missing-tablespace pg_tblspc/16385 empty',
    ]);
    assert.deepEqual(await foundIn(linked('/b/space').folder('/b/space/PG_15_202107181')), [
      'missing-tablespace pg_tblspc/16385 other-version',
    ]);
    assert.deepEqual(await foundIn(linked('/nowhere')), ['missing-tablespace pg_tblspc/16385 broken-link']);
  });

  it('are where tablespace_map leads, to the last blank of the path', async () => {
    const tree = aCluster().file(MAP, '16385 /b/space\n').folder(`/b/space/${OWN}`);
    const input = { ...LOW_LEVEL, tablespaceMap: MAP };
    assert.deepEqual(await foundIn(tree, input), []);
    tree.file(MAP, '16385 /b/space \n');
    assert.deepEqual(await foundIn(tree, input), ['missing-tablespace pg_tblspc/16385 map-nowhere']);
    tree.file(MAP, '16385 /b/space\n').remove('/b/space').folder('/b/space/PG_14_202107181');
    assert.deepEqual(await foundIn(tree, input), ['missing-tablespace pg_tblspc/16385 other-version']);
  });

  it('may be in the data directory, where the copying tool put them', async () => {
    const tree = aCluster().folder(`${DATA}/pg_tblspc/16385/${OWN}`).file(MAP, '16385 /b/space\n');
    assert.deepEqual(await foundIn(tree, { ...LOW_LEVEL, tablespaceMap: MAP }), []);
  });

  it('are not part of a copy that has only the link', async () => {
    const tree = aCluster().link(`${DATA}/pg_tblspc/16385`, '/srv/space').folder(`/srv/space/${OWN}`);
    const out = ['link-out-of-copy pg_tblspc/16385 tablespace'];
    assert.deepEqual(await foundIn(tree, LOW_LEVEL), out);
    // pg_basebackup puts the files there itself.
    assert.deepEqual(await foundIn(tree, { method: 'streamed' }), []);
    // Beside the copy they may be its own, unless another data directory has them.
    const beside = aCluster().link(`${DATA}/pg_tblspc/16385`, '/b/space').folder(`/b/space/${OWN}`);
    assert.deepEqual(await foundIn(beside, LOW_LEVEL), []);
    beside.file('/b/live/global/pg_control', 'x').link('/b/live/pg_tblspc/16385', '/b/space');
    assert.deepEqual(await foundIn(beside, LOW_LEVEL), out);
    assert.deepEqual(await foundIn(beside, { method: 'streamed' }), out);
  });

  it('are elsewhere for a server whose map leads elsewhere', async () => {
    const tree = aCluster().link(`${DATA}/pg_tblspc/16385`, '/b/space').folder(`/b/space/${OWN}`);
    tree.file(MAP, '16385 /srv/space\n');
    assert.deepEqual(await foundIn(tree, { ...LOW_LEVEL, tablespaceMap: MAP }), [
      'missing-tablespace warning pg_tblspc/16385 map-elsewhere',
    ]);
  });

  it('are beside the data directory in a backup of Barman', async () => {
    const tree = aCluster().file(MAP, '16385 /srv/space\n').folder(`/b/16385/${OWN}`);
    const input = { ...LOW_LEVEL, layout: 'barman', tablespaceMap: MAP } as const;
    assert.deepEqual(await foundIn(tree, input), []);
    assert.deepEqual(await foundIn(tree.remove('/b/16385'), input), [
      'missing-tablespace pg_tblspc/16385 empty',
    ]);
  });

  it('have a tar of their own', async () => {
    const input = {
      layout: 'basebackup-tar',
      tars: [
        { path: DATA, prefix: '' },
        { path: '/b/16385.tar', prefix: 'pg_tblspc/16385' },
      ],
    } as const;
    assert.deepEqual(await foundIn(aCluster().folder(`/b/16385.tar/${OWN}`), input), []);
    assert.deepEqual(await foundIn(aCluster().folder('/b/16385.tar'), input), [
      'missing-tablespace pg_tblspc/16385 empty',
    ]);
  });
});

describe('tablespaces that the catalogs or the WAL know', () => {
  const needed = (source: NeededTablespace['source']): ReadonlyMap<number, NeededTablespace> =>
    new Map([[16385, { source, relations: 0, names: [] }]]);

  const missing = async (
    tree: MemoryTree,
    source: NeededTablespace['source'],
    more: Partial<StructureInput> = {},
  ): Promise<string[]> => {
    const relations = { findings: [], checked: 0, databases: 0, databasesLeftOut: 0 };
    const seen = { look: { ...relations, tablespaces: needed(source) } };
    return missingBy(tree, seen, more);
  };

  const missingBy = async (
    tree: MemoryTree,
    seen: RelationsSeen,
    more: Partial<StructureInput> = {},
  ): Promise<string[]> => {
    const look = new Look(tree, anInput(more), seen, undefined);
    await checkTablespaces(look, await Places.of(look));
    return shortly(look.findings);
  };

  it('are missing without a link and without a line in the map', async () => {
    assert.deepEqual(await missing(aCluster(), 'relations'), [
      'missing-tablespace pg_tblspc/16385 known-by-relations',
    ]);
    assert.deepEqual(await missing(aCluster(), 'wal'), ['missing-tablespace pg_tblspc/16385 known-by-wal']);
    assert.deepEqual(await missing(aCluster(), 'list'), [
      'missing-tablespace warning pg_tblspc/16385 known-by-list',
    ]);
  });

  it('are looked at where the link or the map leads', async () => {
    const linked = aCluster().link(`${DATA}/pg_tblspc/16385`, '/b/space').folder(`/b/space/${OWN}`);
    assert.deepEqual(await missing(linked, 'relations'), []);
    const mapped = aCluster().file(MAP, '16385 /b/space\n').folder(`/b/space/${OWN}`);
    assert.deepEqual(await missing(mapped, 'wal', { tablespaceMap: MAP }), []);
  });

  it('are made by replay in directories that must exist', async () => {
    const created = (path: string) =>
      missingBy(aCluster(), { effects: { ...EMPTY_EFFECTS, tablespacesCreated: new Map([[16385, path]]) } });
    assert.deepEqual(await created('/srv/space'), [
      'missing-tablespace warning pg_tblspc/16385 created-by-wal',
    ]);
    // Without a path it is in pg_tblspc itself.
    assert.deepEqual(await created(''), []);
  });

  it('have a tar, or a directory in the tar of all', async () => {
    const tars = [{ path: DATA, prefix: '' }];
    const layout = 'basebackup-tar';
    const out = ['missing-tablespace pg_tblspc/16385 known-by-relations'];
    assert.deepEqual(await missing(aCluster(), 'relations', { tars, layout }), out);
    const own = aCluster().folder(`${DATA}/pg_tblspc/16385/${OWN}`);
    assert.deepEqual(await missing(own, 'relations', { tars, layout }), []);
    const tar = { path: '/b/16385.tar', prefix: 'pg_tblspc/16385' };
    const beside = aCluster().folder(`/b/16385.tar/${OWN}`);
    assert.deepEqual(await missing(beside, 'relations', { tars: [...tars, tar], layout }), []);
  });
});

describe('links out of a data directory', () => {
  it('of its WAL are a warning while archives have what is needed', async () => {
    const tree = aCluster().remove(`${DATA}/pg_wal`).link(`${DATA}/pg_wal`, '/srv/wal').folder('/srv/wal');
    assert.deepEqual(await foundIn(tree, LOW_LEVEL), ['link-out-of-copy warning pg_wal wal']);
    assert.deepEqual(await foundIn(tree, { ...LOW_LEVEL, needsOwnWal: true }), [
      'link-out-of-copy pg_wal wal',
    ]);
    assert.deepEqual(await foundIn(tree, { method: 'streamed' }), []);
  });

  it('of other directories lack what they lead to', async () => {
    const tree = aCluster().remove(`${DATA}/pg_twophase`).link(`${DATA}/pg_twophase`, '/srv/two');
    tree.folder('/srv/two').link(`${DATA}/log`, '/var/log').folder('/var/log');
    assert.deepEqual(await foundIn(tree), ['link-out-of-copy pg_twophase directory']);
  });

  it('are refused for every directory, whoever made the copy, also beside it', async () => {
    for (const name of ['base', 'global', 'pg_xact', 'pg_multixact/offsets', 'base/5']) {
      const tree = aCluster();
      const target = `/b/elsewhere/${name}`;
      tree.remove(`${DATA}/${name}`).link(`${DATA}/${name}`, target).folder(target);
      for (const method of ['streamed', 'pg_start_backup'])
        assert.ok((await foundIn(tree, { method })).includes(`link-out-of-copy ${name} directory`), name);
    }
  });

  it('lead nowhere on another host', async () => {
    const tree = aCluster().remove(`${DATA}/base`).link(`${DATA}/base`, '/nowhere');
    assert.ok((await foundIn(tree)).includes('link-out-of-copy base directory'));
  });

  it('are none within the copy', async () => {
    const tree = aCluster().link(`${DATA}/base/5x`, `${DATA}/base/5`);
    assert.deepEqual(await foundIn(tree), []);
  });

  it('that lead back end the look', async () => {
    const tree = aCluster().link(`${DATA}/pg_tblspc/16385`, DATA).link(`${DATA}/again`, DATA);
    assert.deepEqual(await foundIn(tree, LOW_LEVEL), ['missing-tablespace pg_tblspc/16385 empty']);
  });
});
