import assert from 'node:assert/strict';
import { openStops, recoveryAnswers } from '../../../src/core/restore/answer/answer';
import { answersText } from '../../../src/core/restore/answer/answerText';
import type { KnownStops } from '../../../src/core/restore/answer/stopQuestions';
import type { RecoveryAnswer, RecoveryTarget } from '../../../src/core/restore/types';
import type { StopSearch } from '../../../src/core/verify/records/findStop';
import { formatLsn } from '../../../src/core/ground/lsn';
import { findStops } from '../../../src/engine/read/findStops';
import { archive, at, backup, clock, run, time, window } from './world';
import { judgedAs } from '../../support/judgedAs';

const old = backup('old', 2, 3, { began: '01:00:00', ended: '01:05:00' });
const recent = backup('recent', 6, 7, { began: '02:00:00', ended: '02:05:00' });
const END = at(12, 0x500);
const wal = archive([run(1, 1, 12)], {
  windows: [window(old, END, '04:00:00'), window(recent, END, '04:00:00')],
  restorePoints: [],
});
const catalog = { sets: [old, recent], archives: [wal] };
const three: RecoveryTarget = { kind: 'time', time: time('03:00:00'), zone: 'UTC', zoneAssumed: false };

const found = (segment: number): StopSearch => ({
  kind: 'found',
  record: at(segment),
  end: at(segment, 0x140),
  lastSegment: segment,
  time: clock('03:00:01') * 1000,
});

function ask(stops: KnownStops, target = three): RecoveryAnswer {
  const [answer] = recoveryAnswers(catalog, target, { stops }).answers;
  assert.ok(answer);
  return answer;
}

const codes = ({ notes }: RecoveryAnswer): string[] => notes.map(({ code }) => code);

describe('recoveryAnswers where it was looked up where recovery stops', () => {
  it('ask for the way that they take, from the start of its set, and not again', () => {
    const [question, ...others] = openStops(catalog, three);
    assert.ok(question && others.length === 0);
    assert.deepEqual(
      [question.range, question.rule],
      [
        { from: recent.start?.lsn, lastSegment: 12 },
        { kind: 'time', time: clock('03:00:00') * 1000 },
      ],
    );
    assert.deepEqual(openStops(catalog, three, { stops: new Map([[question.key, found(9)]]) }), []);
    assert.deepEqual(openStops(catalog, { kind: 'end' }), [], 'the end needs no look');
    assert.deepEqual(openStops(catalog, { kind: 'lsn', lsn: formatLsn(END) }), []);
    const unread = {
      sets: [{ ...recent, ...judgedAs('complete') }],
      archives: [archive([run(1, 1, 12)])],
    };
    assert.deepEqual(openStops(unread, three), [], 'of what nobody read nothing exact is said');
  });

  it('say “exactly” only then', () => {
    const before = ask(new Map());
    assert.deepEqual(
      [before.recoveryPath?.wal.extent, before.recoveryPath?.wal.count, before.recoveryPath?.lsn],
      ['at-most', 7, null],
    );
    assert.match(before.headline, /at most 7 segments/);
    assert.ok(codes(before).includes('wal-at-most'));
    const key = openStops(catalog, three)[0]?.key ?? '';
    const after = ask(new Map([[key, found(9)]]));
    assert.deepEqual(
      [after.recoveryPath?.wal.extent, after.recoveryPath?.wal.count, after.recoveryPath?.lsn],
      ['exact', 4, formatLsn(at(9))],
    );
    assert.match(after.headline, /needs exactly 4 segments/);
    assert.ok(codes(after).includes('stop-found') && !codes(after).includes('wal-at-most'));
    const text = answersText(recoveryAnswers(catalog, three, { stops: new Map([[key, found(9)]]) }));
    assert.match(text, /first later commit or abort, of 2026-11-25 03:00:01 UTC/);
    const unread = ask(new Map([[key, { kind: 'unread' }]]));
    assert.equal(unread.recoveryPath?.wal.extent, 'at-most');
  });

  it('take another set where a server would stop before the end of the backup', async () => {
    const stops = await findStops(
      { findStop: (_, { from }) => Promise.resolve(from === recent.start?.lsn ? found(6) : found(9)) },
      catalog,
      three,
      {},
      { signal: new AbortController().signal },
    );
    const answer = ask(stops);
    assert.deepEqual([answer.recoveryPath?.set.label, answer.recoveryPath?.wal.extent], ['old', 'exact']);
    const none = await findStops(
      { findStop: (_, { from }) => Promise.resolve(found(from === recent.start?.lsn ? 6 : 2)) },
      catalog,
      three,
      {},
      { signal: new AbortController().signal },
    );
    assert.deepEqual([ask(none).outcome, codes(ask(none))], ['impossible', ['inside-backup']]);
    assert.match(ask(none).notes[0]?.message ?? '', /clock may have been set back/);
  });

  it('keep what is known when the look is canceled', async () => {
    const abort = new AbortController();
    const findStop = (): Promise<StopSearch> => {
      abort.abort();
      return Promise.resolve({ kind: 'canceled' });
    };
    const stops = await findStops({ findStop }, catalog, three, {}, { signal: abort.signal });
    assert.equal(stops.size, 0);
  });

  it('set no target behind the beginning of the last record, which no record would meet', () => {
    const last = at(12, 0x400);
    const windows = wal.windows.map((one) => ({ ...one, lastRecord: last }));
    const known = { sets: [old, recent], archives: [{ ...wal, windows }] };
    const targetAt = (lsn: bigint): RecoveryTarget | undefined =>
      recoveryAnswers(known, { kind: 'lsn', lsn: formatLsn(lsn) }).answers[0]?.recoveryPath?.target;
    assert.deepEqual(targetAt(last), { kind: 'lsn', lsn: formatLsn(last) });
    assert.deepEqual(targetAt(last + 8n), { kind: 'end' });
  });
});

describe('restore points inside a backup', () => {
  const point = { name: 'early', time: time('01:02:00'), lsn: at(3, 0x40), timeline: 1 };
  const early: RecoveryTarget = { kind: 'name', name: 'early' };
  const holding = { ...old, restorePoints: [point] };

  it('are known from its own records, and refused with the reason', () => {
    const [answer] = recoveryAnswers({ sets: [holding], archives: [wal] }, early).answers;
    assert.deepEqual(
      [answer?.outcome, answer?.notes[0]?.code, answer?.verify],
      ['impossible', 'inside-backup', []],
    );
    assert.match(
      answer?.notes[0]?.message ?? '',
      /inside “old”\. A server that finds the name before the end/,
    );
  });

  it('stand in the way of a later one of the same name, as the first that is met counts', () => {
    const later = { ...point, lsn: at(5), time: time('01:40:00') };
    const archives = [{ ...wal, restorePoints: [later] }];
    assert.equal(recoveryAnswers({ sets: [holding], archives }, early).answers[0]?.outcome, 'impossible');
    assert.equal(recoveryAnswers({ sets: [old], archives }, early).answers[0]?.outcome, 'proven');
  });

  it('are not known where nothing was read: then reading can tell', () => {
    const unread = { sets: [{ ...old, ...judgedAs('complete') }], archives: [archive([run(1, 1, 12)])] };
    const [answer] = recoveryAnswers(unread, early).answers;
    assert.deepEqual([answer?.outcome, answer?.verify], ['unproven', [old.id]]);
    assert.match(answer?.headline ?? '', /^Unknown: .* Verify first\.$/);
  });
});
