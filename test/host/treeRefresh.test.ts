import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationTarget, RelativePattern, workspace } from 'vscode';
import { SETTINGS, SETTINGS_PREFIX } from '../../src/vscode/ids';
import { remove, sampleSegment, writeBackup, writeSegment } from '../support/sampleBackup';
import type { Inspector } from './support/inspector';
import { elementAt, eventually, inspector, setLabelled, workspacePath } from './support/inspector';

describe('the catalogue follows the files without a manual refresh', () => {
  const folder = workspacePath('refresh');
  let outside: string;
  let api: Inspector;

  const verdictOf = (label: string) => setLabelled(api, label)?.verdict;
  const becomes = (label: string, verdict: string | undefined) =>
    eventually(api, `"${label}" to be ${verdict ?? 'gone'}`, () =>
      verdictOf(label) === verdict ? true : undefined,
    );

  before(async () => {
    outside = await mkdtemp(join(tmpdir(), 'pgbi-'));
    // VS Code 1.100 may never watch a directory that is created inside one that it does not watch yet.
    for (const path of [folder, join(folder, 'base'), join(folder, 'wal')]) await makeWatched(path);
    await writeBackup(folder, { label: 'refresh', first: 3, last: 5 });
    api = await inspector();
    await api.test.catalog.refresh();
  });

  after(async () => {
    await archiveDirectories(undefined);
    await remove(folder);
    await remove(outside);
    await api.test.catalog.refresh();
  });

  it('when a segment is deleted and comes back', async () => {
    assert.equal(verdictOf('refresh'), 'complete');
    await remove(join(folder, 'wal', sampleSegment(4)));
    await becomes('refresh', 'incomplete');
    await writeSegment(join(folder, 'wal'), 4);
    await becomes('refresh', 'complete');
  });

  it('and keeps the element of the set, so that expansion and selection stay', async () => {
    const before = elementAt(api, 'sets', 'refresh');
    await remove(join(folder, 'wal', sampleSegment(4)));
    await becomes('refresh', 'incomplete');
    assert.equal(elementAt(api, 'sets', 'refresh'), before);
    assert.match(before.node.description, /^incomplete, /);
    await writeSegment(join(folder, 'wal'), 4);
    await becomes('refresh', 'complete');
  });

  it('when a whole backup is moved in and out', async () => {
    const made = join(outside, 'moved');
    const here = join(folder, 'moved');
    await writeBackup(made, { label: 'moved', first: 8, last: 8 });
    await rename(made, here);
    await becomes('moved', 'complete');
    await rename(here, made);
    await becomes('moved', undefined);
  });

  it('in an archive outside of the workspace, once it is named', async () => {
    const archive = join(outside, 'archive');
    await writeSegment(archive, 100);
    await archiveDirectories([archive]);
    const segments = () => api.report().archives.find(({ path }) => path.endsWith('/archive'))?.segmentCount;
    await eventually(api, 'the archive', () => (segments() === 1 ? true : undefined));
    await writeSegment(archive, 101);
    await eventually(api, 'its second segment', () => (segments() === 2 ? true : undefined));
    await archiveDirectories(undefined);
    await eventually(api, 'the archive to go', () => (segments() === undefined ? true : undefined));
  });
});

async function archiveDirectories(value: readonly string[] | undefined): Promise<void> {
  const configuration = workspace.getConfiguration(SETTINGS_PREFIX);
  await configuration.update(SETTINGS.archiveDirectories, value, ConfigurationTarget.Workspace);
}

/** Makes a directory and waits until the editor's watcher has seen it. */
async function makeWatched(path: string): Promise<void> {
  const [root] = workspace.workspaceFolders ?? [];
  assert.ok(root);
  const watcher = workspace.createFileSystemWatcher(new RelativePattern(root, '**'));
  const seen = new Promise<void>((resolve) => {
    watcher.onDidCreate(({ fsPath }) => {
      if (fsPath === path) resolve();
    });
  });
  await mkdir(path, { recursive: true });
  await seen;
  watcher.dispose();
}
