import assert from 'node:assert/strict';
import { aCluster, DATA, foundIn } from './builtCluster';

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

  it('that lead back end the look', async () => {
    const tree = aCluster().link(`${DATA}/pg_tblspc/16385`, DATA).link(`${DATA}/again`, DATA);
    assert.deepEqual(await foundIn(tree, LOW_LEVEL), ['missing-tablespace pg_tblspc/16385 empty']);
  });
});
