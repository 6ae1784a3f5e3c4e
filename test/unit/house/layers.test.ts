import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { brokenLayers, crowdedDirectories, modelsThatShow } from './support/layers';
import { importsOf, readImportGraph } from './support/importGraph';
import type { Import } from './support/importGraph';

/** A graph of modules that exist only here. */
function imagine(files: Readonly<Record<string, string>>): Import[] {
  return Object.entries(files).flatMap(([path, text]) =>
    importsOf(path, text, (specifier) => `${posix.join(posix.dirname(path), specifier)}.ts`),
  );
}

describe('the layers of core', () => {
  const graph = readImportGraph(process.cwd(), ['src', 'webview']);

  it('import only downwards', () => {
    assert.ok(
      graph.some(({ from, to }) => from.startsWith('src/core/catalog/') && to.startsWith('src/core/model/')),
    );
    assert.deepEqual(brokenLayers(graph), []);
  });

  it('leave no file of core outside of a layer', () => {
    const files = new Set(graph.map(({ from }) => from).filter((path) => path.startsWith('src/core/')));
    assert.deepEqual(
      [...files].filter((path) => path.split('/').length < 4),
      [],
    );
  });

  it('catch an import that leads up', () => {
    const broken = brokenLayers(imagine({ 'src/core/wal/a.ts': "import { b } from '../formats/b';" }));
    assert.deepEqual(broken, ['src/core/wal/a.ts imports src/core/formats/b.ts']);
  });

  it('catch a type that leads up, and an import between neighbours', () => {
    const files = {
      'src/core/model/a.ts': "import type { B } from '../verify/records/b';",
      'src/core/report/a.ts': "import { b } from '../complete/b';",
      'src/core/ground/a.ts': "export type A = import('../wal/lsn').Lsn;",
    };
    assert.equal(brokenLayers(imagine(files)).length, 3);
  });

  it('catch a directory that has no layer', () => {
    assert.equal(
      brokenLayers(imagine({ 'src/core/other/a.ts': "import { b } from '../ground/b';" })).length,
      1,
    );
  });

  it('let imports within a layer and downwards pass', () => {
    const files = {
      'src/core/verify/files/a.ts': "import { b } from './b'; import { c } from '../../ground/c';",
      'src/core/timeline/a.ts': "import { b } from '../restore/b';",
    };
    assert.deepEqual(brokenLayers(imagine(files)), []);
  });
});

describe('the models of the extension', () => {
  it('import nothing that is built on them', () => {
    assert.deepEqual(modelsThatShow(readImportGraph(process.cwd(), ['src'])), []);
    const up = imagine({ 'src/vscode/tree/model/a.ts': "import { b } from '../nodes/b';" });
    const down = imagine({ 'src/vscode/tree/nodes/a.ts': "import { b } from '../model/b';" });
    assert.deepEqual([modelsThatShow(up).length, modelsThatShow(down).length], [1, 0]);
  });
});

describe('the directories of src and webview', () => {
  it('hold at most 20 source files each', () => {
    assert.deepEqual(crowdedDirectories(process.cwd(), ['src', 'webview'], 20), []);
    assert.notDeepEqual(crowdedDirectories(process.cwd(), ['src', 'webview'], 10), []);
  });
});
