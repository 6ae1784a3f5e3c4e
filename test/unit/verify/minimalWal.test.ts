import assert from 'node:assert/strict';
import type { RecoveryWindow } from '../../../src/core/model/recoveryWindow';
import { recoveryAnswers } from '../../../src/core/restore/answer/answer';
import type { RecoveryTarget } from '../../../src/core/restore/types';
import { type ArchiveWalk, walkArchive } from '../../../src/core/verify/records/walkArchive';
import type { WalContext } from '../../../src/core/verify/records/walContext';
import { walkChunk } from '../../../src/core/verify/records/walkChunk';
import { formatLsn } from '../../../src/core/ground/lsn';
import { timelinePath } from '../../../src/core/wal/timelinePath';
import { SYSTEM, WalBuilder } from '../records/walBuilder';
import { archive, at, backup, run, window } from '../restore/world';

const PARAMETER_CHANGE = 0x60;
/** Values of `wal_level` in the records of all versions. */
const [MINIMAL, REPLICA] = [0, 1];

/** The numbers before `wal_level` in a parameter change: connections, workers (9.4), senders (12), prepared transactions, locks. */
function parameters(version: number, level: number): Uint8Array {
  const before = version < 90400 ? 3 : version < 120000 ? 4 : 5;
  const view = new DataView(new ArrayBuffer(4 * (before + 1) + 4));
  for (let i = 0; i < before; i++) view.setInt32(4 * i, 10 + i, true);
  view.setInt32(4 * before, level, true);
  return new Uint8Array(view.buffer);
}

function build(version: number, levels: readonly number[]): WalBuilder {
  const wal = new WalBuilder(version, 3);
  wal.append({ manager: 10, info: 0, payload: new Uint8Array(100) });
  for (const level of levels) {
    wal.append({ manager: 0, info: PARAMETER_CHANGE, payload: parameters(version, level) });
    wal.append({ manager: 10, info: 0, payload: new Uint8Array(700_000) });
  }
  return wal;
}

function read(wal: WalBuilder, version: number, size: number): Promise<ArchiveWalk> {
  const context: WalContext = {
    source: wal.source(),
    geometry: wal.geometry,
    timelinePath: timelinePath(1, undefined, wal.geometry),
    systemIdentifier: SYSTEM,
    versionNum: version,
  };
  const range = { from: wal.records[0]?.lsn ?? 0n, lastSegment: Math.max(...wal.segments.keys()) };
  return walkArchive(context, range, {
    plan: { segmentsPerChunk: size, inFlight: 2 },
    run: (spec) => walkChunk(context, spec),
  });
}

describe('WAL with wal_level = minimal', () => {
  for (const version of [90200, 90300, 90400, 90600, 110000, 120000, 150000, 180000])
    it(`ends what can be recovered to, ${version}`, async () => {
      for (const size of [1, 4]) {
        const wal = build(version, [REPLICA, REPLICA, MINIMAL, REPLICA]);
        const [change, before] = [wal.records[5], wal.records[4]];
        const found = await read(wal, version, size);
        assert.deepEqual(found.minimalWal, { lsn: change?.lsn, previous: before?.lsn });
        assert.deepEqual([found.reached, found.lastRecord], [change?.lsn, before?.lsn]);
        const usual = await read(build(version, [REPLICA, REPLICA]), version, size);
        assert.equal(usual.minimalWal, undefined);
      }
    });

  it('is not passed by an answer, on any version', () => {
    const minimal = at(9, 0x400);
    for (const versionNum of [100000, 130000, 140000, 180000]) {
      const set = backup('nightly', 2, 3, { versionNum, began: '01:00:00', ended: '01:05:00' });
      const ends: RecoveryWindow = {
        ...window(set, minimal, '03:00:00'),
        lastRecord: at(9, 0x300),
        end: { kind: 'minimal', lsn: minimal },
      };
      const catalog = { sets: [set], archives: [archive([run(1, 1, 12)], { windows: [ends] })] };
      const ask = (target: RecoveryTarget) => recoveryAnswers(catalog, target).answers[0];
      const latest = ask({ kind: 'end' });
      assert.deepEqual(latest?.recoveryPath?.target, {
        kind: 'lsn',
        lsn: formatLsn(minimal),
        exclusive: true,
      });
      const [note] = latest.notes.filter(({ code }) => code === 'minimal-wal-level');
      assert.equal(note?.severity, 'warning');
      assert.match(
        note.message,
        versionNum >= 140000 ? /recovery stops with an error/ : /may be empty/,
        String(versionNum),
      );
      assert.equal(ask({ kind: 'lsn', lsn: formatLsn(at(10)) })?.outcome, 'impossible');
      const after = ask({
        kind: 'time',
        time: '2026-11-25 03:00:01.000000 UTC',
        zone: 'UTC',
        zoneAssumed: false,
      });
      assert.deepEqual([after?.outcome, after?.notes[0]?.code], ['impossible', 'after-end']);
      assert.match(after?.notes[0]?.message ?? '', /wal_level = minimal/);
    }
  });
});
