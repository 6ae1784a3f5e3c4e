import assert from 'node:assert/strict';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CompletionJob } from '../../../src/core/complete/completionJob';
import { completionJobOf } from '../../../src/core/complete/completionJob';
import type { CompletionResult } from '../../../src/core/complete/completionResult';
import { parseLsn } from '../../../src/core/ground/lsn';
import { Completion } from '../../../src/engine/complete/completion';
import { InlineRunner } from '../../../src/worker/inlineRunner';
import type { FetchWal } from '../../../src/engine/complete/serverCopy';
import { fixture } from '../support/fixtures';
import { temporaryFolder } from '../io/temporary';

const CHUNK = 1024 * 1024;
const HISTORY = '0000000100000002000000FB.00000020.backup';

class Refused extends Error {
  readonly remedy = 'Grant it.';
}

describe('completing a set from a server', () => {
  const folder = temporaryFolder();
  const tasks = new InlineRunner();
  const completion = new Completion(tasks);
  let archive: string;
  let damaged: string;

  const wal = (): string => join(folder.path, 'data', 'pg_xlog');
  const segments = (): string[] =>
    existsSync(wal()) ? readdirSync(wal()).filter((name) => name !== 'archive_status') : [];

  beforeEach(async () => {
    const origin = join(await fixture('9.2'), 'A-standalone');
    archive = join(origin, 'archive');
    damaged = join(await fixture('9.2'), 'C-damaged');
    cpSync(join(origin, 'backup'), join(folder.path, 'data'), { recursive: true });
    chmodSync(join(folder.path, 'data'), 0o700);
  });

  /** As after a stop: no archive is within reach, and only the server knows where the backup ended. */
  async function jobAfterStop(): Promise<CompletionJob> {
    const roots = [join(folder.path, 'data')];
    const catalog = await tasks.run('scan', { roots, archiveDirectories: [], level: 'headers' });
    const [set] = catalog.sets;
    const lsn = parseLsn('3/145D8A8');
    assert.ok(set !== undefined && lsn !== undefined);
    assert.equal(completionJobOf(set, catalog), 'stop-unknown');
    const job = completionJobOf(set, catalog, { lsn, timeline: 1 });
    assert.ok(typeof job !== 'string');
    return job;
  }

  async function run(fetch: FetchWal, signal?: AbortSignal): Promise<CompletionResult> {
    const job = await jobAfterStop();
    const plan = await completion.plan(job);
    assert.deepEqual([plan.copies, plan.present, plan.required], [[], 0, 6]);
    const hooks = signal === undefined ? {} : { signal };
    return completion.run(job, plan, { fetch, historyFile: HISTORY }, hooks);
  }

  /** The files of a directory in pieces, some of them from elsewhere. */
  function serving(other: Readonly<Record<string, Uint8Array | Error>> = {}): FetchWal {
    return async function* (name) {
      const content = other[name] ?? readFileSync(join(archive, name));
      if (content instanceof Error) throw content;
      for (let at = 0; at < content.length; at += CHUNK) {
        await Promise.resolve();
        yield content.subarray(at, at + CHUNK);
      }
    };
  }

  it('writes what it sends, with the history file, and the set is restorable by itself', async () => {
    const result = await run(serving());
    assert.deepEqual([result.problem, result.failed, result.written], [undefined, [], 6]);
    assert.deepEqual(result.companions, [HISTORY]);
    for (const name of segments())
      assert.ok(readFileSync(join(wal(), name)).equals(readFileSync(join(archive, name))), name);
    assert.equal((await completion.verifyAlone(join(folder.path, 'data')))?.parts.wal.verdict, 'restorable');
  });

  it('does without a history file that the server no longer has', async () => {
    const result = await run(serving({ [HISTORY]: new Error('gone') }));
    assert.deepEqual([result.problem, result.written, result.companions], [undefined, 6, []]);
  });

  it('passes on what the server says, keeps what is whole, and goes on from there', async () => {
    const name = '0000000100000002000000FD';
    const result = await run(serving({ [name]: new Refused('permission denied') }));
    assert.deepEqual(result.problem, {
      kind: 'source',
      message: 'permission denied',
      remedy: 'Grant it.',
    });
    assert.equal(result.written, 2);
    assert.equal(segments().length, 3);
    const job = await jobAfterStopWithWal();
    const plan = await completion.plan(job);
    assert.equal(plan.present, 2);
    assert.equal((await completion.run(job, plan, { fetch: serving() })).written, 4);
  });

  async function jobAfterStopWithWal(): Promise<CompletionJob> {
    const roots = [join(folder.path, 'data')];
    const catalog = await tasks.run('scan', { roots, archiveDirectories: [], level: 'headers' });
    const [set] = catalog.sets;
    const job = set && completionJobOf(set, catalog);
    assert.ok(job !== undefined && typeof job !== 'string');
    return job;
  }

  it('gives no name to a file that is short, long, recycled meanwhile or flipped', async () => {
    const [fb, fc, fe] = ['FB', 'FC', 'FE'].map((low) => `0000000100000002000000${low}`);
    const stop = '000000010000000300000001';
    const read = (name: string): Buffer => readFileSync(join(archive, name));
    assert.ok(fb !== undefined && fc !== undefined && fe !== undefined);
    const result = await run(
      serving({
        [fb]: read(fb).subarray(0, 5 * CHUNK),
        [fc]: Buffer.concat([read(fc), Buffer.alloc(1)]),
        [fe]: readFileSync(join(damaged, '05-byte-flipped', 'archive', fe)),
        [stop]: readFileSync(join(damaged, '03-recycled-stop', 'archive', stop)),
      }),
    );
    assert.deepEqual(
      result.refused.map(({ code, segment }) => [code, segment]),
      [
        ['truncated-segment', fb],
        ['wrong-size-segment', fc],
        ['record-checksum-mismatch', fe],
        ['recycled-segment', stop],
      ],
    );
    assert.deepEqual(result.failed, [fb, fc, fe, stop]);
    assert.deepEqual(
      segments().sort(),
      [HISTORY, '0000000100000002000000FD', '000000010000000300000000'].sort(),
    );
  });

  it('asks for a piece only when the one before it is written, and leaves nothing when it is canceled', async () => {
    const abort = new AbortController();
    let asked = 0;
    const result = await run(async function* (name) {
      if (name === HISTORY) throw new Error('gone');
      for (let piece = 0; piece < 16; piece++) {
        if (++asked === 4) abort.abort();
        await Promise.resolve();
        yield Buffer.alloc(CHUNK);
      }
    }, abort.signal);
    assert.deepEqual([result.problem, result.written, asked], [{ kind: 'canceled' }, 0, 4]);
    assert.deepEqual(segments(), []);
  });
});
