import assert from 'node:assert/strict';
import { commands, extensions } from 'vscode';

const id = 'pg-backup-inspector.pg-backup-inspector';

describe('the extension inside VS Code', () => {
  it('is found under its own name', () => {
    assert.ok(extensions.getExtension(id), `${id} is not installed`);
  });

  it('activates', async () => {
    const extension = extensions.getExtension(id);
    await extension?.activate();
    assert.equal(extension?.isActive, true);
  });

  it('registers every command that its manifest contributes', async () => {
    const extension = extensions.getExtension(id);
    await extension?.activate();
    const manifest = extension?.packageJSON as { contributes?: { commands?: { command: string }[] } };
    const registered = new Set(await commands.getCommands(true));
    const contributed = (manifest.contributes?.commands ?? []).map(({ command }) => command);
    assert.deepEqual(
      contributed.filter((command) => !registered.has(command)),
      [],
    );
  });
});
