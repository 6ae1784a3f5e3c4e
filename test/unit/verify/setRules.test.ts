import assert from 'node:assert/strict';
import { formatLsn } from '../../../src/core/ground/lsn';
import { Backup, codes } from './backup';

for (const version of [90200, 90400, 90600, 180000]) {
  describe(`rules of consistency, ${version}`, () => {
    it('a backup from a primary ends with the record that names its start', async () => {
      const backup = new Backup(version);
      backup.begin();
      const stop = backup.end();
      backup.work();
      const result = await backup.verify();
      assert.deepEqual([result.verdict, codes(result)], ['restorable', []]);
      assert.deepEqual(result.stop, { lsn: stop, timeline: 1, source: 'backup-end-record' });
    });

    it('the end of another backup is not its end', async () => {
      const backup = new Backup(version);
      backup.begin();
      backup.end(backup.start + 0x100n);
      const other = await backup.verify();
      assert.deepEqual([other.verdict, codes(other)], ['undetermined', ['never-stopped']]);
      const stop = backup.end();
      const own = await backup.verify();
      assert.equal(own.verdict, 'restorable');
      assert.equal(own.stop?.lsn, stop);
    });

    it('a stop location that the WAL does not bear out', async () => {
      const backup = new Backup(version);
      backup.begin();
      const known = backup.wal.position;
      backup.work();
      const stop = { lsn: known, timeline: 1, source: 'backup-history-file' } as const;
      const none = await backup.verify({ knownStop: stop });
      assert.deepEqual([none.verdict, codes(none)], ['damaged', ['missing-backup-end']]);
      backup.end();
      const later = await backup.verify({ knownStop: stop });
      assert.deepEqual([later.verdict, codes(later)], ['restorable', ['stop-sources-disagree']]);
    });

    it('a shutdown before its end cancels it; one after its end does not', async () => {
      const backup = new Backup(version);
      backup.begin();
      backup.takeCheckpoint({ shutdown: true });
      backup.end();
      const canceled = await backup.verify();
      assert.deepEqual([canceled.verdict, codes(canceled)], ['damaged', ['backup-canceled']]);
      const whole = new Backup(version);
      whole.begin();
      whole.end();
      whole.takeCheckpoint({ shutdown: true });
      assert.equal((await whole.verify()).verdict, 'restorable');
    });

    it('recovery begins with the label’s checkpoint, which must lead back to the start', async () => {
      const backup = new Backup(version);
      backup.begin({ redo: 0x100028n + 8n });
      backup.end();
      const wrongRedo = await backup.verify();
      assert.deepEqual([wrongRedo.verdict, codes(wrongRedo)], ['damaged', ['checkpoint-mismatch']]);
      const good = new Backup(version);
      good.begin();
      good.end();
      for (const checkpoint of [good.checkpoint + 8n, good.start - 8n, good.wal.position + 800n]) {
        const result = await good.verify({ checkpoint });
        assert.deepEqual([result.verdict, codes(result)], ['damaged', ['checkpoint-mismatch']]);
      }
    });

    it('a minimum recovery point behind the end must be reached too', async () => {
      const backup = new Backup(version);
      backup.begin();
      const stop = backup.end();
      backup.work();
      const reached = backup.wal.position;
      const good = await backup.verify({ minRecoveryPoint: reached });
      assert.deepEqual([good.verdict, good.stop?.lsn], ['restorable', stop]);
      const bad = await backup.verify({ minRecoveryPoint: reached + 64n });
      assert.notEqual(bad.verdict, 'restorable');
    });

    it('a backup from a standby ends at its minimum recovery point', async () => {
      const backup = new Backup(version);
      backup.begin();
      backup.work();
      const point = backup.wal.position;
      const standby = { takenFrom: 'standby', controlState: 'in archive recovery' } as const;
      const good = await backup.verify({ ...standby, minRecoveryPoint: point });
      assert.deepEqual([good.verdict, codes(good)], ['restorable', []]);
      assert.deepEqual(good.stop, { lsn: point, timeline: 1, source: 'minimum-recovery-point' });
      const short = await backup.verify({ ...standby, minRecoveryPoint: point + 8n });
      assert.deepEqual([short.verdict, codes(short)], ['damaged', ['incomplete-segment']]);
      const state = await backup.verify({ takenFrom: 'standby', minRecoveryPoint: point });
      // Its WAL is whole: the finding counts for the data directory.
      assert.deepEqual([state.verdict, codes(state)], ['restorable', ['control-file-mismatch']]);
      const unknown = await backup.verify({ ...standby, minRecoveryPoint: undefined });
      assert.equal(unknown.verdict, 'undetermined');
    });

    it('a standby’s shutdown checkpoints cancel nothing, but full-page writes must be on', async () => {
      const standby = { takenFrom: 'standby', controlState: 'shut down in recovery' } as const;
      const backup = new Backup(version);
      backup.begin();
      backup.takeCheckpoint({ shutdown: true });
      const good = await backup.verify({ ...standby, minRecoveryPoint: backup.wal.position });
      assert.equal(good.verdict, 'restorable');
      backup.wal.append({ manager: 0, info: 0x80, payload: Uint8Array.of(0) });
      const off = await backup.verify({ ...standby, minRecoveryPoint: backup.wal.position });
      assert.deepEqual([off.verdict, codes(off)], ['damaged', ['full-page-writes-off']]);
      const before = await backup.verify({ ...standby, minRecoveryPoint: good.stop?.lsn });
      assert.equal(before.verdict, 'restorable');
    });

    it('records of other timelines than the recovery point’s are no way to it', async () => {
      const backup = new Backup(version);
      backup.begin();
      const standby = { takenFrom: 'standby', controlState: 'in archive recovery' } as const;
      const minRecoveryPoint = backup.wal.position;
      const result = await backup.verify({ ...standby, minRecoveryPoint, minRecoveryPointTimeline: 2 });
      assert.deepEqual([result.verdict, codes(result)], ['damaged', ['timeline-fork-before-stop']]);
    });

    it('canceled means undetermined', async () => {
      const backup = new Backup(version);
      backup.begin();
      backup.end();
      const result = await backup.verify({ signal: AbortSignal.abort() });
      assert.deepEqual([result.verdict, result.canceled, codes(result)], ['undetermined', true, []]);
    });

    it('a hole is told from the end of the archive', async () => {
      const backup = new Backup(version);
      backup.begin();
      backup.work(1_500_000);
      const result = await backup.verify();
      backup.wal.segments.delete(2);
      const end = await backup.verify();
      const hole = await backup.verify({ lastSegment: 4 });
      assert.deepEqual(
        [codes(result), codes(end), codes(hole)],
        [['never-stopped'], ['never-stopped'], ['missing-segment']],
      );
      assert.equal(formatLsn(end.reached), formatLsn(hole.reached));
    });
  });
}
