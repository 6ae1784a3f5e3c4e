import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ServerController } from '../../src/vscode/servers/serverController';
import type { Ui } from '../../src/vscode/servers/dialogs/ui';
import { EXTENSION_ID, SETTINGS, SETTINGS_PREFIX } from '../../src/vscode/ids';
import { startedOf, PlayedBackup } from '../unit/servers/support/facts';
import { until } from './support/editor';
import { inspector } from './support/inspector';

const NAME = 'nobody';

describe('the work with servers in VS Code', () => {
  let controller: ServerController;
  let own: Ui;
  const reported: string[] = [];
  const confirmed: string[] = [];
  const copied: string[] = [];

  before(async () => {
    const api = await inspector();
    await api.test.load();
    controller = await api.test.controller();
    own = { ...controller.services.ui };
    const played: Partial<Ui> = {
      ask: (_title, _steps, answers) => Promise.resolve(answers),
      confirm: ({ question }) => {
        confirmed.push(question);
        return Promise.resolve(true);
      },
      report: (loudness, message) => {
        reported.push(`${loudness}: ${message}`);
        return Promise.resolve(undefined);
      },
      refuse: (message, detail) => {
        reported.push(`refused: ${message} ${detail}`);
        return Promise.resolve();
      },
      copy: (text) => {
        copied.push(text);
        return Promise.resolve();
      },
    };
    Object.assign(controller.services.ui, played);
    // Nothing listens on port 1.
    await controller.services.connections.save(
      { name: NAME, host: '127.0.0.1', port: 1, user: 'postgres' },
      undefined,
    );
  });

  after(async () => {
    if (controller.services.connections.find(NAME) !== undefined)
      await controller.services.connections.remove(NAME);
    Object.assign(controller.services.ui, own);
  });

  const run = (command: string, ...args: unknown[]): Thenable<unknown> =>
    vscode.commands.executeCommand(`pgBackupInspector.${command}`, ...args);

  it('keep connections in the setting of the machine', () => {
    const inspected = vscode.workspace
      .getConfiguration(SETTINGS_PREFIX)
      .inspect<{ name: string }[]>(SETTINGS.connections);
    assert.deepEqual(
      inspected?.globalValue?.map(({ name }) => name),
      [NAME],
    );
    assert.equal(inspected.workspaceValue, undefined);
  });

  it('say of a server that does not answer what is wrong and what to do', async () => {
    reported.length = 0;
    await run('testConnection', { connection: NAME });
    const message = await until('a message', () => reported.find((text) => text.startsWith('error: ')));
    assert.match(message, /127\.0\.0\.1/);
    const api = await inspector();
    const { serverView } = api.test;
    const element = await until('the server in the view', () =>
      serverView.provider.getChildren().find(({ node }) => node.label === NAME),
    );
    assert.match(
      serverView.provider.getTreeItem(element).accessibilityInformation?.label ?? '',
      /^Server nobody, unreachable/,
    );
  });

  it('show a running backup in tree, status bar and document, and end it when asked', async () => {
    const backup = new PlayedBackup(startedOf({ label: 'host $(bug)', startTime: new Date().toISOString() }));
    await controller.services.heldBackups.add(backup.held({ connection: NAME }));
    const api = await inspector();
    const { provider } = api.test.serverView;
    const server = await until('the server', () =>
      provider.getChildren().find(({ node }) => node.traits.includes('running')),
    );
    const [shown] = provider.getChildren(server);
    assert.equal(shown?.node.label, 'Backup host $(bug)');
    await run('showBackup', 'deadbeef');
    const { activeTextEditor } = vscode.window;
    assert.match(activeTextEditor?.document.getText() ?? '', /Start location +0\/2000028/);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      activeTextEditor?.document.uri,
      5,
    );
    assert.equal(lenses.map(({ command }) => command?.title)[0], 'Copy facts');
    await run('copyBackupFacts', 'deadbeef');
    assert.match(copied.at(-1) ?? '', /First WAL segment +000000010000000000000002/);
    await run('abortBackup', shown);
    assert.equal(backup.aborted, 1);
    assert.match(confirmed.at(-1) ?? '', /^Abort the backup “host/);
    assert.deepEqual(controller.services.heldBackups.all, []);
  });

  it('type the commands that copy into a terminal, and run none of them', async () => {
    const backup = new PlayedBackup(startedOf({ label: 'typed' }));
    const copy = {
      dataDirectory: '/nonexistent/data',
      versionNum: 150000,
      exclusive: false,
      tablespaces: [],
    };
    await controller.services.heldBackups.add(
      backup.held({ connection: NAME, copy, folder: '/nonexistent/copy' }),
    );
    const before = new Set(vscode.window.terminals);
    await run('pasteCopyCommand', 'deadbeef', 'tar');
    const terminal = await until('a terminal', () =>
      vscode.window.terminals.find((each) => !before.has(each)),
    );
    assert.equal(terminal.name, 'Copy of typed');
    terminal.dispose();
    await controller.services.heldBackups.forget('deadbeef');
  });

  it('tell at once of a backup whose session is gone, and take it from the view when that was seen', async () => {
    reported.length = 0;
    const backup = new PlayedBackup(startedOf({ label: 'lost one' }));
    await controller.services.heldBackups.add(backup.held({ connection: NAME }));
    backup.lose();
    const message = await until('the message', () => reported.find((text) => text.includes('lost one')));
    assert.match(message, /^error: The backup “lost one” of nobody is lost\. The session was terminated\./);
    await until('nothing held', () => (controller.services.heldBackups.all.length === 0 ? true : undefined));
  });

  it('keep a connection whose backup runs, and remove it afterwards', async () => {
    reported.length = 0;
    const backup = new PlayedBackup();
    await controller.services.heldBackups.add(backup.held({ connection: NAME }));
    await run('removeConnection', { connection: NAME });
    assert.match(reported[0] ?? '', /^refused: The connection nobody is in use/);
    await controller.services.heldBackups.forget('deadbeef');
    await run('removeConnection', { connection: NAME });
    assert.equal(controller.services.connections.find(NAME), undefined);
    assert.match(confirmed.at(-1) ?? '', /^Remove the connection nobody\?/);
  });

  it('ask the server to end what runs when the window closes, and wait for that', async () => {
    const backup = new PlayedBackup(startedOf({ label: 'until the window closes' }));
    await controller.services.heldBackups.add(backup.held({ connection: NAME }));
    const extension = vscode.extensions.getExtension(EXTENSION_ID);
    assert.ok(extension);
    // The function that VS Code calls when a window closes: the module is loaded once in an extension host.
    const { main } = extension.packageJSON as { readonly main: string };
    const load = createRequire(join(extension.extensionPath, 'package.json'));
    const { deactivate } = load(join(extension.extensionPath, main)) as { deactivate: () => Promise<void> };
    await deactivate();
    assert.equal(backup.aborted, 1);
    assert.equal(backup.state, 'aborted');
    await controller.services.heldBackups.forget('deadbeef');
  });
});
