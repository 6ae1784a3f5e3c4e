import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { COMMAND_NAMES, commandSpecOf } from '../../../src/cli/commandTable';
import { OPTIONS } from '../../../src/cli/options';
import { findingCodes } from '../../../src/core/report/messages';
import { temporaryFolder } from '../io/temporary';
import { aCatalog, aSet } from '../report/fabricated';
import { command } from './console';

describe('explain', () => {
  it('has a text for each finding', async () => {
    for (const code of findingCodes()) {
      const { out } = await command(['explain', code, '--json']);
      const { findings } = JSON.parse(out) as { findings: { severity: string; text: string }[] };
      assert.match(findings[0]?.severity ?? '', /error|warning|info/, code);
      assert.ok((findings[0]?.text.length ?? 0) > 40, code);
    }
  });
});

describe('help', () => {
  it('every command has one, with its options and examples', async () => {
    for (const name of COMMAND_NAMES) {
      const { code, out } = await command([name, '--help']);
      assert.equal(code, 0);
      for (const option of commandSpecOf(name).options)
        assert.ok(out.includes(`--${option}`), `${name} ${option}`);
      for (const example of commandSpecOf(name).examples) {
        assert.ok(example.startsWith(`${name} `) && out.includes(example), example);
        for (const [, option = ''] of example.matchAll(/--([a-z-]+)/g))
          assert.ok((commandSpecOf(name).options as readonly string[]).includes(option), example);
      }
    }
  });

  it('the general one lists every command, and the reference describes every command and option', async () => {
    const { out } = await command(['--help']);
    const reference = readFileSync('docs/command-line.md', 'utf8');
    for (const name of COMMAND_NAMES) {
      assert.match(out, new RegExp(`^  ${name} `, 'm'));
      assert.ok(reference.includes(`## ${name}`), name);
    }
    for (const option of Object.keys(OPTIONS)) assert.ok(reference.includes(`--${option}`), option);
  });
});

describe('completion', () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    it(`names every command for ${shell}`, async () => {
      const { out } = await command(['completion', shell]);
      for (const name of COMMAND_NAMES) assert.ok(out.includes(name), name);
    });
  }

  it('completes commands and their options in a real bash', async () => {
    const { out } = await command(['completion', 'bash']);
    const script = `${out}
COMP_WORDS=(pg-backup-inspector rec); COMP_CWORD=1; _pg_backup_inspector; echo "\${COMPREPLY[*]}"
COMP_WORDS=(pg-backup-inspector check --max-b); COMP_CWORD=2; _pg_backup_inspector; echo "\${COMPREPLY[*]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    assert.equal(stdout, 'recover-to\n--max-backup-age\n', stderr);
  });
});

describe('diff', () => {
  const folder = temporaryFolder();
  const written = async (name: string, ...sets: ReturnType<typeof aSet>[]): Promise<string> => {
    const { out } = await command(['list', '/backup', '--json'], aCatalog({ sets }));
    const path = `${folder.path}/${name}`;
    writeFileSync(path, out);
    return path;
  };

  it('a verdict that fell is worse, one that rose is better, and the exit code says so', async () => {
    const bad = await written('bad.json', aSet());
    const good = await written('good.json', aSet({ verdict: 'restorable', missing: [] }));
    const worse = await command(['diff', good, bad]);
    assert.equal(worse.code, 1);
    assert.match(worse.out, /^- \/backup\/nightly: restorable before, incomplete now$/m);
    const better = await command(['diff', bad, good]);
    assert.equal(better.code, 0);
    assert.match(better.out, /^\+ \/backup\/nightly: incomplete before, restorable now$/m);
    assert.match((await command(['diff', bad, bad])).out, /^Nothing changed\.$/m);
  });

  it('what is not a report is refused', async () => {
    const path = `${folder.path}/other.json`;
    for (const text of [
      '',
      '[]',
      '{"reportVersion":1}',
      '{"reportVersion":1,"sets":[1],"archives":[],"findings":[]}',
    ]) {
      writeFileSync(path, text);
      const { code, out, err } = await command(['diff', path, path]);
      assert.deepEqual([code, out], [2, ''], text);
      assert.match(err, /not a report that --json wrote/);
    }
    assert.equal((await command(['diff', '/nowhere', path])).code, 2);
  });
});
