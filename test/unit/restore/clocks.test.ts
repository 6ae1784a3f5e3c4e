import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BackupSet } from '../../../src/core/model/backupSet';
import type { RecoveryWindow } from '../../../src/core/model/recoveryWindow';
import { recoveryAnswers } from '../../../src/core/restore/answer/answer';
import type { KnownStops } from '../../../src/core/restore/answer/stopQuestions';
import type { RecoveryAnswer, RecoveryTarget } from '../../../src/core/restore/types';
import { walkArchive } from '../../../src/core/verify/records/walkArchive';
import type { WalContext } from '../../../src/core/verify/records/walContext';
import { walkChunk } from '../../../src/core/verify/records/walkChunk';
import { timelinePath } from '../../../src/core/wal/timelinePath';
import { SYSTEM, WalBuilder } from '../records/walBuilder';
import { judgedAs } from '../../support/judgedAs';
import { archive, at, backup, clock, run, time, window } from './world';

/** Microseconds from 1970 to 2000, and to a time on which the tests' clocks are based. */
const EPOCH = 946_684_800_000_000;
const BASE = 800_000_000_000_000;
const SECOND = 1_000_000;

async function walk(times: readonly number[], size: number): ReturnType<typeof walkArchive> {
  const wal = new WalBuilder(150000, 3);
  for (const seconds of times) {
    const payload = new Uint8Array(8);
    new DataView(payload.buffer).setBigInt64(0, BigInt(BASE + seconds * SECOND), true);
    wal.append({ manager: 1, info: 0, payload });
    wal.append({ manager: 10, info: 0, payload: new Uint8Array(200_000) });
  }
  const context: WalContext = {
    source: wal.source(),
    geometry: wal.geometry,
    timelinePath: timelinePath(1, undefined, wal.geometry),
    systemIdentifier: SYSTEM,
    versionNum: 150000,
  };
  const range = { from: wal.records[0]?.lsn ?? 0n, lastSegment: Math.max(...wal.segments.keys()) };
  return walkArchive(context, range, {
    plan: { segmentsPerChunk: size, inFlight: 2 },
    run: (spec) => walkChunk(context, spec),
  });
}

describe('the times of commits', () => {
  it('occur twice if a clock was set back, whatever pieces the WAL is read in', async () => {
    const seconds = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(seconds, fc.integer({ min: 1, max: 4 }), async (times, size) => {
        const { commits } = await walk(times, size);
        const repeats = times.flatMap((one, i) => {
          const latest = Math.max(...times.slice(0, i), -1);
          return one < latest - 1 ? [{ from: one, to: latest }] : [];
        });
        const micros = (value: number): number => BASE + EPOCH + value * SECOND;
        const expected =
          repeats.length === 0
            ? undefined
            : {
                from: micros(Math.min(...repeats.map(({ from }) => from))),
                to: micros(Math.max(...repeats.map(({ to }) => to))),
              };
        assert.deepEqual(commits.repeated, expected);
        assert.equal(commits.latest, micros(Math.max(...times)));
        assert.equal(commits.last, micros(times.at(-1) ?? 0));
      }),
      { numRuns: 60 },
    );
  });
});

const target = (text: string, exclusive = false): RecoveryTarget => ({
  kind: 'time',
  time: time(text),
  zone: 'UTC',
  zoneAssumed: false,
  ...(exclusive ? { exclusive: true } : {}),
});
const old = backup('old', 2, 3, { began: '01:00:00', ended: '01:05:00' });
const recent = backup('recent', 6, 7, { began: '02:00:00', ended: '02:05:00' });

function ask(
  sets: readonly BackupSet[],
  windows: readonly RecoveryWindow[] | undefined,
  asked: RecoveryTarget,
  stops: KnownStops = new Map(),
): RecoveryAnswer {
  const more = windows === undefined ? {} : { windows, restorePoints: [] };
  const [answer] = recoveryAnswers({ sets, archives: [archive([run(1, 1, 12)], more)] }, asked, {
    stops,
  }).answers;
  assert.ok(answer);
  return answer;
}

const codes = ({ notes }: RecoveryAnswer): string[] => notes.map(({ code }) => code);
const micros = (text: string): number => clock(text) * 1000;

describe('recoveryAnswers after a clock was set back', () => {
  const twice = { from: micros('03:00:00'), to: micros('04:00:00') };
  const setBack = (set: BackupSet): RecoveryWindow => ({
    ...window(set, at(12), '03:30:00'),
    latestTime: time('04:00:00'),
    repeated: twice,
  });
  const windows = [setBack(old), setBack(recent)];

  it('reach times after the last commit, because an earlier one has a later time', () => {
    const answer = ask([old, recent], windows, target('03:45:00'));
    assert.deepEqual([answer.outcome, answer.recoveryPath?.target.kind], ['proven', 'time']);
    assert.equal(ask([old, recent], windows, target('04:00:00')).recoveryPath?.target.kind, 'end');
    assert.equal(ask([old, recent], windows, target('04:00:00', true)).recoveryPath?.target.kind, 'time');
    assert.equal(ask([old, recent], windows, target('04:00:01')).outcome, 'impossible');
  });

  it('say that a time occurs twice, and offer the earlier backup', () => {
    const answer = ask([old, recent], windows, target('03:10:00'));
    assert.ok(codes(answer).includes('clock-set-back'));
    assert.deepEqual(
      [answer.recoveryPath?.set.label, ...answer.alternatives.map(({ set }) => set.label)],
      ['recent', 'old'],
    );
    const once = ask([old, recent], windows, target('02:30:00'));
    assert.ok(!codes(once).includes('clock-set-back'));
    assert.deepEqual(once.alternatives, []);
  });

  it('are no if the records have no later commit after all', () => {
    const asked = target('03:45:00');
    const stops = new Map([[`1 ${recent.id}`, { kind: 'none' } as const]]);
    assert.equal(ask([recent], windows, asked, stops).outcome, 'impossible');
    assert.equal(ask([old, recent], windows, asked, stops).recoveryPath?.set.label, 'old');
  });
});

describe('recoveryAnswers for a time around the end of a backup', () => {
  const unread = { ...recent, ...judgedAs('complete') };
  const windows = [window(old, at(12), '04:00:00'), window(recent, at(12), '04:00:00')];

  it('leave it open before the records were read, down to the start', () => {
    for (const text of ['02:05:00.4', '02:03:00', '02:00:00']) {
      const answer = ask([unread], undefined, target(text));
      assert.deepEqual([answer.outcome, answer.verify], ['unproven', [recent.id]], text);
      assert.ok(codes(answer).includes('inside-backup'));
    }
    assert.equal(ask([unread], undefined, target('01:59:59.9')).outcome, 'impossible');
  });

  it('prefer an earlier backup that was surely over', () => {
    const both = [{ ...old, ...judgedAs('complete') }, unread];
    assert.equal(ask(both, undefined, target('02:05:00.4')).recoveryPath?.set.label, 'old');
    assert.equal(ask(both, undefined, target('02:05:01')).recoveryPath?.set.label, 'recent');
  });

  it('go by the latest commit of the backup once they were read, to the microsecond', () => {
    const read = { ...recent, recordsVerdict: 'restorable', latestCommit: micros('02:04:59.5') } as const;
    assert.equal(ask([read], windows, target('02:04:59.5')).outcome, 'proven');
    assert.equal(ask([read], windows, target('02:04:59.499999')).outcome, 'impossible');
    assert.equal(ask([read], windows, target('02:04:59.5', true)).outcome, 'impossible');
    assert.equal(ask([read], windows, target('02:04:59.500001', true)).outcome, 'proven');
  });

  it('go by its start if nothing was committed in it', () => {
    const idle = { ...recent, recordsVerdict: 'restorable' } as const;
    assert.equal(ask([idle], windows, target('02:00:01')).outcome, 'proven');
    assert.equal(ask([idle], windows, target('02:00:00.9')).outcome, 'impossible');
  });
});
