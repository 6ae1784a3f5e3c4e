import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { packagedText } from '../../../build/packagedText.mjs';
import { vsix } from '../../../build/vsix.mjs';
import { installExtension } from '../../run/lib/extensionCopy';
import { linksOf } from './support/markdownLinks';

const limitBytes = 1_500_000;

/** Everything that users get; an addition here also needs one in `.vscodeignore`. */
const expected = `[Content_Types].xml
extension.vsixmanifest
extension/CHANGELOG.md
extension/LICENSE
extension/README.md
extension/SECURITY.md
extension/dist/answers.js
extension/dist/cli.js
extension/dist/completing.js
extension/dist/decoders.js
extension/dist/extension.js
extension/dist/features.js
extension/dist/postgres.js
extension/dist/segmentListText.js
extension/dist/segmentText.js
extension/dist/servers.js
extension/dist/timeline.js
extension/dist/verifying.js
extension/dist/webview/timeline.css
extension/dist/webview/timeline.js
extension/dist/webview/ui.js
extension/dist/worker.js
extension/docs/archives.md
extension/docs/findings.md
extension/docs/images/complete.png
extension/docs/images/servers-dark.png
extension/docs/images/timeline-dark.png
extension/docs/layouts.md
extension/docs/recovery.md
extension/docs/reference.md
extension/docs/report.md
extension/docs/taking-a-backup.md
extension/docs/verdicts.md
extension/l10n/bundle.l10n.json
extension/media/activity-bar.svg
extension/media/grammars/pg-backup-history.tmLanguage.json
extension/media/grammars/pg-backup-label.tmLanguage.json
extension/media/grammars/pg-tablespace-map.tmLanguage.json
extension/media/grammars/pg-timeline-history.tmLanguage.json
extension/media/icon.png
extension/media/icon.svg
extension/media/languages/pg-backup-label.json
extension/media/languages/pg-tablespace-map.json
extension/media/languages/pg-timeline-history.json
extension/media/timeline-dark.svg
extension/media/timeline-light.svg
extension/media/walkthrough/archives.md
extension/media/walkthrough/hover.md
extension/media/walkthrough/openFolder.md
extension/media/walkthrough/readTree.md
extension/media/walkthrough/servers.md
extension/media/walkthrough/timeline.md
extension/package.json
extension/package.nls.json`.split('\n');

describe('the package', () => {
  let bytes: Uint8Array;
  let files: Readonly<Record<string, Uint8Array>>;

  before(() => {
    bytes = vsix('.');
    files = unzipSync(bytes);
  });

  it('holds exactly the files that users need', () => {
    assert.deepEqual(Object.keys(files).sort(), expected);
  });

  it(`has less than ${limitBytes} bytes`, () => {
    assert.ok(bytes.length < limitBytes, `${bytes.length} bytes`);
  });

  it('is the same for the same files', () => {
    assert.ok(Buffer.from(vsix('.')).equals(bytes));
  });

  it('has every file that package.json and its own manifest name', () => {
    const manifest = strFromU8(files['extension/package.json'] ?? new Uint8Array());
    const named = [...manifest.matchAll(/"(?:\.\/)?((?:media|dist)\/[^"]+)"/g)].map(
      ([, path = '']) => `extension/${path}`,
    );
    const assets = [
      ...strFromU8(files['extension.vsixmanifest'] ?? new Uint8Array()).matchAll(/ Path="([^"]+)"/g),
    ].map(([, path = '']) => path);
    assert.ok(named.length > 10 && assets.length === 5);
    assert.deepEqual(
      [...named, ...assets].filter((path) => !(path in files)),
      [],
    );
  });

  it('has documents whose links lead to files in it, and a README without pictures', () => {
    for (const [path, content] of Object.entries(files)) {
      if (!/^extension\/(docs\/)?[^/]+\.md$/.test(path)) continue;
      const targets = linksOf(strFromU8(content)).filter((link) => !/^[a-z]+:|^#/.test(link));
      const found = targets.map((link) => new URL(link, `file:///${path}`).pathname.slice(1));
      assert.deepEqual(
        found.filter((target) => !(target in files)),
        [],
        path,
      );
    }
    const readme = strFromU8(files['extension/README.md'] ?? new Uint8Array());
    assert.ok(readme.length > 3000 && !/<img|!\[|<picture/.test(readme));
  });

  it('is what `npm start` installs, with the page that explains the findings', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pgbi-'));
    try {
      await installExtension('.', folder);
      const [name = ''] = await readdir(folder);
      const installed = (await readdir(join(folder, name), { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, name).length + 1));
      const inPackage = expected.filter((path) => path.startsWith('extension/'));
      assert.deepEqual(installed.map((path) => `extension/${path.replaceAll('\\', '/')}`).sort(), inPackage);
      assert.match(await readFile(join(folder, name, 'docs', 'findings.md'), 'utf8'), /### missing-segment/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('a document in the package', () => {
  const isPacked = (path: string): boolean => path === 'docs/there.md';
  const compressed = (text: string): string => packagedText('docs/a.md', text, isPacked);

  it('has the dark one of two pictures', () => {
    const text =
      '<picture>\n  <source media="(prefers-color-scheme: dark)" srcset="d.png">\n  <img src="l.png" alt="x">\n</picture>';
    assert.equal(compressed(text), '<img src="d.png" alt="x">');
  });

  it('keeps links to files that are packed, and the words of others', () => {
    assert.equal(compressed('[a](there.md#x) and [b](gone.md), [c](#d)'), '[a](there.md#x) and b, [c](#d)');
  });

  it('leaves out a paragraph that only leads to files that are not packed', () => {
    assert.equal(compressed('one\n\n[b](gone.md) · [c](gone.md)\n\ntwo'), 'one\n\ntwo');
  });
});
