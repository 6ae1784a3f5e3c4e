import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../support/paths';

const BUNDLE = join(projectRoot(), 'l10n', 'bundle.l10n.json');
/** The first argument of `t(…)` and of `context.t(…)`, `vscode.l10n.t(…)`: a text in single or double quotes. */
const CALL = /\bt\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")/g;

function textsOfSources(): string[] {
  const texts = new Set<string>();
  for (const folder of [join(projectRoot(), 'src'), join(projectRoot(), 'webview')]) {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts')) continue;
      for (const [, single, double] of readFileSync(join(folder, name), 'utf8').matchAll(CALL)) {
        texts.add(
          (single ?? double ?? '').replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter)),
        );
      }
    }
  }
  return [...texts].sort();
}

describe('texts for translators', () => {
  it('are all in l10n/bundle.l10n.json (PGBI_UPDATE_L10N=1 writes it)', () => {
    const texts = textsOfSources();
    assert.ok(texts.length > 50, 'texts are found in the sources');
    if (process.env['PGBI_UPDATE_L10N'] === '1') {
      const bundle = Object.fromEntries(texts.map((text) => [text, text]));
      writeFileSync(BUNDLE, `${JSON.stringify(bundle, null, 2)}\n`);
    }
    const bundle = JSON.parse(readFileSync(BUNDLE, 'utf8')) as Record<string, string>;
    assert.deepEqual(Object.keys(bundle).sort(), texts);
  });

  it('are there for every placeholder of the manifest, and no others', () => {
    const manifest = readFileSync(join(projectRoot(), 'package.json'), 'utf8');
    const used = new Set([...manifest.matchAll(/"%([\w.]+)%"/g)].map((match) => match[1] ?? ''));
    const texts = JSON.parse(readFileSync(join(projectRoot(), 'package.nls.json'), 'utf8')) as Record<
      string,
      string
    >;
    assert.deepEqual([...used].sort(), Object.keys(texts).sort());
  });
});
