import assert from 'node:assert/strict';
import { runCommand } from '../../run/lib/children';
import { runJobs, type Job } from '../../run/lib/jobs';
import { addUp, stepTally } from '../../run/lib/tally';

function job(name: string, run: () => Promise<void> = () => Promise.resolve()): Job {
  const [suite = name] = name.split('/');
  const tally = { name: suite, passed: 1, skipped: [], failures: [], seconds: 1 };
  return { name, suite, run: () => run().then(() => tally) };
}

describe('the jobs of a run', () => {
  it('all run, never more at a time than there are slots', async () => {
    let running = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      running++;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running--;
    };
    const jobs = Array.from({ length: 7 }, (_, index) => job(`unit/${String(index)}`, work));
    const [sum, ...others] = addUp(await runJobs(jobs, 2));
    assert.deepEqual([sum?.passed, others.length, most], [7, 0, 2]);
  });

  it('start with the longest', async () => {
    const started: string[] = [];
    const noted = (name: string): Job => job(name, () => Promise.resolve(void started.push(name)));
    await runJobs(['unit/wal', 'host 1.100.3', 'postgres/truth', 'unit/io'].map(noted), 1);
    assert.deepEqual(started, ['postgres/truth', 'host 1.100.3', 'unit/wal', 'unit/io']);
  });

  it('count as a failure where they throw, and the others go on', async () => {
    const jobs = [job('ui/a', () => Promise.reject(new Error('no browser'))), job('ui/b')];
    const [sum] = addUp(await runJobs(jobs, 1));
    assert.equal(sum?.passed, 1);
    assert.deepEqual(sum.failures, [{ title: 'ui', message: 'no browser' }]);
  });
});

describe('the sums of a run', () => {
  it('have one line a suite, with every failure and every skipped test of its jobs', () => {
    const more = { name: 'unit', passed: 3, skipped: ['later'], failures: [], seconds: 2 };
    const sums = addUp([stepTally('lint', 1, ''), stepTally('unit', 4, 'broken'), more]);
    assert.deepEqual(
      sums.map(({ name, passed, failures, skipped, seconds }) => [
        ...[name, passed, failures.length, skipped.length, seconds],
      ]),
      [
        ['lint', 0, 0, 0, 1],
        ['unit', 3, 1, 1, 6],
      ],
    );
  });
});

describe('a command that hangs', () => {
  it('is noticed by its silence, not by how long it runs', async () => {
    const script = "console.log('begun'); setInterval(() => {}, 1000);";
    const { ok, reason } = await runCommand(process.execPath, ['-e', script], { silenceMilliseconds: 1000 });
    assert.equal(ok, false);
    assert.match(reason, /was silent for 1 s/);
  });
});
