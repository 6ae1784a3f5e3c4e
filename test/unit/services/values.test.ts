import assert from 'node:assert/strict';
import { isBackupFileName } from '../../../src/vscode/services/backupFileNames';
import { readSegmentSize, readServerVersion } from '../../../src/vscode/services/settingValues';
import { knowsPath } from '../../../src/vscode/services/catalogPaths';
import { aCatalog } from '../report/fabricated';

describe('values of settings', () => {
  it('reads a segment size', () => {
    assert.equal(readSegmentSize('16MB'), 16 * 1024 * 1024);
    assert.equal(readSegmentSize('1GB'), 1024 * 1024 * 1024);
    for (const value of ['auto', '', '3MB', '2GB', '0MB', '16', 16, null, undefined, {}]) {
      assert.equal(readSegmentSize(value), undefined);
    }
  });

  it('reads a server version', () => {
    assert.equal(readServerVersion('9.2'), 90200);
    assert.equal(readServerVersion('15'), 150000);
    for (const value of ['auto', '8.4', '9', '9.10', '150', 15, null])
      assert.equal(readServerVersion(value), undefined);
  });
});

describe('changes of files', () => {
  it('matter when a name belongs to a backup or to WAL', () => {
    for (const name of [
      'backup_label',
      'PG_VERSION',
      'backup_manifest',
      'archive.info',
      'backup_content.control',
      'base_000000010000000200000003_backup_stop_sentinel.json',
      '7-xlog.db',
      '000000010000000200000003',
      '000000010000000200000003.gz',
      '000000010000000200000003.partial',
      '000000010000000200000003.00000028.backup',
      '00000002.history',
      'base.tar.gz',
    ]) {
      assert.ok(isBackupFileName(name), name);
    }
    for (const name of ['16384_fsm', 'README.md', 'pgstat.stat', '00000002', 'index.ts']) {
      assert.ok(!isBackupFileName(name), name);
    }
  });

  it('matter when a folder disappears that the catalogue speaks of', () => {
    const catalog = aCatalog();
    for (const path of ['/archive', '/backup', '/backup/nightly', '/backup/nightly/backup_label']) {
      assert.ok(knowsPath(catalog, path), path);
    }
    for (const path of ['/backup/night', '/arch', '/backup/nightly/base'])
      assert.ok(!knowsPath(catalog, path), path);
  });
});
