import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import type { AnswersReport } from '../../../src/core/restore/answer/answersReport';
import type { WindowsReport } from '../../../src/core/restore/windowsReport';
import { fixture } from '../support/fixtures';
import { command } from './console';

/** 9.6: two weekly backups, an archive, and a restore point `before_mistake` at 0/81E3160 on timeline 1. */
describe('recovery on the command line', () => {
  let root = '';
  before(async () => {
    root = `${await fixture('9.6')}/B-pitr-archive`;
  });

  const answersTo = async (...args: readonly string[]): Promise<{ code: number; report: AnswersReport }> => {
    const { code, out } = await command(['recover-to', ...args, root, '--json']);
    return { code, report: JSON.parse(out) as AnswersReport };
  };

  it('a restore point: yes, from the newer backup, after reading the records that decide', async () => {
    const { code, report } = await answersTo('before_mistake');
    const [answer] = report.answers;
    assert.equal(code, 0, JSON.stringify(report, null, 1));
    assert.deepEqual(report.target, { kind: 'name', value: 'before_mistake' });
    assert.equal(answer?.answer, 'yes');
    assert.equal(answer.evidence, 'records');
    assert.equal(answer.setId, `${root}/backup2`);
    assert.equal(answer.stopLsn, '0/81E3160');
    assert.equal(answer.wal.ranges[0]?.first, '000000010000000000000006');
    assert.deepEqual(answer.missing, []);
  });

  it('without reading, the answer is at most perhaps', async () => {
    const { code, report } = await answersTo('0/7000000', '--level', 'headers');
    assert.equal(report.answers[0]?.answer, 'perhaps');
    assert.equal(report.answers[0].evidence, 'headers');
    assert.equal(code, 3);
  });

  it('a moment before the first backup: no, with the nearest moment after it', async () => {
    const { code, report } = await answersTo('0/1000000');
    const [answer] = report.answers;
    assert.equal(code, 1);
    assert.equal(answer?.answer, 'no');
    assert.equal(answer.before, null);
    assert.equal(answer.after?.lsn, '0/31C3640');
    assert.ok(answer.reasons.length > 0);
  });

  it('says in words what the JSON says', async () => {
    const { code, out } = await command(['recover-to', 'before_mistake', root]);
    assert.equal(code, 0);
    assert.match(out, /^Can I recover to restore point “before_mistake”\?\n\nYes: from “second weekly”/);
  });

  it('windows: the recoverable periods and the latest moment', async () => {
    const { code, out } = await command(['windows', root, '--json']);
    const report = JSON.parse(out) as WindowsReport;
    assert.equal(code, 0);
    const [archive] = report.archives;
    assert.equal(archive?.path, `${root}/archive`);
    assert.ok(archive.windows.length > 0);
    assert.ok(archive.windows.some(({ toLsn }) => toLsn === archive.latest?.lsn));
    const text = await command(['windows', root]);
    assert.ok(text.out.includes(archive.latest?.lsn ?? '?'));
  });

  it('the steps of a restore, to the end of the backup and to a target', async () => {
    const end = await command(['restore-steps', `${root}/backup2`, '--archive', `${root}/archive`]);
    assert.equal(end.code, 0);
    assert.match(end.out, /^# /);
    const args = [
      'restore-steps',
      `${root}/backup2`,
      '--archive',
      `${root}/archive`,
      '--target',
      'before_mistake',
    ];
    const named = await command(args);
    assert.match(named.out, /recovery_target_name = 'before_mistake'/);
    const { steps } = JSON.parse((await command([...args, '--json'])).out) as {
      steps: { title: string; text: string; commands: string[] }[];
    };
    assert.ok(steps.length > 2);
    assert.ok(steps.some(({ commands }) => commands.join('\n').includes('before_mistake')));
  });

  it('a target that a set does not reach has no steps, and says where to ask', async () => {
    const early = [
      'restore-steps',
      `${root}/backup2`,
      '--archive',
      `${root}/archive`,
      '--target',
      '0/1000000',
    ];
    const { code, out, err } = await command(early);
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /cannot be reached from this set/);
  });

  it('obsolete files are names on stdout, each in the archive, and none that the kept set needs', async () => {
    const { code, out, err } = await command(['obsolete', '--keep', '1', root]);
    assert.equal(code, 0, err);
    const names = out.split('\n').filter((line) => line !== '');
    const there = new Set(readdirSync(`${root}/archive`));
    assert.ok(names.length > 0);
    for (const name of names) assert.ok(there.has(name), name);
    assert.ok(!names.includes('000000010000000000000006'));
    const byId = await command(['obsolete', '--keep-set', `${root}/backup2`, root, '-q']);
    const byLabel = await command(['obsolete', '--keep', 'second weekly', root, '-q']);
    assert.deepEqual([byId.out, byLabel.out], [out, out]);
    const json = JSON.parse((await command(['obsolete', '--keep', '1', root, '--json'])).out) as {
      obsolete: { count: number }[];
      bytes: string;
      kept: { reason: string; setId: string | null }[];
    };
    assert.equal(
      json.obsolete.reduce((sum, { count }) => sum + count, 0),
      names.length,
    );
    assert.match(json.bytes, /^\d+$/);
    assert.ok(json.kept.some(({ setId }) => setId === `${root}/backup2`));
  });

  for (const [line, reason] of [
    ['recover-to latest', /needs a target and a path/],
    ['recover-to 2026-02-31 /a', /There is no such date or time/],
    ['obsolete /a', /needs either --keep or --keep-set/],
    ['obsolete /a --keep 1 --keep-set x', /needs either --keep or --keep-set/],
    ['obsolete /a --keep 0', /--keep must be a number from 1/],
    ['restore-steps /a /b', /needs one set/],
    ['complete /a /b', /needs one set/],
    ['completion tcsh', /needs bash, zsh or fish/],
    ['explain no-such-code', /there is no finding “no-such-code”/],
    ['list /a --format yaml', /--format must be one of/],
    ['list /a --json --format junit', /cannot be combined/],
  ] as const) {
    it(`refuses: ${line}`, async () => {
      const { code, out, err } = await command(line.split(' '));
      assert.deepEqual([code, out], [2, '']);
      assert.match(err, reason);
    });
  }
});
