import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Command, COMMAND_NAMES, commandSpecOf } from '../../../src/cli/commandTable';
import { FORMATS } from '../../../src/cli/invocation';
import { markdownText } from '../../../src/core/report/markdownReport';
import { projectRoot } from '../../support/paths';
import { command, type Result } from '../cli/console';
import { temporaryFolder } from '../io/temporary';
import { fixture } from '../support/fixtures';

/**
 * What each command prints over a real archive of 9.6 with two backups and two timelines, as text and as JSON, and its help.
 * PGBI_UPDATE_GOLDEN=1 rewrites the files; read the difference before you keep it.
 */
const FOLDER = join(projectRoot(), 'test/fixtures/commands');

/** ROOT is that archive, OLD and NEW are reports on all of it and on a part. A new command does not compile without its row. */
const LINES: Record<Command, readonly string[]> = {
  list: ['list ROOT', 'list ROOT/backup1'],
  segments: ['segments ROOT', 'segments ROOT/backup1 --missing'],
  verify: ['verify ROOT', 'verify ROOT/backup1', 'verify ROOT --level names'],
  archive: ['archive ROOT'],
  'recover-to': [
    'recover-to latest ROOT',
    'recover-to before_mistake ROOT --exact',
    'recover-to 0/1000000 ROOT',
    'recover-to 0/7000000 ROOT --level headers',
  ],
  windows: ['windows ROOT'],
  'restore-steps': [
    'restore-steps ROOT/backup2 --archive ROOT/archive',
    'restore-steps ROOT/backup2 --archive ROOT/archive --target before_mistake',
    'restore-steps ROOT/backup2 --archive ROOT/archive --target 0/1000000',
  ],
  obsolete: ['obsolete --keep 1 ROOT'],
  complete: ['complete ROOT/backup2 --archive ROOT/archive', 'complete ROOT/backup2'],
  check: ['check ROOT', 'check ROOT --max-backup-age 26h --max-rpo 15min --min-window 7d --require complete'],
  diff: ['diff OLD NEW', 'diff OLD OLD'],
  explain: ['explain archive-gap'],
  mcp: [],
  completion: ['completion bash', 'completion zsh', 'completion fish'],
};

describe('golden output of every command', () => {
  const folder = temporaryFolder();
  let root = '';
  /** Every file that a test here compares with. */
  const names = new Set<string>();

  beforeEach(async () => {
    root = `${await fixture('9.6')}/B-pitr-archive`;
  });

  async function run(line: string): Promise<Result> {
    if (line.includes('OLD')) {
      for (const [file, path] of [
        ['old', root],
        ['new', `${root}/backup1`],
      ] as const) {
        const { out } = await command(['list', path, '--json']);
        writeFileSync(join(folder.path, `${file}.json`), out);
      }
    }
    const places: readonly (readonly [string, string])[] = [
      ['ROOT', root],
      ['OLD', join(folder.path, 'old.json')],
      ['NEW', join(folder.path, 'new.json')],
    ];
    return command(
      line.split(' ').map((word) => places.reduce((all, [name, path]) => all.replace(name, path), word)),
    );
  }

  /** Compares with the file of this name, which holds the exit code and both outputs. */
  function compare(name: string, { code, out, err }: Result): void {
    const notes = err === '' ? '' : `\n--- stderr\n${err}`;
    const text = [pathToFileURL(root).href, markdownText(root), root].reduce(
      (all, path) => all.replaceAll(path, 'ROOT'),
      `exit code ${String(code)}\n${out}${notes}`,
    );
    const file = join(FOLDER, name);
    if (process.env['PGBI_UPDATE_GOLDEN'] === '1') {
      mkdirSync(FOLDER, { recursive: true });
      writeFileSync(file, text);
    }
    assert.equal(text, readFileSync(file, 'utf8'));
  }

  function golden(title: string, name: string, result: () => Promise<Result>): void {
    names.add(name);
    it(title, async () => {
      compare(name, await result());
    });
  }

  for (const name of COMMAND_NAMES) {
    golden(`${name} --help`, `${name}-help.txt`, () => command([name, '--help']));
    const takesJson = commandSpecOf(name).options.includes('json');
    for (const [index, line] of LINES[name].entries()) {
      const file = `${name}-${String(index + 1)}`;
      golden(line, `${file}.txt`, () => run(line));
      if (!takesJson) continue;
      golden(`${line} --json`, `${file}-json.txt`, async () => {
        const result = await run(`${line} --json`);
        JSON.parse(result.out);
        return result;
      });
    }
  }

  for (const format of FORMATS) {
    golden(`check --format ${format}`, `check-format-${format}.txt`, () =>
      run(`check ROOT/backup1 --level headers --format ${format}`),
    );
  }

  it('leave no file of an earlier command', () => {
    assert.deepEqual(
      readdirSync(FOLDER).filter((name) => !names.has(name)),
      [],
    );
  });
});
