import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { temporaryFolder } from '../io/temporary';
import { fixture } from '../support/fixtures';
import { command } from './console';

interface Completed {
  readonly outcome: string;
  readonly written: number;
  readonly plan: { copies: { count: number }[]; absent: { count: number }[]; obstacles: unknown[] } | null;
  readonly set: { parts: { wal: { verdict: string } } } | null;
}

describe('complete on the command line', () => {
  const folder = temporaryFolder();
  let set = '';
  let archive = '';
  beforeEach(async () => {
    cpSync(`${await fixture('9.6')}/A-standalone`, folder.path, { recursive: true });
    mkdirSync(`${folder.path}/backup/pg_xlog`, { recursive: true });
    [set, archive] = [`${folder.path}/backup`, `${folder.path}/archive`];
  });

  const complete = async (...more: readonly string[]): Promise<{ code: number; report: Completed }> => {
    const { code, out } = await command(['complete', set, '--archive', archive, '--json', ...more]);
    return { code, report: JSON.parse(out) as Completed };
  };
  const own = (): string[] => readdirSync(`${set}/pg_xlog`).sort();

  it('prints the plan and writes nothing without --yes', async () => {
    const before = own();
    const { code, report } = await complete();
    assert.equal(code, 0);
    assert.equal(report.outcome, 'planned');
    assert.equal(
      report.plan?.copies.reduce((sum, { count }) => sum + count, 0),
      7,
    );
    assert.deepEqual(own(), before);
    const text = await command(['complete', set, '--archive', archive]);
    assert.match(text.out, /Nothing was written\. Add --yes to copy\./);
  });

  it('with --yes copies, verifies the set by its own WAL alone, and has nothing to do the next time', async () => {
    const { code, report } = await complete('--yes');
    assert.equal(code, 0, JSON.stringify(report));
    assert.equal(report.outcome, 'completed');
    assert.equal(report.written, 7);
    assert.equal(report.set?.parts.wal.verdict, 'restorable');
    const again = await complete();
    assert.deepEqual(again.report.plan?.copies, []);
  });

  it('never replaces a file that has the name of a needed segment', async () => {
    const name = '0000000100000002000000FC';
    writeFileSync(`${set}/pg_xlog/${name}`, 'precious');
    const before = own();
    const { code, report } = await complete('--yes');
    assert.equal(code, 1);
    assert.equal(report.outcome, 'obstacles');
    assert.equal(report.plan?.obstacles.length, 1);
    assert.deepEqual(own(), before);
  });

  it('says what no archive has, and does not call that complete', async () => {
    rmSync(`${archive}/0000000100000002000000FD`, { force: true });
    rmSync(`${archive}/0000000100000002000000FD.gz`, { force: true });
    const { code, report } = await complete();
    assert.equal(code, 1);
    assert.equal(report.plan?.absent.length, 1);
  });
});
