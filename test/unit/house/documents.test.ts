import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { globSync } from 'tinyglobby';
import { anchorOf, anchorsOf, deadLinks, headingsOf, linksOf } from './support/markdownLinks';

const readmeWords = 1000;
const decisions = 'docs/decisions/README.md';

describe('the documents', () => {
  const documents = globSync(['*.md', 'docs/**/*.md', '.github/**/*.md', 'test/**/*.md', 'src/**/*.md'], {
    dot: true,
    ignore: ['**/node_modules/**'],
  }).sort();

  it(`greet with a README of at most ${readmeWords} words`, () => {
    const words = readFileSync('README.md', 'utf8').split(/\s+/).filter(Boolean).length;
    assert.ok(words > 300 && words <= readmeWords, `${words} words`);
  });

  it('lead to files and headings that exist', () => {
    assert.ok(documents.includes('README.md') && documents.includes('docs/findings.md'));
    assert.deepEqual(
      documents.flatMap((document) => deadLinks('.', document)),
      [],
    );
  });

  it('are all reached from the README, over any number of links', () => {
    const reached = new Set(['README.md']);
    for (const document of reached)
      for (const link of linksOf(readFileSync(document, 'utf8'))) {
        const [path = ''] = link.split('#');
        const file = new URL(path, `file:///${document}`).pathname.slice(1);
        if (file.endsWith('.md') && !/^[a-z]+:/.test(path) && existsSync(file)) reached.add(file);
      }
    const shelved = documents.filter((path) => /^([A-Z]+\.md|docs\/.*\.md)$/.test(path));
    assert.deepEqual(
      shelved.filter((path) => !reached.has(path)),
      [],
    );
  });

  it('name files of the project by paths that exist', () => {
    const sources = globSync(['src/**', 'webview/**', 'build/**', 'test/**/*.{ts,mjs}']);
    const known = new Set(sources.flatMap((path) => [path, path.replace(/^src\//, ''), basename(path)]));
    const named = /`([\w./-]+\.(?:ts|mjs))`/g;
    const gone = documents.flatMap((document) =>
      [...readFileSync(document, 'utf8').matchAll(named)]
        .map(([, path = '']) => path)
        .filter((path) => !known.has(path) && !existsSync(path) && !path.includes('NAME'))
        .map((path) => `${document}: ${path}`),
    );
    assert.ok(known.size > 500);
    assert.deepEqual(gone, []);
  });

  it('list every decision in the table of contents, in order', () => {
    const contents = linksOf(readFileSync(decisions, 'utf8')).filter((link) => link.includes('#'));
    const areas = globSync('docs/decisions/*.md')
      .filter((file) => file !== decisions)
      .map((file) => file.slice('docs/decisions/'.length));
    const ofArea = (area: string): string[] =>
      headingsOf(readFileSync(`docs/decisions/${area}`, 'utf8'))
        .slice(1)
        .map((heading) => `${area}#${anchorOf(heading)}`);
    for (const area of areas)
      assert.deepEqual(
        contents.filter((link) => link.startsWith(area)),
        ofArea(area),
        `add what is new in ${area} to ${decisions}`,
      );
  });
});

describe('links in Markdown', () => {
  it('are found in text and pictures, and not in code', () => {
    const text =
      '[a](b.md#c) ![d](e.png)\n<img src="f.png">\n`[g](h)`\n\n    [i](j)\n\n```ts\n[k](l)\n```\n[m](n)';
    assert.deepEqual(linksOf(text), ['b.md#c', 'e.png', 'f.png', 'n']);
  });

  it('lead to anchors that viewers make of headings', () => {
    const text = '# A b\n## “Yes” needs `x_y`; c …?\n## A b\n```\n# no heading\n```\n';
    assert.deepEqual(anchorsOf(text), ['a-b', 'yes-needs-x_y-c-', 'a-b-1']);
  });
});
