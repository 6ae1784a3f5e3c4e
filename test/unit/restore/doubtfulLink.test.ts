import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackupSet } from '../../../src/core/model/backupSet';
import { isDoubtful } from '../../../src/core/restore/steps/doubtfulLink';
import { NodeFileTree } from '../../../src/io/nodeFileTree';
import { backup } from './world';

describe('a link of a backup to a tablespace', function () {
  if (process.platform === 'win32') return;
  let home = '';
  beforeEach(() => {
    home = realpathSync(mkdtempSync(join(tmpdir(), 'pgbi-links-')));
    for (const path of ['copies/set/pg_tblspc', 'copies/space', 'server/space'])
      mkdirSync(join(home, path), { recursive: true });
  });
  afterEach(() => {
    rmSync(home, { recursive: true, force: true });
  });

  const doubted = (to: string, more: Partial<BackupSet> = {}): Promise<boolean> => {
    const path = join(home, to);
    const fact = { oid: '16400', source: path, leadsToServer: false, linkedTo: path, target: path };
    return isDoubtful(
      new NodeFileTree(),
      fact,
      backup('a', 1, 2, { method: 'streamed', ...more }),
      join(home, 'copies/set'),
    );
  };

  it('is trusted beside the data directory, unless another data directory has it too', async () => {
    assert.equal(await doubted('copies/space'), false);
    mkdirSync(join(home, 'copies/server/pg_tblspc'), { recursive: true });
    symlinkSync(join(home, 'copies/space'), join(home, 'copies/server/pg_tblspc/16400'));
    assert.equal(await doubted('copies/space'), true);
  });

  it('is trusted elsewhere only if pg_basebackup made it', async () => {
    assert.equal(await doubted('server/space'), true);
    assert.equal(await doubted('server/space', { label: 'pg_basebackup base backup' }), false);
    const files = { dataDirectory: '/x', manifest: '/x/backup_manifest' };
    assert.equal(await doubted('server/space', { files }), false);
    assert.equal(await doubted('server/space', { files, method: 'pg_start_backup' }), true);
  });
});
