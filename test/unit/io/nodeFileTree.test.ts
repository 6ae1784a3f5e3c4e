import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { DirectoryEntry } from '../../../src/core/ground/ports';
import { NodeFileTree } from '../../../src/io/nodeFileTree';
import { AdaptiveIo } from '../../../src/io/adaptiveIo';
import { QuickFileTree } from '../../../src/io/quickFileTree';
import { temporaryFolder } from './temporary';

const posix = process.platform !== 'win32';

async function namesIn(tree: NodeFileTree, directory: string): Promise<Map<string, string>> {
  const found: DirectoryEntry[] = [];
  for await (const batch of tree.list(directory)) {
    if ('failed' in batch) assert.fail(batch.code);
    found.push(...batch);
  }
  return new Map(found.map((entry) => [entry.name, entry.kind]));
}

/** A tree that has measured its storage as slow. */
function waiting(): QuickFileTree {
  let now = 0;
  return new QuickFileTree(new AdaptiveIo(() => (now += 1000)));
}

for (const [kind, tree] of [
  ['NodeFileTree', new NodeFileTree()],
  ['QuickFileTree', new QuickFileTree()],
  ['QuickFileTree of slow storage', waiting()],
] as const) {
  const names = (directory: string): Promise<Map<string, string>> => namesIn(tree, directory);

  describe(`${kind}.list`, () => {
    const folder = temporaryFolder();

    it('tells files, directories and what links lead to', async () => {
      writeFileSync(`${folder.path}/file`, '');
      mkdirSync(`${folder.path}/directory`);
      symlinkSync(`${folder.path}/file`, `${folder.path}/to-file`);
      symlinkSync(`${folder.path}/directory`, `${folder.path}/to-directory`);
      symlinkSync(`${folder.path}/nowhere`, `${folder.path}/broken`);
      symlinkSync(`${folder.path}/loop`, `${folder.path}/loop`);
      assert.deepEqual([...(await names(folder.path))].sort(), [
        ['broken', 'link'],
        ['directory', 'directory'],
        ['file', 'file'],
        ['loop', 'link'],
        ['to-directory', 'directory'],
        ['to-file', 'file'],
      ]);
    });

    it('hands out a large directory in batches and leaves none out', async () => {
      for (let i = 0; i < 2500; i++) writeFileSync(`${folder.path}/${String(i)}`, '');
      const sizes: number[] = [];
      for await (const batch of tree.list(folder.path)) if (!('failed' in batch)) sizes.push(batch.length);
      assert.deepEqual(sizes, [1000, 1000, 500]);
    });

    it('says nothing of an empty directory and reports a missing one', async () => {
      assert.equal((await names(folder.path)).size, 0);
      const answers = [];
      for await (const answer of tree.list(`${folder.path}/absent`)) answers.push(answer);
      assert.deepEqual(answers, [{ failed: true, code: 'ENOENT' }]);
    });

    if (posix) {
      it('survives names with control characters and names that are not UTF-8', async () => {
        writeFileSync(`${folder.path}/a\nb\u001b[31m\\c`, 'x');
        writeFileSync(Buffer.concat([Buffer.from(`${folder.path}/`), Buffer.of(0xff, 0xfe)]), 'x');
        const found = await names(folder.path);
        assert.equal(found.get('a\nb\u001b[31m\\c'), 'file');
        assert.equal(found.size, 2);
        const facts = await tree.stat(`${folder.path}/a\nb\u001b[31m\\c`);
        assert.ok(!('failed' in facts) && facts.size === 1);
        assert.deepEqual(await tree.stat(`${folder.path}/\ufffd\ufffd`), { failed: true, code: 'ENOENT' });
      });
    }
  });

  describe(`${kind}.read`, () => {
    const folder = temporaryFolder();

    it('reads ranges, and fewer bytes at the end', async () => {
      const file = `${folder.path}/file`;
      writeFileSync(file, 'abcdef');
      const text = async (offset: number, length: number): Promise<string> => {
        const bytes = await tree.read(file, offset, length);
        return 'failed' in bytes ? bytes.code : Buffer.from(bytes).toString();
      };
      assert.equal(await text(0, 3), 'abc');
      assert.equal(await text(4, 100), 'ef');
      assert.equal(await text(6, 1), '');
      assert.equal(await text(600, 1), '');
    });

    it('does not take memory for more than the file holds', async () => {
      writeFileSync(`${folder.path}/file`, 'abc');
      const bytes = await tree.read(`${folder.path}/file`, 0, Number.MAX_SAFE_INTEGER);
      assert.ok(!('failed' in bytes) && bytes.buffer.byteLength === 3);
    });

    it('reports what cannot be read by the system’s own code', async () => {
      symlinkSync(`${folder.path}/loop`, `${folder.path}/loop`);
      assert.deepEqual(await tree.read(folder.path, 0, 1), { failed: true, code: 'EISDIR' });
      assert.deepEqual(await tree.read(`${folder.path}/absent`, 0, 1), { failed: true, code: 'ENOENT' });
      assert.deepEqual(await tree.read(`${folder.path}/loop`, 0, 1), { failed: true, code: 'ELOOP' });
      assert.deepEqual(await tree.stat(`${folder.path}/a\0b`), { failed: true, code: 'EINVAL' });
      assert.deepEqual(await tree.realPath(`${folder.path}/absent`), { failed: true, code: 'ENOENT' });
    });

    it('reads many files at once', async () => {
      const paths = Array.from({ length: 500 }, (_, i) => `${folder.path}/${String(i)}`);
      for (const path of paths) writeFileSync(path, path);
      const read = await Promise.all(paths.map((path) => tree.read(path, 0, 1000)));
      assert.deepEqual(
        read.map((bytes) => ('failed' in bytes ? bytes.code : Buffer.from(bytes).toString())),
        paths,
      );
    });

    if (posix) {
      it('never opens pipes, sockets and devices', async () => {
        execFileSync('mkfifo', [`${folder.path}/pipe`]);
        const server = createServer().listen(`${folder.path}/socket`);
        for (const path of [`${folder.path}/pipe`, `${folder.path}/socket`, '/dev/zero']) {
          assert.deepEqual(await tree.read(path, 0, 1), { failed: true, code: 'ENXIO' }, path);
          assert.deepEqual(await tree.readHead(path, 1), { failed: true, code: 'ENXIO' }, path);
        }
        assert.deepEqual([...(await names(folder.path)).values()], ['other', 'other']);
        server.close();
      });
    }

    if (posix && process.getuid?.() !== 0) {
      it('reports missing permission', async () => {
        writeFileSync(`${folder.path}/secret`, 'x');
        chmodSync(`${folder.path}/secret`, 0);
        assert.deepEqual(await tree.read(`${folder.path}/secret`, 0, 1), { failed: true, code: 'EACCES' });
      });
    }
  });

  describe(`${kind}.readHead`, () => {
    const folder = temporaryFolder();
    const page = Uint8Array.from({ length: 20_000 }, (_, i) => (i * 7919) >> 3);

    async function head(content: Uint8Array, length = 8192): ReturnType<NodeFileTree['readHead']> {
      writeFileSync(`${folder.path}/file`, content);
      return tree.readHead(`${folder.path}/file`, length);
    }

    it('gives the first bytes of a plain file', async () => {
      assert.deepEqual(await head(page), { compression: 'plain', bytes: page.slice(0, 8192) });
      assert.deepEqual(await head(page.slice(0, 10)), { compression: 'plain', bytes: page.slice(0, 10) });
      assert.deepEqual(await head(page, 10), { compression: 'plain', bytes: page.slice(0, 10) });
    });

    it('unpacks the first bytes of gzip, whatever the name says', async () => {
      assert.deepEqual(await head(gzipSync(page)), { compression: 'gzip', bytes: page.slice(0, 8192) });
      assert.deepEqual(await head(gzipSync(page.slice(0, 10))), {
        compression: 'gzip',
        bytes: page.slice(0, 10),
      });
      assert.deepEqual(await head(gzipSync('')), { compression: 'gzip', bytes: new Uint8Array(0) });
    });

    it('needs only the first page’s part of a gzip file that is cut or damaged behind it', async () => {
      const noise = Uint8Array.from({ length: 200_000 }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 24);
      const stored = gzipSync(noise);
      assert.deepEqual(await head(stored.subarray(0, 100_000)), {
        compression: 'gzip',
        bytes: noise.slice(0, 8192),
      });
      stored.fill(0xff, 60_000);
      assert.deepEqual(await head(stored), { compression: 'gzip', bytes: noise.slice(0, 8192) });
    });

    it('calls a gzip file broken that ends or goes wrong before that', async () => {
      const stored = gzipSync(page);
      assert.deepEqual(await head(stored.subarray(0, 30)), {
        compression: 'gzip',
        bytes: undefined,
        problem: 'broken',
      });
      stored.fill(0xff, 12, 60);
      assert.deepEqual(await head(stored), { compression: 'gzip', bytes: undefined, problem: 'broken' });
    });

    it('unpacks gzip members one after the other', async () => {
      const stored = Buffer.concat([gzipSync(page.slice(0, 5000)), gzipSync(page.slice(5000))]);
      assert.deepEqual(await head(stored), { compression: 'gzip', bytes: page.slice(0, 8192) });
    });

    it('names what it cannot open, and what is encrypted', async () => {
      const unsupported = await head(Buffer.from('1f9d90010203', 'hex'));
      assert.deepEqual(unsupported, { compression: 'compress', bytes: undefined, problem: 'unsupported' });
      assert.deepEqual(await head(Buffer.from('Salted__1')), { compression: 'encrypted', bytes: undefined });
    });

    it('reads little of a very large file', async () => {
      writeFileSync(`${folder.path}/large`, page);
      truncateSync(`${folder.path}/large`, 2 ** 33);
      const large = await tree.readHead(`${folder.path}/large`, 8192);
      assert.deepEqual(large, { compression: 'plain', bytes: page.slice(0, 8192) });
    });
  });
}
