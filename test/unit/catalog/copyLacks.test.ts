import assert from 'node:assert/strict';
import type { BackupSet } from '../../../src/core/model/backupSet';
import type { Compression } from '../../../src/core/ground/ports';
import { SuffixTally } from '../../../src/core/catalog/assess/suffixMismatch';
import { walGeometry } from '../../../src/core/wal/geometry';
import { FakeCluster } from './fakeCluster';
import { scanAll } from './looseSet';
import { MemoryTree } from './memoryTree';

/** Written by hand from the sources of each version; pg_multixact and pg_logical themselves are there. */
const NEEDED = {
  '9.0': 'base pg_clog pg_multixact/members pg_multixact/offsets pg_notify pg_subtrans pg_tblspc pg_twophase',
  '9.1': 'base pg_clog pg_multixact/members pg_multixact/offsets pg_notify pg_subtrans pg_tblspc pg_twophase',
  '9.2': 'base pg_clog pg_multixact/members pg_multixact/offsets pg_notify pg_subtrans pg_tblspc pg_twophase',
  '9.3':
    'base pg_clog pg_multixact/members pg_multixact/offsets pg_notify pg_stat pg_stat_tmp pg_subtrans pg_tblspc pg_twophase',
  '9.4':
    'base pg_clog pg_dynshmem pg_logical/mappings pg_logical/snapshots pg_multixact/members pg_multixact/offsets pg_notify pg_replslot pg_stat pg_stat_tmp pg_subtrans pg_tblspc pg_twophase',
  '9.6':
    'base pg_clog pg_commit_ts pg_dynshmem pg_logical/mappings pg_logical/snapshots pg_multixact/members pg_multixact/offsets pg_notify pg_replslot pg_stat pg_stat_tmp pg_subtrans pg_tblspc pg_twophase',
  '10': 'base pg_commit_ts pg_dynshmem pg_logical/mappings pg_logical/snapshots pg_multixact/members pg_multixact/offsets pg_notify pg_replslot pg_stat pg_stat_tmp pg_subtrans pg_tblspc pg_twophase pg_xact',
  '15': 'base pg_commit_ts pg_dynshmem pg_logical/mappings pg_logical/snapshots pg_multixact/members pg_multixact/offsets pg_notify pg_replslot pg_subtrans pg_tblspc pg_twophase pg_xact',
} as const;

const geometry = walGeometry(1 << 20, 150000);

function told(set: BackupSet | undefined): unknown[] {
  return (set?.findings ?? [])
    .filter(({ code }) => code === 'missing-directory' || code === 'missing-file')
    .map(({ code, severity, args }) => [code, severity, args['name'], args['reason']]);
}

describe('what a copied data directory lacks', () => {
  const scanned = async (change: (tree: MemoryTree, cluster: FakeCluster) => void): Promise<unknown[]> => {
    const tree = new MemoryTree();
    const cluster = new FakeCluster(tree);
    cluster.dataDirectory('/b/data', cluster.label(5));
    change(tree, cluster);
    return told((await scanAll(tree)).sets[0]);
  };

  it('is nothing where all is there', async () => {
    assert.deepEqual(await scanned(() => undefined), []);
  });

  it('is told once for a directory and all below it', async () => {
    const found = await scanned((tree) => {
      tree.remove('/b/data/pg_logical');
      tree.remove('/b/data/pg_twophase');
      tree.remove('/b/data/pg_serial');
    });
    assert.deepEqual(found, [
      ['missing-directory', 'error', 'pg_logical', 'directories'],
      ['missing-directory', 'error', 'pg_twophase', 'empty'],
    ]);
  });

  it('goes by the version', async () => {
    const of = (version: string): Promise<unknown[]> =>
      scanned((tree) => tree.file('/b/data/PG_VERSION', `${version}\n`).remove('/b/data/pg_subtrans'));
    const subtrans = ['missing-directory', 'error', 'pg_subtrans', 'empty'];
    assert.deepEqual(await of('14'), [
      ['missing-directory', 'error', 'pg_stat', 'empty'],
      ['missing-directory', 'warning', 'pg_stat_tmp', 'empty'],
      subtrans,
    ]);
    assert.deepEqual(await of('15'), [subtrans]);
    const clog = ['missing-directory', 'error', 'pg_clog', 'files'];
    assert.deepEqual(await of('9.2'), [clog, subtrans]);
    assert.deepEqual(await of('9.6'), [
      clog,
      ['missing-directory', 'error', 'pg_stat', 'empty'],
      ['missing-directory', 'warning', 'pg_stat_tmp', 'empty'],
      subtrans,
    ]);
  });

  for (const [version, names] of Object.entries(NEEDED))
    it(`is each directory that a server of ${version} needs`, async () => {
      const found = (await scanned((tree) => {
        tree.remove('/b/data').file('/b/data/PG_VERSION', `${version}\n`).file('/b/data/backup_label', 'x');
        tree.folder('/b/data/global').folder('/b/data/pg_multixact').folder('/b/data/pg_logical');
      })) as string[][];
      const directories = found.flatMap(([code, , name]) =>
        code === 'missing-directory' ? (name ?? '') : [],
      );
      assert.deepEqual(directories, names.split(' '));
      assert.deepEqual(found.at(-1), ['missing-file', 'error', 'global/pg_filenode.map', 'map']);
    });

  it('are files too without which rows are lost or nothing opens', async () => {
    const found = await scanned((tree) => {
      tree.remove('/b/data/pg_xact/0000');
      tree.remove('/b/data/global/pg_filenode.map');
    });
    assert.deepEqual(found, [
      ['missing-file', 'error', 'pg_xact', 'all'],
      ['missing-file', 'error', 'global/pg_filenode.map', 'map'],
    ]);
  });
});

describe('names that do not say how segments are packed', () => {
  const findingsOf = (
    layout: 'wal-directory' | 'pg-wal' | 'barman',
    ...files: [string, Compression][]
  ): unknown[] => {
    const tally = new SuffixTally();
    files.forEach(([suffix, form], i) => {
      tally.add({ archive: '/wal', suffix, timeline: 1 }, i + 1, form);
    });
    return tally
      .findings(geometry, () => layout)
      .map(({ severity, segment, args }) => [severity, segment?.slice(-1), args['form'], args['reason']]);
  };

  it('are none where names are right', () => {
    assert.deepEqual(findingsOf('wal-directory', ['', 'plain'], ['.gz', 'gzip'], ['.zst', 'zstd']), []);
    assert.deepEqual(findingsOf('wal-directory', ['.gpg', 'gzip']), []);
  });

  it('are a warning where all are packed alike, an error where they are not', () => {
    assert.deepEqual(findingsOf('wal-directory', ['', 'gzip'], ['', 'gzip']), [
      ['warning', '1', 'gzip', 'all'],
    ]);
    assert.deepEqual(findingsOf('wal-directory', ['', 'plain'], ['', 'gzip']), [
      ['error', '2', 'gzip', 'mixed'],
    ]);
    assert.deepEqual(findingsOf('wal-directory', ['.gz', 'gzip'], ['.gz', 'plain']), [
      ['error', '2', 'plain', 'mixed'],
    ]);
    assert.deepEqual(findingsOf('wal-directory', ['.gz', 'lz4']), [['warning', '1', 'lz4', 'all']]);
  });

  it('are an error where a server reads the files itself, and nothing where a tool does', () => {
    assert.deepEqual(findingsOf('pg-wal', ['', 'gzip']), [['error', '1', 'gzip', 'mixed']]);
    assert.deepEqual(findingsOf('barman', ['', 'gzip'], ['', 'plain']), []);
  });
});
