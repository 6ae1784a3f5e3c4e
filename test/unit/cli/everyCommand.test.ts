import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { type Command, COMMAND_NAMES, commandSpecOf } from '../../../src/cli/commandTable';
import { projectRoot } from '../../support/paths';
import { temporaryFolder } from '../io/temporary';
import { fixture } from '../support/fixtures';
import { command } from './console';

interface Lines {
  /** Refused before anything is read; nothing on stdout. */
  readonly wrong: readonly string[];
  /** Over a directory DIR that holds anything; absent for commands that read none. */
  readonly over?: readonly string[];
  /** Prints much over the fixture ROOT, for a reader that goes away. */
  readonly long?: string;
}

/** A new command does not compile without its row. */
const TABLE: Record<Command, Lines> = {
  list: {
    wrong: [
      'list',
      'list --bogus DIR',
      'list DIR --level names',
      'list DIR --format yaml',
      'list DIR --wal-segment-size 3',
    ],
    over: [
      'list DIR',
      'list DIR --format markdown',
      'list DIR --format junit',
      'list DIR --format sarif',
      'list DIR --format prometheus',
    ],
    long: 'list ROOT --json',
  },
  segments: {
    wrong: [
      'segments',
      'segments 0/1',
      'segments 0/2 0/1',
      'segments DIR --missing --present',
      'segments 0/1 FFFFFFFFF/0',
      'segments 0/1 0/2 --timeline -1',
    ],
    over: ['segments DIR', 'segments DIR --missing'],
    long: 'segments 0/2000020 FFFFFFFF/0 -q',
  },
  verify: {
    wrong: ['verify', 'verify DIR --level deep', 'verify DIR --server-version 7', 'verify DIR --exact'],
    over: ['verify DIR', 'verify DIR --files', 'verify DIR --level names'],
    long: 'verify ROOT --json',
  },
  archive: { wrong: ['archive', 'archive DIR --files'], over: ['archive DIR'], long: 'archive ROOT --json' },
  'recover-to': {
    wrong: [
      'recover-to',
      'recover-to latest',
      'recover-to 2026-13-01 DIR',
      'recover-to xid:-1x: DIR --level deep',
      'recover-to latest DIR --target x',
    ],
    over: ['recover-to latest DIR', 'recover-to 0/1000000 DIR --exact', 'recover-to name:x DIR'],
    long: 'recover-to latest ROOT --json',
  },
  windows: {
    wrong: ['windows', 'windows DIR --level all'],
    over: ['windows DIR'],
    long: 'windows ROOT --json',
  },
  'restore-steps': {
    wrong: ['restore-steps', 'restore-steps DIR DIR', 'restore-steps DIR --files'],
    over: ['restore-steps DIR', 'restore-steps DIR --target latest'],
    long: 'restore-steps ROOT/backup2 --archive ROOT/archive',
  },
  obsolete: {
    wrong: [
      'obsolete',
      'obsolete DIR',
      'obsolete DIR --keep 0',
      'obsolete DIR --keep 1 --keep-set x',
      'obsolete DIR --keep-set nothing-of-this-name',
    ],
    over: ['obsolete DIR --keep 1'],
    long: 'obsolete ROOT --keep 1 --json',
  },
  complete: {
    wrong: ['complete', 'complete DIR DIR', 'complete DIR --keep 1'],
    over: ['complete DIR', 'complete DIR --yes'],
    long: 'complete ROOT/backup2 --archive ROOT/archive',
  },
  check: {
    wrong: [
      'check',
      'check DIR --max-rpo soon',
      'check DIR --require perfect',
      'check DIR --max-ready 1',
      'check DIR --connection ,= --max-ready x',
      'check DIR --connection postgresql://a:b@c',
    ],
    over: ['check DIR', 'check DIR --max-backup-age 1d --format nagios'],
    long: 'check ROOT --json',
  },
  diff: {
    wrong: [
      'diff',
      'diff DIR',
      'diff DIR DIR',
      'diff DIR/none.json DIR/none.json',
      'diff DIR/junk DIR/junk',
      'diff DIR/deep.json DIR/deep.json',
    ],
  },
  explain: {
    wrong: ['explain', 'explain no-such-code', 'explain __proto__', 'explain ../README'],
    long: 'explain missing-segment',
  },
  mcp: { wrong: ['mcp', 'mcp DIR', 'mcp --root', 'mcp --root DIR --keep 1'] },
  completion: {
    wrong: ['completion', 'completion tcsh', 'completion bash zsh', 'completion bash --json'],
    long: 'completion bash',
  },
};

const takesJson = (name: Command): boolean => commandSpecOf(name).options.includes('json');

/** Everything below a directory, with content. */
function snapshot(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) return [`${path} -> ${readlinkSync(path)}`];
    if (entry.isDirectory()) return [path, ...snapshot(path)];
    return [
      `${path} ${String(lstatSync(path).size)} ${readFileSync(path).toString('base64').slice(0, 2000)}`,
    ];
  });
}

/** What a directory should not hold. */
function fillWithHostileFiles(folder: string): void {
  const junk = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 7919) % 256));
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const file = (path: string, content: string | Uint8Array): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  file('junk', junk);
  file('deep.json', deep);
  file(
    'set/backup_label',
    'START WAL LOCATION: FFFFFFFF/FFFFFFFF (file \u001b[2J)\nLABEL: \u001b]0;x\u0007\r\u202e<b>|`$(id)`\n',
  );
  file('set/PG_VERSION', '18\n');
  file('set/global/pg_control', junk);
  file('set/backup_manifest', deep);
  file('set/tablespace_map', '16384 /\u001b[31m/x\n'.repeat(1000));
  file('set/pg_wal/000000010000000000000001', junk);
  file('huge/backup_label', `LABEL: ${'x'.repeat(1_000_000)}\n`);
  file('huge/PG_VERSION', '-1');
  file('empty/backup_label', '');
  file('archive/000000010000000000000001', '');
  file('archive/000000010000000000000002', junk);
  file('archive/FFFFFFFFFFFFFFFFFFFFFFFF', junk);
  file('archive/000000010000000000000003.gz', Buffer.concat([Buffer.from([0x1f, 0x8b, 8]), junk]));
  file('archive/00000002.history', '1\tFFFFFFFF/FFFFFFFF\t\u001b[2J\n2\t0/0\n'.repeat(2000));
  file('archive/000000010000000000000001.00000028.backup', junk);
  file('tars/base.tar', junk);
  file('tars/base.tar.gz', junk.subarray(0, 30));
  if (process.platform === 'win32') return;
  file('name\n\u001b[31mred/backup_label', 'START WAL LOCATION: 0/2000028 (file 000000010000000000000002)\n');
  symlinkSync('..', join(folder, 'archive', 'up'));
  symlinkSync('loop', join(folder, 'loop'));
}

const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

describe('every command', () => {
  const folder = temporaryFolder();
  let hostile = '';
  const argsOf = (line: string): string[] => line.split(' ').map((word) => word.replace('DIR', hostile));
  beforeEach(() => {
    hostile = join(folder.path, 'hostile');
    mkdirSync(hostile);
    fillWithHostileFiles(hostile);
  });

  for (const name of COMMAND_NAMES) {
    const { wrong, over = [] } = TABLE[name];
    const code = name === 'check' ? 3 : 2;

    it(`${name} refuses wrong input with one line, and does nothing`, async () => {
      const before = snapshot(hostile);
      for (const line of wrong) {
        const ended = await command(argsOf(line));
        assert.deepEqual([ended.code, ended.out], [code, ''], `${line}: ${ended.err}`);
        assert.match(ended.err, /^(?:pg-backup-inspector: [^\n]+\n)+$/, line);
        assert.doesNotMatch(ended.err, CONTROL, line);
        assert.doesNotMatch(ended.err, /internal error/, line);
        if (!takesJson(name) || line.includes('--format')) continue;
        const json = await command([...argsOf(line), '--json']);
        assert.equal(json.code, code, line);
        const { error } = JSON.parse(json.out) as { error: unknown };
        assert.equal(typeof error, 'string', line);
      }
      assert.deepEqual(snapshot(hostile), before);
    });

    if (over.length === 0) continue;

    it(`${name} survives hostile files, shows no control character, and changes nothing`, async () => {
      const before = snapshot(hostile);
      for (const line of over) {
        const ended = await command(argsOf(line));
        assert.ok([0, 1, 2, 3].includes(ended.code), `${line}: ${String(ended.code)}`);
        assert.doesNotMatch(ended.err, /internal error/, line);
        assert.doesNotMatch(ended.err, CONTROL, line);
        if (!line.includes('sarif')) assert.doesNotMatch(ended.out, CONTROL, line);
        if (line.includes('--format')) continue;
        const json = await command([...argsOf(line), '--json']);
        assert.equal(json.code, ended.code, line);
        JSON.parse(json.out);
      }
      assert.deepEqual(snapshot(hostile), before);
    });

    it(`${name} says which path is not there`, async () => {
      for (const line of over) {
        const args = line.split(' ').map((word) => word.replace('DIR', '/nowhere/at all'));
        const ended = await command(args);
        assert.equal(ended.code, name === 'check' ? 3 : 2, line);
        assert.match(ended.err, /\/nowhere\/at all: no such file or directory/, line);
        if (line.includes('--format')) continue;
        JSON.parse((await command([...args, '--json'])).out);
      }
    });
  }
});

describe('every command of the bundled program', () => {
  const folder = temporaryFolder();

  /** The end of a program whose reader is gone before it writes. */
  function unread(file: string, args: readonly string[]): Promise<{ signal: string | null; err: string }> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
      child.stdout.destroy();
      let err = '';
      child.stderr.on('data', (data: Buffer) => (err += data.toString()));
      child.on('error', reject);
      child.on('close', (_, signal) => {
        resolve({ signal, err });
      });
    });
  }

  it('ends quietly if its reader is gone', async () => {
    const outfile = join(folder.path, 'cli.js');
    buildSync({
      absWorkingDir: projectRoot(),
      entryPoints: ['src/cli/main.ts'],
      loader: { '.md': 'text' },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['pg-native'],
      outfile,
      logLevel: 'error',
    });
    const root = `${await fixture('9.6')}/B-pitr-archive`;
    for (const name of COMMAND_NAMES) {
      const { long } = TABLE[name];
      if (long === undefined) continue;
      const { signal, err } = await unread(outfile, long.replaceAll('ROOT', root).split(' '));
      assert.equal(signal, null, long);
      assert.doesNotMatch(err, /EPIPE|internal error|^ +at /m, long);
    }
  });
});
