import assert from 'node:assert/strict';
import { circlesOf } from './support/circles';
import { importsOf, readImportGraph } from './support/importGraph';
import type { Import } from './support/importGraph';

/** A graph from texts: `{ a: 'b c' }` means that a imports b and c. */
function imagine(files: Readonly<Record<string, string>>): Import[] {
  return Object.entries(files).flatMap(([path, text]) => importsOf(path, text, (name) => name.slice(2)));
}

describe('the files of the product', () => {
  it('import each other in no circle, not even by types', () => {
    const graph = readImportGraph('.', ['src', 'webview']);
    assert.ok(graph.length > 1000);
    assert.deepEqual(circlesOf(graph), []);
  });
});

describe('the check of circles', () => {
  it('finds two files that import each other', () => {
    const graph = imagine({ a: "import { b } from './b';", b: "import { a } from './a';" });
    assert.deepEqual(circlesOf(graph), [['a', 'b']]);
  });

  it('finds a circle of types, and one through import()', () => {
    const types = imagine({ a: "import type { B } from './b';", b: "import type { A } from './a';" });
    const late = imagine({ a: "export const b = () => import('./b');", b: "import './a';" });
    assert.deepEqual(circlesOf(types), [['a', 'b']]);
    assert.deepEqual(circlesOf(late), [['a', 'b']]);
  });

  it('finds each of two circles, and a file that imports itself', () => {
    const graph = imagine({
      top: "import './a'; import './self'; import './x';",
      a: "import './b'; import './x';",
      b: "import './c';",
      c: "import './a'; import './y';",
      x: "import './y';",
      y: "import './x';",
      self: "import './self';",
    });
    assert.deepEqual(circlesOf(graph).sort(), [['a', 'b', 'c'], ['self'], ['x', 'y']]);
  });

  it('lets two ways to the same file pass', () => {
    const graph = imagine({
      top: "import './a'; import './b';",
      a: "import './base';",
      b: "import './base'; import './a';",
      base: "import 'node:fs';",
    });
    assert.deepEqual(circlesOf(graph), []);
  });
});
