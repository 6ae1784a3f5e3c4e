import assert from 'node:assert/strict';
import type { BackupSet } from '../../../src/core/model/backupSet';
import type { Verdict } from '../../../src/core/model/verdict';
import { withRecords } from '../../../src/core/proofs/withRecords';
import type { SetInput, SetVerification } from '../../../src/core/verify/records/setVerification';
import { aSet } from '../report/fabricated';
import { Backup, codes } from './backup';

type KnownStop = NonNullable<SetInput['knownStop']>;

/** The verdict of a walk, the set's verdict after it, and the codes of the set's findings. */
type Outcome = readonly [walk: Verdict, set: Verdict, ...findings: string[]];

/** Applies a walk to a set without faults in names and first pages. */
function outcomeOf(backup: Backup, result: SetVerification, knownStop?: KnownStop): Outcome {
  const { geometry } = backup.wal;
  const stop = knownStop === undefined ? undefined : { ...knownStop, time: undefined };
  const required: BackupSet['required'] = {
    ranges: [],
    runs: [],
    count: 0,
    bytes: 0,
    openEnd: stop === undefined,
  };
  const set = withRecords(aSet({ geometry, stop, required, missing: [], verdict: 'undetermined' }), result);
  return [result.verdict, set.parts.wal.verdict, ...codes(set)];
}

/** A backup that began, and after which the server continued to work without an end record for it. */
function withoutEnd(version: number): Backup {
  const backup = new Backup(version);
  backup.begin();
  backup.work();
  return backup;
}

function fromHistoryFile(lsn: bigint): KnownStop {
  return { lsn, timeline: 1, source: 'backup-history-file' };
}

/** What servers did with such sets (recoveries of 9.1 to 18): none of these is restorable unless marked so. */
for (const version of [90200, 90600, 140000, 180000]) {
  describe(`the end of a backup in the WAL of ${String(version)}`, () => {
    it('is not reached if the WAL ends before the stop: “WAL ends before end of online backup”', async () => {
      const backup = withoutEnd(version);
      const knownStop = fromHistoryFile(backup.wal.position + 0x500000n);
      backup.wal.switchSegment();
      const result = await backup.verify({ knownStop });
      assert.deepEqual(outcomeOf(backup, result, knownStop), ['incomplete', 'incomplete', 'missing-segment']);
    });

    it('is missing if the WAL goes past the stop of the history file without a backup-end record', async () => {
      const backup = withoutEnd(version);
      const knownStop = fromHistoryFile(backup.wal.position);
      backup.work();
      const result = await backup.verify({ knownStop });
      assert.deepEqual(outcomeOf(backup, result, knownStop), ['damaged', 'damaged', 'missing-backup-end']);
    });

    it('is missing too if the WAL ends exactly at the stop', async () => {
      const backup = withoutEnd(version);
      const knownStop = fromHistoryFile(backup.wal.switchSegment().end);
      const result = await backup.verify({ knownStop });
      assert.deepEqual(outcomeOf(backup, result, knownStop), ['damaged', 'damaged', 'missing-backup-end']);
    });

    it('is open if nothing says where the backup stopped: its end may be in WAL that is not here', async () => {
      const backup = withoutEnd(version);
      const result = await backup.verify();
      assert.deepEqual(outcomeOf(backup, result), ['undetermined', 'undetermined', 'never-stopped']);
      const [finding] = result.findings;
      assert.deepEqual([finding?.severity, finding?.args['reason']], ['error', 'no-end-record']);
    });

    it('is not needed on a standby, which writes none: the minimum recovery point counts', async () => {
      const backup = withoutEnd(version);
      const standby = { takenFrom: 'standby', controlState: 'in archive recovery' } as const;
      const minRecoveryPoint = backup.wal.position;
      const whole = await backup.verify({ ...standby, minRecoveryPoint });
      assert.deepEqual([whole.verdict, codes(whole)], ['restorable', []]);
      const unknown = await backup.verify({ ...standby, minRecoveryPoint: undefined });
      assert.deepEqual([unknown.verdict, codes(unknown)], ['undetermined', []]);
    });

    it('proves the set when it is there, whether or not a file says where', async () => {
      const backup = withoutEnd(version);
      const knownStop = fromHistoryFile(backup.end());
      const named = await backup.verify({ knownStop });
      assert.deepEqual(outcomeOf(backup, named, knownStop), ['restorable', 'restorable']);
      const found = await backup.verify();
      assert.deepEqual(outcomeOf(backup, found), ['restorable', 'restorable']);
    });
  });
}

/**
 * Up to 14 a server may start outside of archive recovery from the label of an exclusive backup, although the record is
 * missing: it takes its own pg_control for the end. That start is not safe, so the rule has no exception for it.
 */
describe('an exclusive backup without its backup-end record', () => {
  it('is judged like any other', async () => {
    for (const version of [90200, 140000]) {
      const backup = withoutEnd(version);
      const knownStop = fromHistoryFile(backup.wal.position);
      backup.work();
      const result = await backup.verify({ knownStop, controlState: 'shut down' });
      assert.deepEqual([result.verdict, codes(result)], ['damaged', ['missing-backup-end']]);
    }
  });
});
