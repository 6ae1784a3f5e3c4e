import assert from 'node:assert/strict';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import * as vscode from 'vscode';
import { inspector } from './support/inspector';
import { placeRealSet } from './support/realSet';

describe('agents of the window', () => {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const place = join(folder?.uri.fsPath ?? '', 'agents');

  before(async () => {
    await mkdir(place, { recursive: true });
    await placeRealSet('C-damaged/03-recycled-stop', join(place, 'set'));
  });
  after(() => rm(place, { recursive: true, force: true }));

  it('are offered a server that answers about the workspace, and nothing else', async () => {
    const api = await inspector();
    const [server, ...others] = api.test.mcpServers.offered();
    assert.ok(server !== undefined && folder !== undefined && others.length === 0);
    assert.deepEqual(server.args.slice(1), ['mcp', '--root', folder.uri.fsPath]);
    const client = new Client({ name: 'test', version: '1' });
    const { command, args, env } = server;
    await client.connect(new StdioClientTransport({ command, args: [...args], env, stderr: 'inherit' }));
    try {
      const { tools } = await client.listTools();
      assert.ok(tools.some(({ name }) => name === 'verify_backup'));
      const listed = await client.callTool({ name: 'list_backups', arguments: {} });
      assert.match(JSON.stringify(listed), /recycled-segment/);
    } finally {
      await client.close();
    }
  });

  it('find it where VS Code has the interface: 1.100, the oldest version that is promised, has not', async () => {
    const api = await inspector();
    const [major = 0, minor = 0] = vscode.version.split('.').map(Number);
    assert.equal(api.test.mcpServers.isRegistered, major > 1 || minor >= 101);
  });
});
