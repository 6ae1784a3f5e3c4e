import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { importsOf, loadedWith, readImportGraph } from './support/importGraph';
import type { Import } from './support/importGraph';
import { brokenWalls } from './support/walls';

const entry = 'src/vscode/extension.ts';

/** A graph of modules that exist only here. */
function imagine(files: Readonly<Record<string, string>>): Import[] {
  return Object.entries(files).flatMap(([path, text]) =>
    importsOf(path, text, (specifier) => `${posix.join(posix.dirname(path), specifier)}.ts`),
  );
}

describe('the walls between the folders', () => {
  const graph = readImportGraph(process.cwd(), ['src', 'webview']);

  it('are read from real sources', () => {
    assert.ok(graph.some(({ from, to }) => from === entry && to === 'vscode'));
    assert.ok(graph.some(({ from, isFile }) => from.startsWith('src/core/') && isFile));
  });

  it('hold everywhere', () => {
    assert.deepEqual(brokenWalls(graph), []);
  });

  it('keep words for a screen out of the engine', () => {
    const words = graph.filter(
      ({ from, to }) => from.startsWith('src/engine/') && to.startsWith('src/core/report/'),
    );
    assert.deepEqual(words, []);
    assert.ok(graph.some(({ from, to }) => from.startsWith('src/cli/') && to.startsWith('src/engine/')));
    assert.ok(graph.some(({ from, to }) => from.startsWith('src/vscode/') && to.startsWith('src/engine/')));
  });

  it('leave what verifies and completes to the engine', () => {
    const deciding =
      /^src\/core\/proofs\/(with|setJob|windows)|^src\/engine\/read\/(verifier|readRecordsOfArchive|findStops)/;
    const mouths = graph.filter(({ from, to }) => /^src\/(cli|vscode)\//.test(from) && deciding.test(to));
    assert.deepEqual(mouths, []);
  });

  it('lead every relative import to a file', () => {
    const lost = graph.filter(({ to, isFile }) => isFile && !/\.(ts|tsx|mts|mjs|js|json|css|md)$/.test(to));
    assert.deepEqual(lost, []);
  });

  it('keep the PostgreSQL client out of what activation loads', () => {
    const loaded = [...loadedWith(graph, entry)];
    assert.ok(loaded.length > 10);
    const client = loaded.filter((path) => /^pg([-/]|$)/.test(path) || path.startsWith('src/postgres/'));
    assert.deepEqual(client, []);
  });

  it('keep the PostgreSQL client out of what the command line loads without a connection', () => {
    const loaded = [...loadedWith(graph, 'src/cli/main.ts')];
    assert.ok(loaded.includes('src/cli/commands/checkCommand.ts'));
    const client = loaded.filter((path) => /^pg([-/]|$)/.test(path) || path.startsWith('src/postgres/'));
    assert.deepEqual(client, []);
  });
});

describe('the check of the walls', () => {
  const violations: [title: string, path: string, text: string][] = [
    ['core using the editor', 'src/core/a.ts', "import * as vscode from 'vscode';"],
    ['core using a type of the editor', 'src/core/a.ts', "import type { Uri } from 'vscode';"],
    ['core using Node', 'src/core/a.ts', "import { join } from 'node:path';"],
    ['core using a package', 'src/core/wal/a.ts', "import { x } from 'fzstd';"],
    ['core using io', 'src/core/wal/a.ts', "import { x } from '../../io/paths';"],
    ['core passing on what is in io', 'src/core/a.ts', "export * from '../io/paths';"],
    ['core naming a type of Node', 'src/core/a.ts', "export type A = import('node:fs').Stats;"],
    ['core loading a module late', 'src/core/a.ts', "export const a = () => import('../io/paths');"],
    ['core loading by require', 'src/core/a.ts', "export const a = () => require('node:fs');"],
    ['core loading what only the run tells', 'src/core/a.ts', 'export const a = (x) => import(x);'],
    ['a worker using the editor', 'src/worker/a.ts', "import { Uri } from 'vscode';"],
    ['the engine using the editor', 'src/engine/a.ts', "import { Uri } from 'vscode';"],
    ['the engine using the command line', 'src/engine/a.ts', "import { a } from '../cli/run';"],
    ['a worker using the engine', 'src/worker/a.ts', "import { a } from '../engine/run';"],
    ['the command line using the editor', 'src/cli/a.ts', "import { a } from '../vscode/ids';"],
    ['the host using the client', 'src/vscode/a.ts', "import pg from 'pg';"],
    ['the host loading the client late', 'src/vscode/a.ts', "export const a = () => import('pg');"],
    ['the host loading src/postgres at once', 'src/vscode/a.ts', "import { a } from '../postgres/entry';"],
    ['the host using browser code', 'src/vscode/a.ts', "import { a } from '../../webview/timeline/main';"],
    ['a webview using the host', 'webview/timeline/a.ts', "import { a } from '../../src/vscode/ids';"],
    ['a webview using Node', 'webview/timeline/a.ts', "import { join } from 'node:path';"],
    [
      'the kit outside webview/ui',
      'webview/timeline/a.ts',
      "import { x } from '@vscode/webview-ui-toolkit';",
    ],
    ['a folder without a layer', 'src/other/a.ts', "import { a } from '../core/a';"],
  ];

  for (const [title, path, text] of violations) {
    it(`catches ${title}`, () => {
      assert.equal(brokenWalls(imagine({ [path]: text })).length, 1);
    });
  }

  const allowed: [title: string, path: string, text: string][] = [
    ['core using core', 'src/core/wal/a.ts', "import { a } from '../finding';"],
    [
      'the host loading src/postgres late',
      'src/vscode/a.ts',
      "export const a = () => import('../postgres/entry');",
    ],
    [
      'the host naming types of src/postgres',
      'src/vscode/a.ts',
      "import type { A } from '../postgres/entry';",
    ],
    ['src/postgres using the client', 'src/postgres/a.ts', "import pg from 'pg';"],
    ['the kit inside webview/ui', 'webview/ui/a.ts', "import { x } from '@vscode/webview-ui-toolkit';"],
    ['a webview using core', 'webview/timeline/a.ts', "import { a } from '../../src/core/wal/lsn';"],
  ];

  for (const [title, path, text] of allowed) {
    it(`lets ${title} pass`, () => {
      assert.deepEqual(brokenWalls(imagine({ [path]: text })), []);
    });
  }

  it('follows what is loaded at once through several files, but not what is loaded late or is a type', () => {
    const graph = imagine({
      'src/vscode/extension.ts':
        "import './a'; import type { T } from './t'; export const l = () => import('./late');",
      'src/vscode/a.ts': "export { b } from './b';",
      'src/vscode/b.ts': "import pg from 'pg'; import './extension';",
      'src/vscode/late.ts': "import 'fzstd';",
    });
    const loaded = loadedWith(graph, 'src/vscode/extension.ts');
    assert.deepEqual([...loaded].sort(), [
      'pg',
      'src/vscode/a.ts',
      'src/vscode/b.ts',
      'src/vscode/extension.ts',
    ]);
  });
});
