import assert from 'node:assert/strict';
import fc from 'fast-check';
import { recoveryAnswers } from '../../../src/core/restore/answer/answer';
import { restoreSteps } from '../../../src/core/restore/steps/steps';
import { stepsText } from '../../../src/core/restore/steps/stepsText';
import { parseTarget } from '../../../src/core/restore/target';
import type { RecoveryAnswer, RecoveryTarget } from '../../../src/core/restore/types';
import type { ChunkSpec } from '../../../src/core/verify/records/chunk';
import { findStop, type StopSearch } from '../../../src/core/verify/records/findStop';
import type { WalContext } from '../../../src/core/verify/records/walContext';
import { walkChunk } from '../../../src/core/verify/records/walkChunk';
import { segmentOfEnd } from '../../../src/core/wal/geometry';
import { timelinePath } from '../../../src/core/wal/timelinePath';
import { findStops } from '../../../src/engine/read/findStops';
import { SYSTEM, WalBuilder } from '../records/walBuilder';
import { archive, at, backup, run, window } from './world';

const VERSIONS = [90200, 90300, 90400, 90600, 100000, 150000, 180000];
const [COMMIT, ABORT, COMMIT_PREPARED, HAS_INFO] = [0x00, 0x20, 0x30, 0x80];
const HAS_TWO_PHASE = 16;
/** Microseconds from 1970 to 2000, and a time of the tests. */
const [EPOCH, BASE] = [946_684_800_000_000, 800_000_000_000_000];

function search(wal: WalBuilder, version: number, xid: number, size = 1): Promise<StopSearch> {
  const context: WalContext = {
    source: wal.source(),
    geometry: wal.geometry,
    timelinePath: timelinePath(1, undefined, wal.geometry),
    systemIdentifier: SYSTEM,
    versionNum: version,
    plain: true,
  };
  const range = { from: wal.records[0]?.lsn ?? 0n, lastSegment: Math.max(...wal.segments.keys()) };
  return findStop(
    context,
    range,
    { kind: 'xid', xid },
    {
      plan: { segmentsPerChunk: size, inFlight: 3 },
      run: (spec: ChunkSpec) => walkChunk(context, spec),
    },
  );
}

describe('the search for the end of a transaction', () => {
  it('finds its commit or abort, and no record that it only wrote', async () => {
    const pieces = fc.array(
      fc.record({
        xid: fc.integer({ min: 3, max: 12 }),
        kind: fc.constantFrom('commit', 'abort', 'insert'),
        length: fc.oneof(fc.integer({ min: 8, max: 300 }), fc.integer({ min: 90_000, max: 400_000 })),
      }),
      { minLength: 1, maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(
        pieces,
        fc.integer({ min: 3, max: 12 }),
        fc.constantFrom(...VERSIONS),
        fc.integer({ min: 1, max: 4 }),
        async (records, wanted, version, size) => {
          const wal = new WalBuilder(version, 3);
          for (const [i, { xid, kind, length }] of records.entries()) {
            const isEnd = kind !== 'insert';
            const info = kind === 'abort' ? ABORT : COMMIT;
            const payload = new Uint8Array(isEnd ? 8 : length);
            new DataView(payload.buffer).setBigInt64(0, BigInt(BASE + i), true);
            wal.append({ manager: isEnd ? 1 : 10, info, xid, payload });
          }
          const place = records.findIndex(({ xid, kind }) => xid === wanted && kind !== 'insert');
          const end = wal.records[place];
          const found = await search(wal, version, wanted, size);
          if (end === undefined) assert.deepEqual(found, { kind: 'none' });
          else {
            const lastSegment = segmentOfEnd(end.end, wal.geometry);
            const at = { record: end.lsn, end: end.end, lastSegment, time: BASE + EPOCH + place };
            assert.deepEqual(found, { kind: 'found', ...at });
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  for (const version of VERSIONS)
    it(`takes the number of a prepared transaction from the record that commits it, ${version}`, async () => {
      const wal = new WalBuilder(version, 3);
      const isNew = wal.format.family === '9.5';
      const payload = new Uint8Array(64);
      const view = new DataView(payload.buffer);
      if (isNew) view.setUint32(8, HAS_TWO_PHASE, true);
      view.setUint32(isNew ? 12 : 0, 77, true);
      // The session that commits it has no transaction of its own.
      wal.append({ manager: 1, info: COMMIT_PREPARED | (isNew ? HAS_INFO : 0), payload });
      assert.equal((await search(wal, version, 77)).kind, 'found');
      assert.deepEqual(await search(wal, version, 76), { kind: 'none' });
    });
});

describe('recoveryAnswers for a transaction', () => {
  const old = backup('old', 2, 3);
  const recent = backup('recent', 6, 7);
  const windows = [window(old, at(12), '04:00:00'), window(recent, at(12), '04:00:00')];
  const catalog = {
    sets: [old, recent],
    archives: [archive([run(1, 1, 12)], { windows, restorePoints: [] })],
  };
  const target: RecoveryTarget = { kind: 'xid', xid: '777' };
  const endIn = (segment: number): StopSearch => ({
    kind: 'found',
    record: at(segment),
    end: at(segment, 0x140),
    lastSegment: segment,
  });
  const codes = ({ notes }: RecoveryAnswer): string[] => notes.map(({ code }) => code);

  async function answer(stopFrom: (start: bigint) => StopSearch): Promise<RecoveryAnswer> {
    const stops = await findStops(
      { findStop: (_, { from }) => Promise.resolve(stopFrom(from)) },
      catalog,
      target,
      {},
      { signal: new AbortController().signal },
    );
    const [only] = recoveryAnswers(catalog, target, { stops }).answers;
    assert.ok(only);
    return only;
  }

  it('promise nothing before the records were searched', () => {
    const [only] = recoveryAnswers(catalog, target).answers;
    assert.deepEqual([only?.outcome, only === undefined ? [] : codes(only)], ['unproven', ['xid-unknown']]);
  });

  it('start from the newest backup that ended before it', async () => {
    const later = await answer(() => endIn(9));
    assert.deepEqual([later.outcome, later.recoveryPath?.set.label], ['proven', 'recent']);
    assert.deepEqual(later.recoveryPath?.wal.extent, 'exact');
    const between = await answer((from) => (from === old.start?.lsn ? endIn(5) : { kind: 'none' }));
    assert.deepEqual([between.outcome, between.recoveryPath?.set.label], ['proven', 'old']);
  });

  it('are no if it ended in a backup, or nowhere', async () => {
    const inside = await answer((from) => endIn(from === old.start?.lsn ? 2 : 6));
    assert.deepEqual([inside.outcome, codes(inside)], ['impossible', ['inside-backup']]);
    const nowhere = await answer(() => ({ kind: 'none' }));
    assert.deepEqual([nowhere.outcome, codes(nowhere)], ['impossible', ['xid-unknown']]);
    // Reading ended in the segment in which it is, before it.
    const after = await answer(() => ({ ...endIn(12), record: at(12), lastSegment: 12 }));
    assert.deepEqual([after.outcome, codes(after)], ['impossible', ['xid-unknown']]);
  });
});

describe('a target just before what is named', () => {
  const context = { zone: 'UTC' };
  const set = backup('nightly', 2, 3);
  const facts = {
    set,
    chain: [],
    archives: [{ path: '/wal', layout: 'wal-directory', suffixes: [''], sharded: false, summed: false }],
    histories: [],
    ownWal: undefined,
    tablespaces: [],
    tars: [],
    links: [],
  } as const;
  const wal = { count: 0, bytes: '0', ranges: [], extent: 'exact' } as const;

  for (const [text, setting] of [
    ['before xid:777', "recovery_target_xid = '777'"],
    ['before 0/300100', "recovery_target_lsn = '0/300100'"],
    ['before 2026-11-25 03:00:00Z', "recovery_target_time = '2026-11-25 03:00:00.000000+00'"],
  ] as const)
    it(`reaches the steps: ${text}`, () => {
      const { target } = parseTarget(text, context);
      assert.ok(target !== undefined && 'exclusive' in target && target.exclusive);
      for (const versionNum of [90600, 110000, 120000, 180000]) {
        if (target.kind === 'lsn' && versionNum < 100000) continue;
        const known = { ...facts, set: { ...set, versionNum } };
        const script = stepsText(restoreSteps(known, { target, timeline: 1, proven: true, wal }));
        assert.ok(script.includes(setting), `${versionNum}: ${setting}`);
        assert.ok(script.includes("recovery_target_inclusive = 'off'"), String(versionNum));
      }
    });

  it('is at or after it without the word', () => {
    for (const text of ['xid:777', '0/300100', '2026-11-25 03:00:00Z']) {
      const { target } = parseTarget(text, context);
      assert.ok(target !== undefined && !('exclusive' in target), text);
    }
  });
});
