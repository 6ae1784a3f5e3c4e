import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RestoreFacts } from '../../../src/core/restore/steps/facts';
import { type ChosenPath, restoreSteps } from '../../../src/core/restore/steps/steps';
import { stepsText } from '../../../src/core/restore/steps/stepsText';
import type { RecoveryTarget } from '../../../src/core/restore/types';
import { projectRoot } from '../../support/paths';
import { backup } from './world';

/** Whole texts for versions without a test server; PGBI_UPDATE_GOLDEN=1 writes them. Read them before you keep them. */
const FOLDER = join(projectRoot(), 'test/fixtures/steps');

const way = (target: RecoveryTarget): ChosenPath => ({
  target,
  timeline: 2,
  proven: true,
  wal: { count: 0, bytes: '0', ranges: [], extent: 'exact' },
});

const PLAIN = {
  path: '/wal',
  layout: 'wal-directory',
  suffixes: [''],
  sharded: false,
  summed: false,
} as const;

const COMMON: Omit<RestoreFacts, 'set'> = {
  chain: [],
  archives: [PLAIN],
  histories: [2, 3],
  ownWal: undefined,
  tablespaces: [],
  tars: [],
  links: [],
};

function compare(name: string, text: string): void {
  const file = join(FOLDER, name);
  if (process.env['PGBI_UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
  assert.equal(text, readFileSync(file, 'utf8'));
}

describe('restore steps as whole texts', () => {
  it('of 9.2: a time, a packed archive, a tablespace by a link alone', () => {
    const set = backup('nightly', 2, 3, { versionNum: 90200, method: 'pg_start_backup' });
    const facts: RestoreFacts = {
      ...COMMON,
      set,
      archives: [{ ...PLAIN, suffixes: ['', '.gz'] }],
      tablespaces: [
        {
          oid: '16385',
          target: '/srv/space',
          source: '/backup/nightly/pg_tblspc/16385',
          leadsToServer: true,
          linkedTo: '/srv/space',
        },
      ],
    };
    const time = '2026-11-25 13:03:00.000000 UTC';
    const steps = restoreSteps(facts, way({ kind: 'time', time, zone: 'UTC', zoneAssumed: false }));
    compare('9.2.sh', stepsText(steps));
  });

  it('of 9.6: a restore point, a tablespace map, a label beside the data directory', () => {
    const set = backup('nightly', 2, 3, { versionNum: 90600 });
    const files = { ...set.files, label: '/backup/backup_label', tablespaceMap: '/backup/tablespace_map' };
    const facts: RestoreFacts = {
      ...COMMON,
      set: { ...set, files },
      links: ['pg_xlog', 'pg_log'],
      tablespaces: [
        {
          oid: '16385',
          target: '/srv/space',
          source: '/backup/nightly/pg_tblspc/16385',
          leadsToServer: false,
        },
      ],
    };
    compare('9.6.sh', stepsText(restoreSteps(facts, way({ kind: 'name', name: 'before upgrade' }))));
  });
});
