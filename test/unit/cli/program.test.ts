import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { fixture } from '../support/fixtures';
import { temporaryFolder } from '../io/temporary';
import { projectRoot } from '../../support/paths';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the bundled program. With `lines` its output is closed after that many lines, as `| head` does. */
function program(file: string, args: readonly string[], lines = Number.POSITIVE_INFINITY): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (data: Buffer) => {
      out += data.toString();
      if (out.split('\n').length > lines) child.stdout.destroy();
    });
    child.stderr.on('data', (data: Buffer) => (err += data.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, out, err });
    });
  });
}

describe('the bundled command line', () => {
  const folder = temporaryFolder();

  function bundle(): string {
    const outfile = join(folder.path, 'cli.js');
    buildSync({
      absWorkingDir: projectRoot(),
      entryPoints: ['src/cli/main.ts'],
      loader: { '.md': 'text' },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile,
      logLevel: 'error',
    });
    return outfile;
  }

  it('prints, exits with its code, and verifies in threads of the same file', async () => {
    const file = bundle();
    assert.deepEqual(await program(file, ['segments', '0/2000020', '0/4000000', '-q']), {
      code: 0,
      out: '000000010000000000000002\n000000010000000000000003\n',
      err: '',
    });
    assert.equal((await program(file, ['bogus'])).code, 2);
    const verified = await program(file, ['verify', join(await fixture('9.6'), 'A-standalone')]);
    assert.equal(verified.code, 0, verified.err);
    assert.match(verified.out, /○ complete[^]*WAL verified \(every record\) · data directory not verified/);
  });

  it('ends with 2 and one line after an error that nothing waited for', async () => {
    const preload = join(folder.path, 'preload.cjs');
    writeFileSync(preload, "setImmediate(() => { void Promise.reject(new Error('out of the blue')); });");
    const { code, err } = await program('-r', [preload, bundle(), 'list', folder.path]);
    assert.equal(code, 2);
    assert.match(err, /^pg-backup-inspector \S+: internal error: out of the blue\. .*report.*$/m);
    assert.doesNotMatch(err, /^ +at /m);
  });

  it('ends quietly when its reader goes away, however much there would be to print', async () => {
    const file = bundle();
    const { code, out, err } = await program(file, ['segments', '0/2000020', 'FFFFFFFF/0', '-q'], 3);
    assert.equal(code, 0);
    assert.equal(err, '');
    assert.match(out, /^000000010000000000000002\n/);
  });
});
