import assert from 'node:assert/strict';
import type { WalJob } from '../../../src/core/proofs/walJob';
import type { WalContext } from '../../../src/core/verify/records/walContext';
import { walkChunk } from '../../../src/core/verify/records/walkChunk';
import { timelinePath } from '../../../src/core/wal/timelinePath';
import { readWindows } from '../../../src/engine/read/readRecordsOfArchive';
import { Verifier } from '../../../src/engine/read/verifier';
import type { TaskKind, WorkerTasks } from '../../../src/protocol/worker';
import type { TaskRunner } from '../../../src/worker/taskRunner';
import { SYSTEM, WalBuilder, type WrittenRecord } from '../records/walBuilder';
import { archive, backup, run } from '../restore/world';

/** Microseconds from 1970 to 2000, and a time of the tests. */
const EPOCH = 946_684_800_000_000;
const BASE = 800_000_000_000_000;

function commit(wal: WalBuilder, microseconds: number): WrittenRecord {
  const payload = new Uint8Array(8);
  new DataView(payload.buffer).setBigInt64(0, BigInt(BASE + microseconds), true);
  return wal.append({ manager: 1, info: 0, payload });
}

/** Walks invented WAL instead of files. */
class WalRunner implements TaskRunner {
  readonly size = 1;
  readonly #wal: WalBuilder;

  constructor(wal: WalBuilder) {
    this.#wal = wal;
  }

  async run<K extends TaskKind>(kind: K, input: WorkerTasks[K]['input']): Promise<WorkerTasks[K]['output']> {
    assert.ok(kind === 'walk-chunk' && 'spec' in input);
    const result = await walkChunk(contextOf(this.#wal), input.spec);
    const output: unknown = { stamp: undefined, result };
    return output as WorkerTasks[K]['output'];
  }
}

function contextOf(wal: WalBuilder): WalContext {
  return {
    source: wal.source(),
    geometry: wal.geometry,
    timelinePath: timelinePath(1, undefined, wal.geometry),
    systemIdentifier: SYSTEM,
    versionNum: 150000,
  };
}

describe('the first moment after a backup', () => {
  const wal = new WalBuilder(150000, 3);
  const filler = (): WrittenRecord => wal.append({ manager: 10, info: 0, payload: new Uint8Array(700_000) });
  // Two backups end in the same second, each before a commit.
  filler();
  const first = wal.position;
  filler();
  commit(wal, 500_001);
  filler();
  const second = wal.position;
  filler();
  commit(wal, 500_002);
  commit(wal, 900_000);
  const lastSegment = Math.max(...wal.segments.keys());
  const job: WalJob = {
    ...contextOf(wal),
    systemIdentifier: SYSTEM,
    versionNum: 150000,
    pageSize: undefined,
    places: [],
  };

  it('is the next commit or abort, to the microsecond', async () => {
    const verifier = new Verifier(new WalRunner(wal));
    for (const [from, time] of [
      [first, 500_001],
      [second, 500_002],
    ] as const)
      assert.equal(await verifier.firstCommit(job, { from, lastSegment }), BASE + EPOCH + time);
  });

  it('is not known if nothing was committed since', async () => {
    const last = wal.records.at(-1)?.end ?? 0n;
    const verifier = new Verifier(new WalRunner(wal));
    assert.equal(await verifier.firstCommit(job, { from: last, lastSegment }), undefined);
  });

  it('begins the window of each set, although the stop times in history files are cut to seconds', async () => {
    const stopped = { text: 'any', epochMs: (BASE + EPOCH) / 1000 };
    const sets = [first, second].map((lsn, i) =>
      backup(`number ${String(i)}`, 3, 3, {
        stop: { lsn, timeline: 1, time: stopped, source: 'backup-history-file' },
      }),
    );
    const held = archive([run(1, 3, lastSegment)]);
    const { windows } = await readWindows(new Verifier(new WalRunner(wal)), held, sets, { archives: [held] });
    assert.deepEqual(
      windows.map(({ fromTime }) => fromTime?.slice(-10)),
      ['500001 UTC', '500002 UTC'],
    );
    assert.ok(windows.every(({ toTime }) => toTime?.endsWith('900000 UTC') === true));
  });
});
