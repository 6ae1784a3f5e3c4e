import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';

/** VS Code calls it by name. */
const CALLED_FROM_OUTSIDE = ['src/vscode/extension.ts: activate', 'src/vscode/extension.ts: deactivate'];

const EXPORT = /^export (?:abstract )?(?:async )?(?:function\*?|const|class|interface|type) (\w+)/gm;

/** The exports of some files whose name occurs nowhere else in any of them. */
function unusedExports(texts: ReadonlyMap<string, string>, declaring: (path: string) => boolean): string[] {
  const counts = new Map<string, number>();
  for (const text of texts.values())
    for (const [word] of text.matchAll(/\w+/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...texts].flatMap(([path, text]) =>
    declaring(path)
      ? [...text.matchAll(EXPORT)]
          .filter(([, name = '']) => counts.get(name) === 1)
          .map(([, name = '']) => `${path}: ${name}`)
      : [],
  );
}

/** Names that two files of `src` export, each with its files: a reader must know which of them is meant. */
function sharedNames(texts: ReadonlyMap<string, string>): string[] {
  const files = new Map<string, Set<string>>();
  for (const [path, text] of texts)
    for (const [, name = ''] of text.matchAll(EXPORT))
      files.set(name, (files.get(name) ?? new Set<string>()).add(path));
  return [...files].flatMap(([name, paths]) => (paths.size > 1 ? [`${name}: ${[...paths].join(', ')}`] : []));
}

describe('exports', () => {
  const files = globSync(['{src,webview,test,build}/**/*.{ts,mjs}', '*.mjs'], { ignore: 'test/fixtures/**' });
  const texts = new Map(files.sort().map((path) => [path, readFileSync(path, 'utf8')]));

  it('are used somewhere', () => {
    assert.ok(files.length > 800);
    const unused = unusedExports(texts, (path) => /^(src|webview|build)\//.test(path));
    assert.deepEqual(
      unused.filter((found) => !CALLED_FROM_OUTSIDE.includes(found)),
      [],
    );
  });

  it('of src have a name of their own', () => {
    assert.deepEqual(sharedNames(new Map([...texts].filter(([path]) => path.startsWith('src/')))), []);
  });

  it('with one name in two files are found', () => {
    const made = new Map([
      ['a.ts', 'export type Place = 1;\nexport const Place = 1;\nexport function placeOf(): void {}\n'],
      ['b.ts', 'export async function placeOf(): Promise<void> {}\nfunction other(): void {}\n'],
    ]);
    assert.deepEqual(sharedNames(made), ['placeOf: a.ts, b.ts']);
  });

  it('are found if nothing uses them', () => {
    const made = new Map([
      ['a.ts', 'export function used(): void {}\nexport const lost = 1;\nexport interface Gone {}\n'],
      ['b.ts', "import { used } from './a';\nused();\n"],
    ]);
    assert.deepEqual(
      unusedExports(made, () => true),
      ['a.ts: lost', 'a.ts: Gone'],
    );
  });
});
