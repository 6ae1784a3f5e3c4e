import assert from 'node:assert/strict';
import type { BackupSet } from '../../../src/core/model/backupSet';
import { durationText, parseDuration } from '../../../src/core/restore/monitor/duration';
import { aCatalog, anArchive, aSet, lsn } from '../report/fabricated';
import { command } from './console';

/** The clock of these tests says 2026-11-29 12:00:00 UTC. */
const HOUR_AGO = Date.UTC(2026, 10, 29, 11);

function setEnded(epochMs: number, more: Partial<BackupSet> = {}): BackupSet {
  const time = { text: new Date(epochMs).toISOString(), epochMs };
  const stop = { lsn: lsn('3/145D8A8'), timeline: 1, time, source: 'backup-history-file' as const };
  return aSet({ verdict: 'complete', missing: [], stop, ...more });
}

const window = {
  timeline: 1,
  fromLsn: lsn('3/145D8A8'),
  fromTime: '2026-11-28 12:00:00.000000 UTC',
  toLsn: lsn('3/2000000'),
  toTime: '2026-11-29 11:50:00.000000 UTC',
  setId: '/backup/nightly',
};

const archives = [anArchive({ windows: [window] })];

async function check(sets: BackupSet[], ...args: readonly string[]) {
  return command(['check', '/backup', '--level', 'headers', ...args], aCatalog({ sets, archives }));
}

describe('check', () => {
  it('is OK with performance data in seconds', async () => {
    const { code, out } = await check(
      [setEnded(HOUR_AGO)],
      '--max-backup-age',
      '26h',
      '--max-rpo',
      '15min',
      '--min-window',
      '23h',
    );
    assert.equal(code, 0, out);
    const [line = ''] = out.split('\n');
    assert.match(line, /^PGBACKUP OK - 1 of 1 sets complete; newest usable backup is 1 h old; /);
    assert.match(line, / \| 'backup_age'=3600s;;93600;0 'rpo'=600s;;900;0 'window'=85800s;;82800:;0$/);
  });

  for (const [option, value, reason] of [
    ['--max-backup-age', '59min', /newest usable backup is 1 h old, must be at most 59 min/],
    ['--max-rpo', '9min', /last recoverable commit was 10 min ago, must be at most 9 min/],
    ['--min-window', '7d', /latest recovery window is 23 h 50 min long, must be at least 7 d/],
  ] as const) {
    it(`is CRITICAL beyond ${option}`, async () => {
      const { code, out } = await check([setEnded(HOUR_AGO)], option, value);
      assert.equal(code, 2, out);
      assert.match(out, /^PGBACKUP CRITICAL - /);
      assert.match(out, reason);
    });
  }

  it('a damaged newest backup is CRITICAL, a damaged older one a WARNING', async () => {
    const bad = (epochMs: number): BackupSet =>
      setEnded(epochMs, { id: '/backup/b', path: '/backup/b', verdict: 'damaged' });
    const newest = await check([setEnded(HOUR_AGO), bad(HOUR_AGO + 1000)]);
    assert.equal(newest.code, 2, newest.out);
    const older = await check([setEnded(HOUR_AGO), bad(HOUR_AGO - 1000)]);
    assert.equal(older.code, 1, older.out);
  });

  it('a backup that is still running is no reason to worry', async () => {
    const running = setEnded(HOUR_AGO + 1000, { id: '/backup/b', verdict: 'undetermined' });
    assert.equal((await check([setEnded(HOUR_AGO), running])).code, 0);
  });

  it('what is not known is never OK if it is demanded', async () => {
    const timeless = setEnded(HOUR_AGO, { stop: undefined, start: undefined });
    assert.equal((await check([timeless], '--max-backup-age', '1d')).code, 3);
    assert.equal((await check([])).code, 3);
    assert.equal((await check([setEnded(HOUR_AGO)], '--require', 'restorable')).code, 3);
  });

  it('wrong usage is UNKNOWN, as monitoring plugins have it', async () => {
    for (const line of ['check', '--quiet check', 'check /a --max-rpo soon', 'check /a --require perfect']) {
      const { code, out } = await command(line.split(' '));
      assert.deepEqual([code, out], [3, ''], line);
    }
  });

  it('is UNKNOWN, not OK, if a directory below the paths could not be searched', async () => {
    for (const code of ['unreadable-directory', 'too-deep'] as const) {
      const findings = [{ code, severity: 'warning', file: '/backup/below', args: {} }] as const;
      const catalog = aCatalog({ sets: [setEnded(HOUR_AGO)], archives, findings });
      const line = ['check', '/backup', '--level', 'headers'];
      const { code: exit, out } = await command(line, catalog);
      assert.equal(exit, 3, out);
      assert.match(out, /^PGBACKUP UNKNOWN - not every directory could be searched/);
      const { out: json } = await command([...line, '--json'], catalog);
      const { items } = JSON.parse(json) as { items: { name: string; state: string }[] };
      assert.equal(items.find(({ name }) => name === 'search')?.state, 'unknown');
    }
  });

  it('as JUnit fails for a damaged set', async () => {
    const damaged = setEnded(HOUR_AGO, { verdict: 'damaged' });
    const { out } = await check([damaged], '--format', 'junit');
    assert.match(out, /<testsuite name="sets" tests="1" failures="1"/);
  });

  it('labels cannot add performance data', async () => {
    const named = setEnded(HOUR_AGO + 1000, { id: '/b', label: "x | 'rpo'=0s", verdict: 'damaged' });
    const { out } = await check([named, setEnded(HOUR_AGO)]);
    assert.equal(out.split('\n')[0]?.split('|').length, 2);
  });
});

describe('time spans', () => {
  it('are read', () => {
    const cases: [string, number | undefined][] = [
      ['90', 90],
      ['90s', 90],
      ['15min', 900],
      ['26h', 93_600],
      ['7d', 604_800],
      ['1d12h', 129_600],
      ['1.5h', 5400],
      ['', undefined],
      ['h', undefined],
      ['-1h', undefined],
      ['1 h', undefined],
      ['1y', undefined],
      ['1constructor', undefined],
    ];
    for (const [text, seconds] of cases) assert.equal(parseDuration(text), seconds, text);
  });

  it('are written in two units', () => {
    assert.deepEqual([0, 59, 60, 3660, 90_061, -5].map(durationText), [
      '0 s',
      '59 s',
      '1 min',
      '1 h 1 min',
      '1 d 1 h',
      '-5 s',
    ]);
  });
});
