import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { drawFolders } from '../../run/lib/architecture/drawFolders';
import { folderGraph, folderOf } from '../../run/lib/architecture/folderGraph';
import { architecturePicture, pictureFile } from '../../run/lib/architecture/picture';
import type { Import } from './support/importGraph';

const file = (from: string, to: string): Import => ({ from, to, line: 1, kind: 'static', isFile: true });

describe('the picture of the architecture', () => {
  it('is that of the imports as they are; else run `npm run picture:architecture`', () => {
    // Not `equal`: its message would contain two pictures.
    const isSame = readFileSync(pictureFile, 'utf8') === architecturePicture('.');
    assert.ok(isSame, 'run `npm run picture:architecture` and commit docs/images/architecture.svg');
  });

  it('shows core and the page folder by folder', () => {
    assert.equal(folderOf('src/core/wal/kernel/a.ts'), 'core/wal');
    assert.equal(folderOf('src/io/tar/a.ts'), 'io');
    assert.equal(folderOf('webview/timeline/draw/a.ts'), 'webview/timeline');
    assert.equal(folderOf('package.json'), undefined);
  });

  it('counts the imports between folders, from the top layer down', () => {
    const folders = folderGraph([
      file('src/core/wal/a.ts', 'src/core/ground/b.ts'),
      file('src/io/a.ts', 'src/core/wal/a.ts'),
      file('src/io/b.ts', 'src/core/wal/a.ts'),
      file('src/io/b.ts', 'src/io/a.ts'),
      { ...file('src/io/b.ts', 'node:fs'), isFile: false },
    ]);
    assert.deepEqual(
      folders.map(({ name, imports }) => [name, ...imports]),
      [['io', ['core/wal', 2]], ['core/wal', ['core/ground', 1]], ['core/ground']],
    );
  });

  it('marks an import that leads up', () => {
    const down = [file('src/io/a.ts', 'src/core/wal/a.ts'), file('src/io/b.ts', 'src/core/wal/a.ts')];
    assert.doesNotMatch(drawFolders(folderGraph(down)), /class="count up"/);
    const up = [...down, file('src/core/wal/a.ts', 'src/io/a.ts')];
    assert.match(drawFolders(folderGraph(up)), /class="count up"[^>]*>1</);
  });
});
