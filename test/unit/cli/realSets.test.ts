import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import type { Report } from '../../../src/core/report/report';
import { temporaryFolder } from '../io/temporary';
import { fixture } from '../support/fixtures';
import { command } from './console';

interface Expected {
  readonly segments_needed: readonly string[];
  readonly verdict: { readonly restorable: unknown };
}

for (const version of ['9.2', '9.6'] as const) {
  describe(`the command line on real sets of ${version}`, () => {
    let root = '';
    before(async () => {
      root = await fixture(version);
    });

    const expected = (set: string): Expected =>
      JSON.parse(readFileSync(`${root}/${set}/expected.json`, 'utf8')) as Expected;
    const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

    it('lists the segments that the server needed, from a folder, a label or a history file', async () => {
      for (const set of [
        'A-standalone',
        'E-stop-at-boundary',
        'S-standby-promoted',
        'C-damaged/01-middle-missing',
      ]) {
        const { out } = await command(['segments', `${root}/${set}`]);
        assert.deepEqual(linesOf(out), expected(set).segments_needed, set);
      }
      const { segments_needed } = expected('A-standalone');
      const folder = `${root}/A-standalone`;
      const history = readdirSync(`${folder}/archive`).find((name) => name.endsWith('.backup')) ?? '';
      for (const path of [
        `${folder}/backup`,
        `${folder}/backup/backup_label`,
        `${folder}/archive/${history}`,
      ]) {
        const { out } = await command(['segments', path, '--archive', `${folder}/archive`]);
        assert.deepEqual(linesOf(out), segments_needed, path);
      }
    });

    it('splits them into missing and present', async () => {
      const set = `${root}/C-damaged/01-middle-missing`;
      const all = expected('C-damaged/01-middle-missing').segments_needed;
      const missing = linesOf((await command(['segments', set, '--missing'])).out);
      const present = linesOf((await command(['segments', set, '--present'])).out);
      assert.equal(missing.length, 1);
      assert.deepEqual([...missing, ...present].sort(), [...all].sort());
    });

    it('exits with the server’s verdict', async () => {
      const codes = async (level: string, sets: readonly string[]): Promise<number[]> => {
        const found = [];
        for (const set of sets)
          found.push((await command(['verify', `${root}/${set}`, '--level', level])).code);
        return found;
      };
      assert.deepEqual(await codes('records', ['A-standalone', 'C-damaged/12c-dup-same']), [0, 0]);
      assert.deepEqual(
        await codes('records', [
          'C-damaged/04a-stop-copied-early',
          'C-damaged/02-stop-missing',
          'C-damaged/11d-label-crlf',
        ]),
        [1, 1, 1],
      );
      assert.deepEqual(await codes('headers', ['A-standalone', 'C-damaged/03-recycled-stop']), [0, 1]);
      assert.deepEqual(
        await codes('names', ['C-damaged/07-zero-length', 'C-damaged/04a-stop-copied-early']),
        [1, 0],
      );
      assert.deepEqual(
        await codes('headers', ['C-damaged/09-no-history-file', 'C-damaged/11a-label-binary']),
        [3, 3],
      );
    });

    it('finds gaps and lost history files of archives', async () => {
      const archive = (name: string): Promise<{ code: number; out: string }> =>
        command(['archive', `${root}/G-pitr-damaged/${name}`]);
      const gap = await archive('1-gap-between-backups');
      assert.equal(gap.code, 1);
      assert.match(gap.out, /gap {2}0{7}1[0-9A-F]{16}/);
      assert.equal((await archive('2-history-missing')).code, 1);
      assert.equal((await command(['archive', `${root}/B-pitr-archive`])).code, 0);
    });

    it('looks into every segment of an archive, down to the first page', async () => {
      const codes = async (set: string, level: string): Promise<string[]> => {
        const { out } = await command(['verify', `${root}/${set}/archive`, '--level', level, '--json']);
        return (JSON.parse(out) as Report).archives.flatMap(({ findings }) =>
          findings.map(({ code }) => code),
        );
      };
      assert.deepEqual(await codes('C-damaged/08-other-cluster', 'names'), []);
      assert.deepEqual(await codes('C-damaged/08-other-cluster', 'headers'), ['foreign-segment']);
      assert.deepEqual(await codes('C-damaged/03b-recycled-middle', 'headers'), ['recycled-segment']);
      assert.deepEqual(await codes('C-damaged/06-truncated-half', 'headers'), ['truncated-segment']);
      assert.deepEqual(await codes('B-pitr-archive', 'headers'), []);
    });

    it('gives one report for everything, as JSON', async () => {
      const { out, code } = await command(['list', root, '--json']);
      const report = JSON.parse(out) as Report;
      assert.equal(code, 1);
      assert.equal(report.reportVersion, 1);
      const set = report.sets.find(({ path }) => path === `${root}/A-standalone/backup`);
      assert.ok(set);
      assert.equal(set.requiredWal.count, expected('A-standalone').segments_needed.length);
      assert.equal(set.serverVersion, version);
      assert.match(set.systemIdentifier ?? '', /^\d{19}$/);
      for (const finding of report.sets.flatMap(({ findings }) => findings)) {
        assert.doesNotMatch(finding.message + finding.hint, /undefined|NaN/);
      }
    });
  });
}

describe('the command line on hostile folders', () => {
  const folder = temporaryFolder();

  it('lists what is good beside it, and sends no control character to the terminal', async () => {
    const evil = `${folder.path}/evil\u001b[31m\n<b>`;
    mkdirSync(evil);
    writeFileSync(
      `${evil}/backup_label`,
      'START WAL LOCATION: 0/2000020 (file 000000010000000000000002)\n' +
        'CHECKPOINT LOCATION: 0/2000020\nSTART TIME: 2026-01-01 00:00:00 UTC\nLABEL: \u001b]0;owned\u0007\u202e\n',
    );
    mkdirSync(`${folder.path}/garbage`);
    writeFileSync(`${folder.path}/garbage/backup_label`, Buffer.alloc(100_000, 0xff));
    cpSync(`${await fixture('9.6')}/A-standalone`, `${folder.path}/good`, { recursive: true });
    const { out, err, code } = await command(['list', folder.path]);
    assert.notEqual(code, 0);
    assert.notEqual(code, 2);
    assert.doesNotMatch((out + err).replaceAll('\n', ''), /[\p{Cc}\u202e]/u);
    assert.match(out, /○ complete .*good\/backup/);
    assert.match(out, /\? undetermined .*garbage\/backup_label/);
    assert.match(out, /␛]0;owned␇/);
  });
});
