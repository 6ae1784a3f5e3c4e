import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { crc32c } from '../../../src/core/formats/crc';
import { crcText } from '../../../src/core/verify/files/chunkSums';
import type { HashRange } from '../../../src/core/verify/files/hashing';
import { NodeFileHasher } from '../../../src/io/hashing/fileHasher';
import { temporaryFolder } from '../io/temporary';

const GO_ON = new AbortController().signal;

describe('NodeFileHasher', () => {
  const folder = temporaryFolder();
  const hasher = new NodeFileHasher();
  const bytes = new Uint8Array(700_001).map((_, i) => (i * 31) & 0xff);

  function range(more: Partial<HashRange> = {}): HashRange {
    return {
      path: `${folder.path}/file`,
      algorithm: 'SHA256',
      offset: 0,
      length: bytes.length,
      last: true,
      ...more,
    };
  }

  beforeEach(() => {
    writeFileSync(`${folder.path}/file`, bytes);
  });

  it('hashes whole files and pieces, each range by itself', async () => {
    const sha = (piece: Uint8Array): string => createHash('sha256').update(piece).digest('hex');
    assert.deepEqual(
      await hasher.hash(
        [
          range(),
          range({ offset: 300_000, length: 100_000, last: false }),
          range({ algorithm: 'CRC32C', offset: 262_144, length: 262_144, last: false }),
        ],
        GO_ON,
      ),
      [
        { bytes: bytes.length, checksum: sha(bytes) },
        { bytes: 100_000, checksum: sha(bytes.subarray(300_000, 400_000)) },
        { bytes: 262_144, checksum: crcText(crc32c(bytes, 262_144, 524_288)) },
      ],
    );
  });

  it('notices that a file is shorter or longer than it should be', async () => {
    const results = await hasher.hash(
      [
        range({ length: bytes.length + 5 }),
        range({ length: bytes.length - 5 }),
        range({ length: 10, last: false }),
      ],
      GO_ON,
    );
    assert.deepEqual(
      results.map((result) => ('failed' in result ? result.code : result.bytes)),
      [bytes.length, bytes.length - 4, 10],
    );
  });

  it('says why a file cannot be read, and goes on', async () => {
    mkdirSync(`${folder.path}/directory`);
    const paths = ['/absent', '/directory', '/file'];
    if (process.platform !== 'win32') {
      execFileSync('mkfifo', [`${folder.path}/pipe`]);
      paths.unshift('/pipe');
    }
    const results = await hasher.hash(
      paths.map((path) => range({ path: folder.path + path })),
      GO_ON,
    );
    assert.deepEqual(results.map((result) => ('failed' in result ? result.code : 'hashed')).slice(-3), [
      'ENOENT',
      'EISDIR',
      'hashed',
    ]);
    if (paths.length > 3) assert.deepEqual(results[0], { failed: true, code: 'ENXIO' });
  });

  it('uses the CRC that it is given', async () => {
    const update = (running: number, piece: Uint8Array): number => running ^ piece.length;
    const fast = new NodeFileHasher({ buffer: new Uint8Array(1000), update });
    const length = 100;
    const [result] = await fast.hash([range({ algorithm: 'CRC32C', length, last: false })], GO_ON);
    assert.deepEqual(result, { bytes: 100, checksum: crcText(100) });
  });

  it('stops when it is canceled', async () => {
    const signal = AbortSignal.abort();
    const results = await hasher.hash([range(), range()], signal);
    assert.deepEqual(results, Array(2).fill({ failed: true, code: 'ECANCELED' }));
  });

  it('lets other work run between large pieces', async () => {
    writeFileSync(`${folder.path}/file`, new Uint8Array(40 * 1024 * 1024));
    const abort = new AbortController();
    const { signal } = abort;
    setImmediate(() =>
      setImmediate(() => {
        abort.abort();
      }),
    );
    const [result] = await hasher.hash([range({ length: 40 * 1024 * 1024 })], signal);
    assert.deepEqual(result, { failed: true, code: 'ECANCELED' });
  });
});
