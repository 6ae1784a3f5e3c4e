import assert from 'node:assert/strict';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { commands } from 'vscode';
import { COMMANDS } from '../../src/vscode/ids';
import { remove } from '../support/sampleBackup';
import type { Inspector } from './support/inspector';
import { elementAt, eventually, inspector, workspacePath } from './support/inspector';
import { placeRealSet } from './support/realSet';

describe('verification', () => {
  const folder = workspacePath('verify');
  const good = join(folder, 'B-pitr-archive');
  const bad = join(folder, '05-byte-flipped');
  let api: Inspector;

  const setAt = (path: string) => api.report().sets.find((set) => set.id === path);
  const stateOf = (path: string) => {
    const set = setAt(path);
    return set && `${set.verdict} by ${set.evidence.wal}`;
  };

  before(async () => {
    await placeRealSet('B-pitr-archive', good);
    await placeRealSet('C-damaged/05-byte-flipped', bad);
    api = await inspector();
    await api.test.catalog.refresh();
  });

  after(async () => {
    await remove(folder);
    await api.test.catalog.refresh();
  });

  it('proves a set by its records', async () => {
    const path = join(good, 'backup1');
    assert.equal(stateOf(path), 'complete by headers');
    await commands.executeCommand(COMMANDS.verifySet, path);
    assert.equal(stateOf(path), 'complete by records');
    assert.match(
      elementAt(api, 'sets', 'first weekly').node.description,
      /WAL verified, data directory not verified/,
    );
  });

  it('finds damage that no header shows, and names segment and place', async () => {
    const path = join(bad, 'backup');
    assert.equal(stateOf(path), 'complete by headers');
    await commands.executeCommand(COMMANDS.verifySet, path);
    assert.equal(stateOf(path), 'damaged by records');
    const finding = setAt(path)?.findings.find(({ code }) => code === 'record-checksum-mismatch');
    assert.equal(finding?.segment, '0000000100000002000000FE');
    assert.match(finding.lsn ?? '', /^2\/FE[0-9A-F]{6}$/);
  });

  it('keeps a result over a scan, until one of the files changes', async () => {
    const path = join(good, 'backup1');
    await api.test.catalog.refresh();
    assert.equal(stateOf(path), 'complete by records');
    const label = join(path, 'backup_label');
    await utimes(label, new Date(), new Date(2020, 1, 1));
    await api.test.catalog.refresh();
    assert.equal(stateOf(path), 'complete by headers');
  });

  it('of all sets tells to which moments an archive can recover, and its restore points', async () => {
    await commands.executeCommand(COMMANDS.verifyAll);
    const archive = await eventually(api, 'windows', () =>
      api.report().archives.find(({ path, windows }) => path.startsWith(good) && windows.length > 0),
    );
    assert.deepEqual(
      archive.windows.map(({ timeline, fromLsn, toLsn }) => [timeline, fromLsn, toLsn]),
      [
        [1, '0/41C9AE8', '0/B000000'],
        [1, '0/7697188', '0/B000000'],
        [2, '0/41C9AE8', '0/C000000'],
        [2, '0/7697188', '0/C000000'],
      ],
    );
    assert.deepEqual(
      archive.restorePoints.map(({ name, lsn }) => [name, lsn]),
      [['before_mistake', '0/91E5270']],
    );
    assert.equal(stateOf(join(bad, 'backup')), 'damaged by records');
  });

  it('of all sets once more reads what changed, and says the same', async () => {
    const before = JSON.stringify(api.report());
    await commands.executeCommand(COMMANDS.verifyAll);
    assert.equal(JSON.stringify(api.report()), before);
  });
});
