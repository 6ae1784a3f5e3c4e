import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { commands } from 'vscode';
import type { Report } from '../../src/core/report/report';
import { COMMANDS } from '../../src/vscode/ids';
import type { TreeElement } from '../../src/vscode/tree/treeElement';
import { samplesVariable } from '../run/lib/testEvent';
import { jsonDifferences } from '../support/jsonDifferences';
import { remove } from '../support/sampleBackup';
import { type Inspector, inspector, workspacePath } from './support/inspector';
import { extensionPath, fixtures, linkTree } from './support/realSet';

const run = promisify(execFile);
const MOST_OUTPUT = 256 * 1024 * 1024;

/** The command line's report on the open folder, from its bundle. */
async function commandLineReport(...words: readonly string[]): Promise<Report> {
  const file = join(extensionPath(), 'dist', 'cli.js');
  const args = [file, ...words, workspacePath(), '--json'];
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  // The samples are bad on purpose, so it exits with that code.
  const { stdout } = await run(process.execPath, args, { env, maxBuffer: MOST_OUTPUT }).catch(
    (error: unknown) => {
      if (typeof error === 'object' && error !== null && 'stdout' in error)
        return error as { stdout: string };
      throw error;
    },
  );
  return JSON.parse(stdout) as Report;
}

/** Every archive in the view, on any page. */
function archivesOf({ test }: Inspector): TreeElement[] {
  const provider = test.views.provider('archives');
  const below = (element?: TreeElement): TreeElement[] =>
    provider
      .getChildren(element)
      .flatMap((child) => (child.node.traits.includes('archive') ? [child] : below(child)));
  return below();
}

/** The workspace of `npm start`, which the launcher has made. */
function samples(): string {
  const directory = process.env[samplesVariable];
  assert.ok(directory, `${samplesVariable} is not set`);
  return directory;
}

describe('the command line and the window', () => {
  const folder = workspacePath('same');
  let api: Inspector;

  before(async () => {
    await linkTree(await fixtures('9.2'), join(folder, '9.2'));
    await linkTree(await fixtures('9.6'), join(folder, '9.6'));
    await cp(join(extensionPath(), 'test', 'fixtures', 'files'), join(folder, 'files'), { recursive: true });
    await linkTree(samples(), join(folder, 'samples'));
    api = await inspector();
    await api.test.catalog.refresh();
  });

  after(async () => {
    await remove(folder);
    await api.test.catalog.refresh();
  });

  it('list the same sets and archives, key by key', async () => {
    const window = api.report();
    assert.ok(window.sets.length > 50, String(window.sets.length));
    assert.deepEqual(jsonDifferences(await commandLineReport('list'), window), []);
  });

  it('verify them with the same result, key by key', async () => {
    // The unit suite compares the same for 9.2: reading it here as well would take a minute.
    await remove(join(folder, '9.2'));
    await api.test.catalog.refresh();
    await commands.executeCommand(COMMANDS.verifyAll);
    const archives = archivesOf(api);
    assert.equal(archives.length, api.report().archives.length);
    await commands.executeCommand(COMMANDS.verifyArchive, archives[0], archives);
    const window = api.report();
    assert.ok(window.sets.some(({ verdict }) => verdict === 'restorable'));
    assert.deepEqual(jsonDifferences(await commandLineReport('verify', '--files'), window), []);
  });
});
