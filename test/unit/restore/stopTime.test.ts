import assert from 'node:assert/strict';
import { recoveryAnswers } from '../../../src/core/restore/answer/answer';
import type { AnswersReport } from '../../../src/core/restore/answer/answersReport';
import type { RecoveryTarget } from '../../../src/core/restore/types';
import { formatLsn } from '../../../src/core/ground/lsn';
import { command } from '../cli/console';
import { fixture } from '../support/fixtures';
import { archive, at, backup, run, time, window } from './world';

const recent = backup('recent', 6, 7, { began: '02:00:00', ended: '02:05:00' });
const END = at(12, 0x500);
const point = { name: 'before', time: time('03:00:00'), lsn: at(9, 0x40), timeline: 1 };
const wal = archive([run(1, 1, 12)], { windows: [window(recent, END, '04:00:00')], restorePoints: [point] });

function stopTime(target: RecoveryTarget): string | null | undefined {
  return recoveryAnswers({ sets: [recent], archives: [wal] }, target).answers[0]?.recoveryPath?.stopTime;
}

describe('the time at which recovery stops', () => {
  it('is that of the backup’s end, the restore point or the last commit', () => {
    assert.equal(stopTime({ kind: 'immediate' }), time('02:05:00'));
    assert.equal(stopTime({ kind: 'lsn', lsn: formatLsn(at(8)) }), null);
    assert.equal(stopTime({ kind: 'lsn', lsn: formatLsn(recent.stop?.lsn ?? 0n) }), time('02:05:00'));
    assert.equal(stopTime({ kind: 'name', name: 'before' }), time('03:00:00'));
    assert.equal(stopTime({ kind: 'lsn', lsn: formatLsn(point.lsn) }), time('03:00:00'));
    assert.equal(stopTime({ kind: 'end' }), time('04:00:00'));
  });

  it('is unknown for a time until the records were looked up', () => {
    const target = { kind: 'time', time: time('03:30:00'), zone: 'UTC', zoneAssumed: false } as const;
    assert.equal(stopTime(target), null);
  });

  it('is null if the stop time of the backup is not written anywhere', () => {
    const untimed = { ...recent, stop: { ...recent.stop, lsn: at(7), timeline: 1, time: undefined } };
    const target = { kind: 'immediate' } as const;
    const catalog = { sets: [untimed as typeof recent], archives: [wal] };
    assert.equal(recoveryAnswers(catalog, target).answers[0]?.recoveryPath?.stopTime, null);
  });

  it('is in the JSON of a real archive, for each kind of target', async () => {
    const root = `${await fixture('9.6')}/B-pitr-archive`;
    const of = async (target: string): Promise<string | null | undefined> => {
      const { out } = await command(['recover-to', target, root, '--exact', '--json']);
      return (JSON.parse(out) as AnswersReport).answers[0]?.stopTime;
    };
    assert.equal(await of('immediate'), '2026-11-21 23:03:50.000000 UTC');
    assert.equal(await of('before_mistake'), '2026-11-21 23:03:52.101769 UTC');
    // The first commit after the wanted time, at which the server stops.
    assert.equal(await of('2026-11-21 23:03:52.2Z'), '2026-11-21 23:03:54.755404 UTC');
    assert.equal(await of('latest'), '2026-11-21 23:03:55.405753 UTC');
  });
});
