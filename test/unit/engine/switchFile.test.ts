import assert from 'node:assert/strict';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerFacts } from '../../../src/postgres/facts/serverFacts';
import { postgres } from '../../../src/postgres/entry';
import { offerSwitch, offerSwitchBack } from '../../../src/vscode/servers/backup/offerSwitch';
import { startDialog } from '../../../src/vscode/servers/backup/startDialog';
import { PostgresError } from '../../../src/postgres/postgresError';
import { factsOf, PlayedBackup } from '../servers/support/facts';
import type { PlayedServers, PlayedParts, PlayedUser } from '../servers/support/playedServers';
import { playServers, until } from '../servers/support/playedServers';

const plan = {
  mode: 'non-exclusive',
  label: 'x',
  fast: true,
  waitForArchive: true,
  walFrom: 'archive',
} as const;

describe('a file that switches archiving on', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pgbi-switch-'));
    path = join(folder, 'backup_in_progress');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const known = <T>(value: T): { readonly known: true; readonly value: T } => ({ known: true, value });
  const factsWith = (command: string): ServerFacts =>
    factsOf({ dataDirectory: known(folder), archiveCommand: known(command) });
  const isThere = (): Promise<boolean> =>
    access(path).then(
      () => true,
      () => false,
    );

  async function offer(
    command: string,
    user: PlayedUser = {},
    host = '/tmp',
  ): Promise<PlayedServers & { readonly outcome: Awaited<ReturnType<typeof offerSwitch>> }> {
    const played = playServers({ user, host });
    const facts = factsWith(command);
    const connection = await played.services.connections.resolve('shop', true);
    const connected = { layer: postgres, connection, facts };
    const outcome = await offerSwitch(played.services, connected, postgres.checkBeforeStart(facts, plan));
    return { ...played, outcome };
  }
  const manual = (file: string): string =>
    `test ! -f ${file} || (test ! -f /archive/%f && cp %p /archive/%f)`;

  it('is offered to be created as the manual has it, and put back', async () => {
    const { outcome, said } = await offer(manual(path));
    assert.deepEqual(outcome, { path, done: 'created' });
    assert.deepEqual([said.asked, await isThere()], [['switch'], true]);
    const played = playServers({ user: { presses: ['Remove It'] } });
    await offerSwitchBack(played.services, { path, done: 'created' }, true);
    assert.equal(await isThere(), false);
  });

  it('may lie in the data directory, where relative paths of the server begin', async () => {
    const { outcome } = await offer(manual('backup_in_progress'));
    assert.deepEqual(outcome, { path, done: 'created' });
  });

  it('is offered to be removed where its absence archives, and made again', async () => {
    await writeFile(path, '');
    const { outcome } = await offer(`test -f ${path} || cp %p /archive/%f`);
    assert.deepEqual([outcome, await isThere()], [{ path, done: 'removed' }, false]);
    const played = playServers({ user: { presses: ['Create It Again'] } });
    await offerSwitchBack(played.services, { path, done: 'removed' }, true);
    assert.equal(await isThere(), true);
  });

  it('is left alone where it says already what is wanted, or lies on another machine', async () => {
    await writeFile(path, '');
    assert.deepEqual((await offer(manual(path))).said.asked, []);
    await rm(path);
    const remote = await offer(manual(path), {}, 'db.example');
    assert.deepEqual([remote.outcome, remote.said.asked, await isThere()], [undefined, [], false]);
  });

  it('is left alone where the user wants that, or gives up', async () => {
    assert.equal((await offer(manual(path), { answers: { switch: 'go-on' } })).outcome, undefined);
    assert.equal((await offer(manual(path), { answers: { switch: 'canceled' } })).outcome, 'given-up');
    assert.equal(await isThere(), false);
  });

  it('is never removed where something stands in it; the start is given up, with what to do', async () => {
    await writeFile(path, 'something');
    const { outcome, said } = await offer(`test -f ${path} || cp %p /archive/%f`);
    assert.deepEqual([outcome, await isThere()], ['given-up', true]);
    assert.match(said.refused[0] ?? '', /not empty, so it was not changed/);
  });

  it('that cannot be made ends the start with the reason', async () => {
    const nowhere = join(folder, 'no', 'such', 'folder');
    const { outcome, said } = await offer(manual(nowhere));
    assert.equal(outcome, 'given-up');
    assert.match(said.refused[0] ?? '', /could not be changed: ENOENT.*as a user with the permission/);
  });

  it('is offered to be put back where the start then fails', async () => {
    const failure = new PostgresError({ reason: 'server', message: 'No.', remedy: 'Wait.' });
    const parts: PlayedParts = {
      user: { presses: ['Remove It'] },
      facts: factsWith(manual(path)),
      layer: { startBackup: () => Promise.reject(failure) },
    };
    const played = playServers(parts);
    await assert.rejects(startDialog(played.services, 'shop'), /No\./);
    await until(async () => !(await isThere()));
    assert.match(played.said.reported[0] ?? '', /was created for the backup/);
    assert.equal(await isThere(), false);
  });

  it('is remembered with the backup', async () => {
    const backup = new PlayedBackup();
    const played = playServers({
      facts: factsWith(manual(path)),
      layer: { startBackup: () => Promise.resolve(backup) },
    });
    await startDialog(played.services, 'shop');
    assert.deepEqual(played.held.get('deadbeef')?.switched, { path, done: 'created' });
  });
});
