import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { rangeNames } from '../../../src/core/wal/segmentName';
import { readFacts } from '../../../src/vscode/editor/model/facts';
import { hoverContent } from '../../../src/vscode/editor/model/hoverContent';
import { viewWal } from '../../../src/vscode/editor/model/walView';
import { fixture } from '../support/fixtures';
import { EMPTY } from './sampleCatalog';

interface Expected {
  readonly segments_needed?: readonly string[];
}

/** Every backup history file of the real sets, with the list that the server's own recovery confirmed. */
function histories(root: string): { path: string; needed: readonly string[] }[] {
  return readdirSync(root, { recursive: true })
    .map((name) => join(root, String(name)))
    .filter((path) => basename(path) === 'expected.json')
    .flatMap((path) => {
      const { segments_needed: needed } = JSON.parse(readFileSync(path, 'utf8')) as Expected;
      const archive = join(path, '..', 'archive');
      if (needed === undefined || needed.length === 0 || !existsSync(archive)) return [];
      const files = readdirSync(archive).filter((name) => name.endsWith('.backup'));
      return files.map((name) => ({ path: join(archive, name), needed }));
    });
}

describe('real backup history files, with nothing else known', () => {
  for (const version of ['9.2', '9.6'] as const) {
    it(`of ${version} give the list of segments by themselves`, async () => {
      const found = histories(await fixture(version));
      assert.ok(found.length > 10);
      for (const { path, needed } of found) {
        const facts = readFacts(readFileSync(path, 'utf8'), 'backup-history', basename(path));
        const view = viewWal(facts, undefined, EMPTY, true);
        const names = (view.required?.ranges ?? []).flatMap((range) => [...rangeNames(range, view.geometry)]);
        assert.deepEqual(names, needed, path);
        for (const token of facts.tokens) assert.ok(hoverContent(token, view), `${token.text} in ${path}`);
      }
    });
  }
});
