import assert from 'node:assert/strict';
import { archivesToClean } from '../../../src/engine/recover/obsoleteWal';
import { anArchive } from '../report/fabricated';

describe('the archives of which obsolete WAL is listed', () => {
  const archive = anArchive({ path: '/archive' });
  const own = anArchive({ path: '/data/pg_wal', layout: 'pg-wal' });

  it('are not the WAL directories of servers', () => {
    assert.deepEqual(archivesToClean([own, archive]), [archive]);
  });

  it('are these directories if there is nothing else', () => {
    assert.deepEqual(archivesToClean([own]), [own]);
    assert.deepEqual(archivesToClean([]), []);
  });
});
