import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The host's bundle is read at every start of the window. */
const hostLimitBytes = 60_000;

/**
 * Half of it is the driver with its protocol (68 kB), half ours: SQL and privileges of 9.1 to 18, libpq's rules for
 * connecting and logging in, the check of each
 * message before the driver reads it, and the texts of errors. It is loaded only when connecting to a server.
 */
const postgresLimitBytes = 155_000;

interface Meta {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, unknown>> }>>;
}

describe('the bundles', () => {
  let folder = '';
  let meta: Meta = { outputs: {} };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'pgbi-'));
    execFileSync(process.execPath, ['esbuild.mjs', '--outdir', folder], { stdio: 'pipe' });
    meta = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')) as Meta;
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const inputsOf = (name: string): string[] => {
    const found = Object.entries(meta.outputs).find(([path]) => path.endsWith(`/${name}`));
    assert.ok(found, `${name} is not built`);
    return Object.keys(found[1].inputs);
  };

  it(`keep the host under ${hostLimitBytes} bytes`, () => {
    const { size } = statSync(join(folder, 'extension.js'));
    assert.ok(size < hostLimitBytes, `dist/extension.js has ${size} bytes`);
  });

  it(`keep the PostgreSQL client under ${postgresLimitBytes} bytes`, () => {
    const { size } = statSync(join(folder, 'postgres.js'));
    assert.ok(size < postgresLimitBytes, `dist/postgres.js has ${size} bytes`);
  });

  it('keep the PostgreSQL client out of the host and the worker', () => {
    for (const name of ['extension.js', 'worker.js']) {
      const client = inputsOf(name).filter((path) => /node_modules\/pg|src\/postgres/.test(path));
      assert.deepEqual(client, [], name);
    }
  });

  it('keep the editor out of the worker and the command line', () => {
    for (const name of ['worker.js', 'cli.js']) {
      assert.deepEqual(
        inputsOf(name).filter((path) => path.startsWith('src/vscode/')),
        [],
      );
      assert.doesNotMatch(readFileSync(join(folder, name), 'utf8'), /require\("vscode"\)/);
    }
  });

  it('let the command line be run by its name', () => {
    const path = join(folder, 'cli.js');
    assert.ok(readFileSync(path, 'utf8').startsWith('#!/usr/bin/env node\n'));
    if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o111, 0o111);
  });
});
