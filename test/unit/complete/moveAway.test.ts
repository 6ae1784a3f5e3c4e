import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { moveAwayCommand } from '../../../src/core/complete/moveAway';
import type { Obstacle } from '../../../src/core/complete/completionPlan';
import { temporaryFolder } from '../io/temporary';

const NAMES = ['0000000100000002000000FB', '000000010000000300000001'];
const OBSTACLES = NAMES.map((segment): Obstacle => {
  return { replaceable: true, finding: { code: 'recycled-segment', severity: 'error', args: {}, segment } };
});

describe('the command that moves files out of the way', () => {
  const folder = temporaryFolder();

  it('is short where the folder has a plain name', () => {
    assert.equal(
      moveAwayCommand('/backup/data/pg_wal', OBSTACLES, '20261125', 'posix'),
      `cd -- /backup/data/pg_wal && mkdir moved-away-20261125 && mv -n ${NAMES.join(' ')} moved-away-20261125/`,
    );
  });

  it('has no character that a terminal would act on, whatever the folder is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('posix', 'powershell'), (name, shell) => {
        assert.doesNotMatch(moveAwayCommand(`/b/${name}`, OBSTACLES, '1', shell), /[\p{Cc}\p{Cf}]/u);
      }),
    );
  });

  it('moves these files and nothing else, in a real shell', function () {
    if (process.platform === 'win32') return;
    const hostile = [
      'plain',
      'with space',
      "o'clock",
      '$(touch hacked) `touch hacked`',
      'a\nb',
      '-rf',
      'ü日\u202e',
      "'\\\n'; touch hacked; '",
    ];
    for (const name of hostile) {
      const place = join(folder.path, name);
      mkdirSync(place);
      for (const file of [...NAMES, 'other']) writeFileSync(join(place, file), file);
      execFileSync('bash', ['-c', moveAwayCommand(place, OBSTACLES, '1', 'posix')], { cwd: folder.path });
      assert.deepEqual(readdirSync(place).sort(), ['moved-away-1', 'other'], name);
      assert.deepEqual(readdirSync(join(place, 'moved-away-1')).sort(), NAMES);
    }
    assert.deepEqual(readdirSync(folder.path).sort(), [...hostile].sort());
  });
});
