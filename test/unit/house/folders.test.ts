import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';

const allowed = ['src', 'webview', 'media', 'test', 'docs', 'l10n', 'build'];
/** Made by tools; git ignores them. */
const made = ['node_modules', 'dist', 'coverage'];

describe('the top of the project', () => {
  it('holds no other folders than the design names', () => {
    const folders = readdirSync('.', { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name);
    assert.deepEqual(
      folders.filter((name) => !allowed.includes(name) && !made.includes(name)),
      [],
    );
  });

  it('holds no other suites than the launchers know', () => {
    const suites = readdirSync('test', { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    const known = ['unit', 'postgres', 'host', 'ui', 'bench', 'fixtures', 'run', 'support'];
    assert.deepEqual(
      suites.filter((name) => !known.includes(name)),
      [],
    );
  });
});
