import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { isSegmentFailure } from '../../../src/core/wal/segmentSource';
import type { SegmentReader } from '../../../src/core/wal/segmentSource';
import { openSegment } from '../../../src/io/segments/segmentStream';
import { segmentContent } from './segmentContent';
import { temporaryFolder } from './temporary';

const SIZE = 300_000;
const content = Uint8Array.from({ length: SIZE }, (_, i) => (i * 7919) >> 3);
const gzip = gzipSync(content);

describe('openSegment', () => {
  const folder = temporaryFolder();
  const put = (bytes: Uint8Array): string => {
    writeFileSync(`${folder.path}/segment`, bytes);
    return `${folder.path}/segment`;
  };
  const opened = async (bytes: Uint8Array): Promise<SegmentReader> => {
    const reader = await openSegment(put(bytes));
    assert.ok(!isSegmentFailure(reader));
    return reader;
  };
  /** The failure for a file that cannot be read to its end. */
  const failureOf = async (bytes: Uint8Array): Promise<unknown[]> => {
    const failure = await segmentContent(put(bytes), SIZE + 1);
    assert.ok('code' in failure, 'the file could be read');
    assert.equal(failure.file, `${folder.path}/segment`);
    return [failure.code, failure.args];
  };

  it('gives the whole content, plain or packed', async () => {
    assert.deepEqual(await segmentContent(put(content), SIZE + 1), content);
    assert.deepEqual(await segmentContent(put(gzip), SIZE + 1), content);
  });

  it('gives it piece by piece, and then its size', async () => {
    for (const bytes of [content, gzip]) {
      const reader = await opened(bytes);
      const piece = new Uint8Array(70_000);
      for (let at = 0; at < 140_000; at += piece.length) {
        assert.equal(await reader.read(piece), piece.length);
        assert.deepEqual(piece, content.slice(at, at + piece.length));
      }
      assert.equal(await reader.finish(SIZE), SIZE);
    }
  });

  it('knows the size beforehand only where nothing is packed', async () => {
    const [plain, compressed] = [await opened(content), await opened(gzip)];
    assert.deepEqual([plain.size, compressed.size], [SIZE, undefined]);
    await Promise.all([plain.close(), compressed.close()]);
  });

  it('tells a packed file that was cut short from one that was changed', async () => {
    const changed = Uint8Array.from(gzip);
    changed[changed.length - 8] = (changed.at(-8) ?? 0) ^ 1;
    const args = { compression: 'gzip' };
    assert.deepEqual(await failureOf(gzip.subarray(0, -20)), [
      'unreadable-compression',
      { ...args, reason: 'truncated' },
    ]);
    assert.deepEqual(await failureOf(changed), ['unreadable-compression', { ...args, reason: 'broken' }]);
  });

  it('finds a fault behind the part that was wanted', async () => {
    const reader = await opened(gzip.subarray(0, -4));
    assert.equal(await reader.read(new Uint8Array(100)), 100);
    const end = await reader.finish(SIZE);
    assert.ok(isSegmentFailure(end));
    assert.equal(end.args['reason'], 'truncated');
  });

  it('reads no more of a packed file than tells that it is too large', async () => {
    const reader = await opened(gzipSync(new Uint8Array(50_000_000)));
    const size = await reader.finish(SIZE);
    assert.ok(typeof size === 'number' && size > SIZE && size < 5_000_000, JSON.stringify(size));
  });

  it('does not call damaged what it merely cannot open', async () => {
    assert.deepEqual(await failureOf(Buffer.from('1f9d90010203', 'hex')), [
      'unreadable-compression',
      { reason: 'unsupported', compression: 'compress' },
    ]);
    assert.deepEqual(await failureOf(Buffer.from('Salted__abc')), ['encrypted-segment', {}]);
  });

  it('opens files only', async () => {
    const reasonOf = async (name: string): Promise<unknown> => {
      const failure = await segmentContent(`${folder.path}/${name}`, 1);
      return 'code' in failure && [failure.code, failure.args['reason']];
    };
    mkdirSync(`${folder.path}/directory`);
    assert.deepEqual(await reasonOf('directory'), ['unreadable-segment', 'EISDIR']);
    assert.deepEqual(await reasonOf('absent'), ['unreadable-segment', 'ENOENT']);
    if (process.platform === 'win32') return;
    execFileSync('mkfifo', [`${folder.path}/pipe`]);
    assert.deepEqual(await reasonOf('pipe'), ['unreadable-segment', 'ENXIO']);
  });

  it('goes on with the file that it opened, whatever takes its place', async () => {
    for (const bytes of [content, gzip]) {
      const reader = await opened(bytes);
      rmSync(reader.file ?? '');
      const whole = new Uint8Array(SIZE);
      assert.equal(await reader.read(whole), SIZE);
      assert.deepEqual(whole, content);
      await reader.close();
    }
  });

  it('can be closed twice without harm to another file', async () => {
    for (const bytes of [content, gzip]) {
      const reader = await opened(bytes);
      await reader.finish(SIZE);
      const other = await opened(content);
      await reader.close();
      assert.equal(await other.read(new Uint8Array(SIZE)), SIZE);
      await other.close();
    }
  });

  it('leaves no file open that was closed early', async function () {
    if (process.platform !== 'linux') this.skip();
    const openFiles = (): number => readdirSync('/proc/self/fd').length;
    const before = openFiles();
    for (let i = 0; i < 5; i++) {
      const [unread, begun] = [await opened(gzip), await opened(gzip)];
      await begun.read(new Uint8Array(10));
      await Promise.all([unread.close(), begun.close()]);
      await (await opened(content)).close();
    }
    // Streams close in the same threads that this uses.
    for (let turn = 0; turn < 1000 && openFiles() > before; turn++) await stat('.');
    assert.ok(openFiles() <= before);
  });
});
