import assert from 'node:assert/strict';
import type { SetJob } from '../../../src/core/proofs/setJob';
import { setJobOf } from '../../../src/core/proofs/setJob';
import type { CopyOrder } from '../../../src/core/proofs/walJob';
import type { SetVerification } from '../../../src/core/verify/records/setVerification';
import type { DifferingCopies, TaskKind, WorkerTasks } from '../../../src/protocol/worker';
import type { TaskRunner } from '../../../src/worker/taskRunner';
import { Verifier } from '../../../src/engine/read/verifier';
import { aCatalog, aSet } from '../report/fabricated';

const set = aSet({ stop: undefined });
const found = setJobOf(set, aCatalog());
assert.ok(found);
/** Its end is unknown, so it is walked in one piece. */
const job: SetJob = found;
const NAME = '0000000100000002000000FC';
const PAIR: DifferingCopies = { segment: NAME, plain: `/archive/${NAME}`, compressed: `/archive/${NAME}.gz` };

function walk(verdict: SetVerification['verdict'], canceled = false): SetVerification {
  return { verdict, stop: undefined, reached: job.start, records: 1, findings: [], canceled };
}

/** Returns invented results, and records its calls. */
class FakeRunner implements TaskRunner {
  readonly size = 2;
  readonly asked: string[] = [];
  readonly #walks: Readonly<Record<CopyOrder, SetVerification>>;
  readonly #copies: DifferingCopies[];

  constructor(plain: SetVerification, compressed: SetVerification, copies: DifferingCopies[]) {
    this.#walks = { 'plain-first': plain, 'compressed-first': compressed };
    this.#copies = copies;
  }

  run<K extends TaskKind>(kind: K, input: WorkerTasks[K]['input']): Promise<WorkerTasks[K]['output']> {
    const order = 'order' in input ? input.order : undefined;
    this.asked.push(order === undefined ? kind : `${kind} ${order}`);
    const output: unknown =
      kind === 'compare-copies' ? { differing: this.#copies, same: [] } : order && this.#walks[order];
    return Promise.resolve(output as WorkerTasks[K]['output']);
  }
}

describe('Verifier.verifySet', () => {
  const verify = async (...[plain, compressed]: SetVerification['verdict'][]): Promise<unknown[]> => {
    const runner = new FakeRunner(walk(plain ?? 'damaged'), walk(compressed ?? 'damaged'), [PAIR]);
    const { verdict, findings } = await new Verifier(runner).verifySet(job);
    return [verdict, ...findings.map(({ code, severity, file, args }) => [code, severity, file, args])];
  };

  it('walks once where no two forms differ', async () => {
    const runner = new FakeRunner(walk('restorable'), walk('damaged'), []);
    const result = await new Verifier(runner).verifySet(job);
    assert.equal(result.verdict, 'restorable');
    assert.deepEqual(runner.asked, ['walk-set plain-first', 'compare-copies']);
  });

  it('notes copies that differ where either will do', async () => {
    assert.deepEqual(await verify('restorable', 'restorable'), [
      'restorable',
      ['duplicate-segment', 'info', PAIR.plain, { segment: NAME, reason: 'harmless' }],
    ]);
  });

  it('proves nothing where only one form does, and says which is good', async () => {
    const args = { segment: NAME, reason: 'differ' };
    assert.deepEqual(await verify('restorable', 'damaged'), [
      'damaged',
      ['duplicate-segment', 'error', PAIR.compressed, { ...args, good: PAIR.plain }],
    ]);
    assert.deepEqual(await verify('incomplete', 'restorable'), [
      'damaged',
      ['duplicate-segment', 'error', PAIR.plain, { ...args, good: PAIR.compressed }],
    ]);
  });

  it('leaves the verdict open where a copy cannot be opened, and notes what is there twice', async () => {
    const runner = new FakeRunner(walk('restorable'), walk('undetermined'), [{ ...PAIR, unread: true }]);
    const { verdict, findings } = await new Verifier(runner).verifySet(job);
    const [finding] = findings.filter(({ code }) => code === 'duplicate-segment');
    assert.deepEqual(
      [verdict, finding?.severity, finding?.args['reason']],
      ['undetermined', 'warning', 'not-comparable'],
    );
  });

  it('leaves the verdict open where a third form differs, which no walk takes', async () => {
    const third = { ...PAIR, compressed: `/archive/${NAME}.bz2`, unwalked: true as const };
    const runner = new FakeRunner(walk('restorable'), walk('restorable'), [third]);
    const { verdict, findings } = await new Verifier(runner).verifySet(job);
    assert.equal(verdict, 'undetermined');
    assert.deepEqual(
      findings.map(({ severity, file, args }) => [severity, file, args['reason']]),
      [['warning', third.compressed, 'not-walked']],
    );
  });

  it('does not say which is good where neither is', async () => {
    assert.deepEqual(await verify('incomplete', 'damaged'), [
      'damaged',
      ['duplicate-segment', 'error', PAIR.plain, { segment: NAME, reason: 'differ' }],
    ]);
  });

  it('asks no more once it was canceled', async () => {
    const runner = new FakeRunner(walk('undetermined', true), walk('restorable'), [PAIR]);
    assert.equal((await new Verifier(runner).verifySet(job)).canceled, true);
    assert.deepEqual(runner.asked, ['walk-set plain-first']);
    const second = new FakeRunner(walk('restorable'), walk('undetermined', true), [PAIR]);
    assert.equal((await new Verifier(second).verifySet(job)).canceled, true);
  });
});
