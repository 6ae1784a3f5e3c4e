import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isInstalled } from '../../run/lib/installed.mjs';
import { withLock } from '../../run/lib/lock.mjs';
import { printSummary, stepTally, suiteTally } from '../../run/lib/tally';

describe('the launchers', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pgbi-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  describe('the tally of a suite', () => {
    const write = async (...events: object[]): Promise<string> => {
      const file = join(folder, 'results.jsonl');
      await writeFile(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
      return file;
    };
    const pass = { type: 'pass', title: 'a', milliseconds: 1 };
    const fail = { type: 'fail', title: 'b', message: 'wrong' };
    const skip = { type: 'skip', title: 'c' };
    const end = { type: 'end' };
    const S = { name: 's', part: 's/a' };

    it('counts what the suite wrote', async () => {
      const tally = await suiteTally(S, await write(pass, fail, skip, end), 1, 'exit code 1', false);
      assert.deepEqual([tally.passed, tally.failures.length, tally.skipped], [1, 1, ['c']]);
    });

    it('takes a suite without tests for a failure, but not where a filter was given', async () => {
      const file = await write(end);
      assert.equal((await suiteTally(S, file, 1, '', false)).failures.length, 1);
      assert.equal((await suiteTally(S, file, 1, '', true)).failures.length, 0);
    });

    it('takes a suite that did not reach its end for a failure, whatever passed before', async () => {
      const tally = await suiteTally(S, await write(pass), 1, 'exceeded its time limit', false);
      assert.equal(tally.passed, 1);
      assert.match(tally.failures[0]?.message ?? '', /time limit/);
      assert.equal((await suiteTally(S, join(folder, 'none'), 1, '', true)).failures.length, 1);
    });

    it('takes a bad end after good tests for a failure', async () => {
      assert.equal((await suiteTally(S, await write(pass, end), 1, 'exit code 1', false)).failures.length, 1);
    });
  });

  describe('the summary', () => {
    const summary = (...tallies: Parameters<typeof printSummary>[0]): [code: number, lines: string[]] => {
      const lines: string[] = [];
      const { log } = console;
      console.log = (text: string) => void lines.push(...text.split('\n'));
      try {
        return [printSummary(tallies, 1), lines];
      } finally {
        console.log = log;
      }
    };

    it('ends with one line of sums, and counts a failed step as one failure', () => {
      const good = { name: 'unit', passed: 2, skipped: ['later'], failures: [], seconds: 1 };
      const [code, lines] = summary(stepTally('lint', 1, 'a line is too long'), good);
      assert.equal(code, 1);
      assert.equal(lines.at(-1), '2 passed, 1 failed, 1 skipped');
      assert.ok(lines.includes('a line is too long'));
      assert.equal(lines.filter((line) => /^\d+ passed/.test(line)).length, 1);
    });

    it('is a success only where something ran', () => {
      assert.equal(summary({ name: 'unit', passed: 1, skipped: [], failures: [], seconds: 1 })[0], 0);
      assert.equal(summary(stepTally('build', 1, ''))[0], 1);
    });
  });

  describe('the installation of packages', () => {
    const lay = async (wanted: object, present: object | undefined): Promise<void> => {
      await writeFile(join(folder, 'package-lock.json'), JSON.stringify({ packages: wanted }));
      await mkdir(join(folder, 'node_modules'), { recursive: true });
      const text = JSON.stringify({ packages: present });
      if (present !== undefined) await writeFile(join(folder, 'node_modules', '.package-lock.json'), text);
    };
    const entry = { version: '1.0.0', integrity: 'sha512-a' };

    it('is done where everything is there, but for packages of other systems', async () => {
      await lay({ '': {}, a: entry, b: { ...entry, optional: true } }, { a: entry });
      assert.equal(isInstalled(folder), true);
    });

    it('is not done where it was broken off, or something is missing or of another version', async () => {
      await lay({ a: entry }, undefined);
      assert.equal(isInstalled(folder), false);
      await lay({ a: entry, b: entry }, { a: entry });
      assert.equal(isInstalled(folder), false);
      await lay({ a: entry }, { a: { ...entry, version: '0.9.0' } });
      assert.equal(isInstalled(folder), false);
    });
  });

  describe('a lock', () => {
    it('lets one in at a time', async () => {
      const file = join(folder, 'lock');
      const order: string[] = [];
      const enter = (name: string) =>
        withLock(file, async () => {
          order.push(`${name} in`);
          assert.equal(await readFile(file, 'utf8'), String(process.pid));
          order.push(`${name} out`);
        });
      await Promise.all([enter('first'), enter('second')]);
      const [one = ''] = (order[0] ?? '').split(' ');
      const other = one === 'first' ? 'second' : 'first';
      assert.deepEqual(order, [`${one} in`, `${one} out`, `${other} in`, `${other} out`]);
    });

    it('is taken over from a process that is gone', async () => {
      const file = join(folder, 'lock');
      const { pid } = spawnSync(process.execPath, ['-e', '0']);
      await writeFile(file, String(pid));
      assert.equal(await withLock(file, () => Promise.resolve('in')), 'in');
    });

    it('is taken over where nobody wrote his name into it for long', async () => {
      const file = join(folder, 'lock');
      await writeFile(file, '');
      await utimes(file, 1, 1);
      assert.equal(await withLock(file, () => Promise.resolve('in')), 'in');
    });
  });
});
