import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { bytesOfName, nameOfBytes } from '../../../src/core/verify/files/byteNames';
import { verifyFiles } from '../../../src/core/verify/files/verifyFiles';
import { NodeFileHasher } from '../../../src/io/hashing/fileHasher';
import { NodeFileTree } from '../../../src/io/nodeFileTree';
import { SyncFileTree } from '../../../src/io/syncFileTree';
import { temporaryFolder } from '../io/temporary';
import { fileLine, manifestText, told } from './sampleBackup';

describe('names that are not UTF-8', () => {
  it('come as text and go back to their bytes', () => {
    const pieces = fc.oneof(
      fc.uint8Array({ maxLength: 4 }),
      fc.string({ unit: 'grapheme' }).map((text) => new TextEncoder().encode(text)),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const bytes = Buffer.concat(parts);
        const name = nameOfBytes(bytes);
        assert.deepEqual(Buffer.from(bytesOfName(name) ?? Buffer.from(name)), bytes);
        // Ordinary text stays unchanged.
        assert.equal(bytesOfName(name) === undefined, Buffer.from(bytes.toString()).equals(bytes));
      }),
    );
  });

  it('keep apart what a decoder would make one', () => {
    assert.notEqual(nameOfBytes(Uint8Array.of(0xff)), nameOfBytes(Uint8Array.of(0xfe)));
    assert.equal(nameOfBytes(Uint8Array.of(0x61, 0xff)), 'a\udcff');
    assert.equal(bytesOfName('\u{1f480}'), undefined);
  });
});

describe('SyncFileTree', () => {
  const folder = temporaryFolder();

  it('sees what the other tree sees', async () => {
    mkdirSync(`${folder.path}/directory`);
    writeFileSync(`${folder.path}/file`, 'four');
    symlinkSync('file', `${folder.path}/link`);
    symlinkSync('nowhere', `${folder.path}/broken`);
    symlinkSync('loop', `${folder.path}/loop`);
    for (let i = 0; i < 1500; i++) writeFileSync(`${folder.path}/directory/${String(i)}`, '');
    const trees = [new SyncFileTree(), new NodeFileTree()];
    const seen = await Promise.all(
      trees.map(async (tree) => {
        const answers: unknown[] = [];
        for (const path of ['', '/directory', '/file', '/absent']) {
          const entries: unknown[] = [];
          for await (const batch of tree.list(folder.path + path)) {
            if ('failed' in batch) entries.push(batch);
            else entries.push(...batch.map(({ name, kind }) => `${name} ${kind}`));
          }
          answers.push(entries.sort());
        }
        for (const path of ['/directory', '/file', '/link', '/broken', '/loop', '/file/below', '/absent']) {
          answers.push(await tree.stat(folder.path + path), await tree.realPath(folder.path + path));
        }
        return answers;
      }),
    );
    assert.deepEqual(seen[0], seen[1]);
  });

  // Other systems do not allow such names.
  if (process.platform === 'linux') {
    it('lets files with such names be verified', async () => {
      const raw = Buffer.concat([Buffer.from('base/caf'), Buffer.of(0xe9)]);
      const directory = `${folder.path}/data`;
      mkdirSync(`${directory}/base`, { recursive: true });
      writeFileSync(Buffer.concat([Buffer.from(`${directory}/`), raw]), 'x');
      const line = fileLine('PLACE', new TextEncoder().encode('x'), { encode: true });
      const named = line.replace(Buffer.from('PLACE').toString('hex'), raw.toString('hex'));
      const manifest = `${directory}/backup_manifest`;
      writeFileSync(manifest, manifestText([named]));
      const input = { tree: new SyncFileTree(), hasher: new NodeFileHasher(), directory, manifest };
      const good = await verifyFiles(input);
      assert.deepEqual([good.outcome, good.hashedFiles, ...told(good)], ['verified', 1]);
      writeFileSync(Buffer.concat([Buffer.from(`${directory}/`), raw]), 'y');
      assert.deepEqual(told(await verifyFiles(input)), ['manifest-file-checksum-mismatch base/caf\udce9']);
    });
  }
});
