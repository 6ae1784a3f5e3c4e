import assert from 'node:assert/strict';
import { missingByArchiver, missingByStatus } from '../../../src/postgres/archive/missing';

const [a = '', b = '', c = ''] = [1, 2, 3].map((n) => `00000001000000000000000${String(n)}`);
const historyFile = `${a}.00000028.backup`;
const wanted = { segments: [a, b, c], historyFile };

describe('What an archive lacks', () => {
  it('is what archive_status has ready, and the newest without a mark while they are in pg_wal', () => {
    const status = new Set([`${b}.ready`, `${historyFile}.done`]);
    assert.deepEqual(missingByStatus(wanted, status, new Set([c])), [b, c]);
    assert.deepEqual(missingByStatus(wanted, status, undefined), [b, c]);
    assert.deepEqual(missingByStatus(wanted, status, new Set()), [b]);
    assert.deepEqual(
      missingByStatus(wanted, new Set([`${c}.done`, `${historyFile}.done`]), new Set([a])),
      [],
    );
  });

  it('is told by the last success as far as that goes', () => {
    const after = (lastArchivedWal: string) =>
      missingByArchiver(wanted, {
        archiver: { archivedCount: 1, failedCount: 0, failing: false, lastArchivedWal },
      });
    assert.deepEqual(after(a), [b, c]);
    assert.deepEqual(after(c), []);
    assert.deepEqual(after('000000020000000000000001'), []);
    assert.equal(after(historyFile), undefined);
    assert.equal(after('00000002.history'), undefined);
    assert.equal(missingByArchiver(wanted, {}), undefined);
  });

  it('is nothing when the history file of a backup in one segment is archived', () => {
    const archiver = { archivedCount: 1, failedCount: 0, failing: false, lastArchivedWal: historyFile };
    assert.deepEqual(missingByArchiver({ segments: [a], historyFile }, { archiver }), []);
  });
});
