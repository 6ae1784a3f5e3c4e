import assert from 'node:assert/strict';
import { copyCommand, copyFacts, pasteCommand } from '../../../src/vscode/servers/backup/copyActions';
import type { HeldBackup } from '../../../src/engine/backup/heldBackup';
import { PlayedBackup, startedOf } from './support/facts';
import type { PlayedServers } from './support/playedServers';
import { playServers } from './support/playedServers';

describe('the commands that copy, where they are used', () => {
  const heldOf = (dataDirectory?: string, more: Partial<HeldBackup> = {}): HeldBackup =>
    new PlayedBackup(startedOf({ label: 'of the shop' })).held({
      ...(dataDirectory === undefined
        ? {}
        : { copy: { dataDirectory, versionNum: 150000, exclusive: false, tablespaces: [] } }),
      ...more,
    });
  const paste = (held: HeldBackup, tool?: string): PlayedServers['said'] => {
    const { services, said } = playServers();
    pasteCommand(services, held, tool);
    return said;
  };

  it('are typed into a terminal as one line that is not run', () => {
    const { typed } = paste(heldOf('/srv/pg data', { folder: "/copies/o'brien" }), 'tar');
    assert.equal(typed.length, 1);
    assert.match(
      typed[0] ?? '',
      /^Copy of of the shop: mkdir -p -m 700 -- '\/copies\/o'\\''brien' && tar -c /,
    );
    assert.ok(!/[\n\r]/.test(typed[0] ?? ''));
    assert.match(paste(heldOf('/srv/data')).typed[0] ?? '', /&& rsync -a /);
  });

  it('are neither typed nor copied where a path holds what a terminal would act on', async () => {
    for (const path of ['/srv/a\nrm -rf x', '/srv/a\u0003', '/srv/\u001b[2J']) {
      const { services, said } = playServers();
      pasteCommand(services, heldOf(path), undefined);
      await copyCommand(services, heldOf(path), 'rsync');
      assert.deepEqual([said.typed, said.copied], [[], []]);
      assert.equal(said.reported.length, 2);
      for (const text of said.reported)
        assert.match(text, /^warning: A path of the server contains a control/);
    }
  });

  it('are not there where the server does not tell its data directory', async () => {
    assert.match(paste(heldOf()).reported[0] ?? '', /does not show the path of its data directory/);
    const { services, said } = playServers();
    await copyCommand(services, heldOf(), 'rsync');
    assert.deepEqual(said.copied, []);
  });

  it('go onto the clipboard a line each, and so do the facts', async () => {
    const { services, said } = playServers();
    await copyCommand(services, heldOf('/srv/data', { folder: '/copy' }), 'rsync');
    await copyFacts(services, heldOf('/srv/data'));
    assert.equal(said.copied[0]?.split('\n').length, 3);
    assert.match(said.copied[1] ?? '', /^Start location +0\/2000028$/m);
  });
});
