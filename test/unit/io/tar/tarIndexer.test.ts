import assert from 'node:assert/strict';
import { TarIndexer } from '../../../../src/io/tar/tarIndexer';

/** One less than the limit: a million members would take long. */
const ALMOST_FULL = 999_999;

describe('the index of a tar with very many files', () => {
  const segment = (low: string) => {
    const path = `pg_wal/00000001000000000000000${low}`;
    return { path, name: path, kind: 'file', size: 16 } as const;
  };

  it('keeps what it counts, and reports the first file that it does not keep', () => {
    const indexer = new TarIndexer(false);
    indexer.member({ ...segment('0'), path: 'pg_wal', name: 'pg_wal', kind: 'directory' }, 0);
    indexer.kept = ALMOST_FULL;
    indexer.member(segment('1'), 512);
    assert.equal(indexer.folders.get('pg_wal')?.files.size, 1);
    assert.equal(indexer.faults.has('too-many'), false);
    indexer.member(segment('2'), 1024);
    assert.equal(indexer.folders.get('pg_wal')?.files.size, 1);
    assert.equal(indexer.faults.has('too-many'), true);
  });
});
