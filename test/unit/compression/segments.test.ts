import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { NodeFileTree } from '../../../src/io/nodeFileTree';
import { openSegment } from '../../../src/io/segments/segmentStream';
import { isSegmentFailure } from '../../../src/core/wal/segmentSource';
import { ensureSystemPackage } from '../../run/lib/systemPackages';
import { segmentContent } from '../io/segmentContent';
import { temporaryFolder } from '../io/temporary';
import { installTool, pack, COMPRESSION_TOOLS, variedContent } from './tools';

const NAME = '000000010000000000000001';
const SIZE = 1 << 20;
const content = variedContent(SIZE);

describe('segments in every form', () => {
  const folder = temporaryFolder();
  const put = (suffix: string, bytes: Uint8Array): string => {
    const path = `${folder.path}/${NAME}${suffix}`;
    writeFileSync(path, bytes);
    return path;
  };
  const tree = new NodeFileTree();

  for (const tool of COMPRESSION_TOOLS) {
    const { compression, program, suffix, variants } = tool;
    const compressed = (bytes: Uint8Array): Buffer => pack(tool, variants[0] ?? '', bytes);

    describe(program, () => {
      before(() => {
        return installTool(tool);
      });

      it('are read from their first page to their last', async () => {
        const path = put(suffix, compressed(content));
        const head = await tree.readHead(path, 8192);
        assert.deepEqual(head, { compression, bytes: Uint8Array.from(content.subarray(0, 8192)) });
        const whole = await segmentContent(path, SIZE + 1);
        assert.ok(!('code' in whole) && Buffer.from(whole).equals(content));
      });

      it(compression === 'brotli' ? 'are told by name and trial' : 'are told by what they hold', async () => {
        const suffixes = compression === 'brotli' ? ['.br'] : ['', '.gz', '.br'];
        for (const name of suffixes) {
          const head = await tree.readHead(put(name, compressed(content)), 100);
          assert.ok('compression' in head);
          assert.equal(head.compression, compression);
        }
      });

      it('are read no farther than tells that they are too large', async () => {
        const reader = await openSegment(put(suffix, compressed(Buffer.alloc(60_000_000))));
        assert.ok(!isSegmentFailure(reader));
        const size = await reader.finish(SIZE);
        assert.ok(typeof size === 'number' && size > SIZE && size <= 60_000_000, JSON.stringify(size));
      });

      it('can be left early, and read by several at once', async () => {
        const path = put(suffix, compressed(content));
        const readers = await Promise.all([openSegment(path), openSegment(path)]);
        for (const reader of readers) {
          assert.ok(!isSegmentFailure(reader));
          const bytes = new Uint8Array(1000);
          assert.equal(await reader.read(bytes), 1000);
          assert.deepEqual(Buffer.from(bytes), content.subarray(0, 1000));
        }
        for (const reader of readers) if (!isSegmentFailure(reader)) await reader.close();
      });

      it('that are cut short are damaged', async () => {
        const bytes = compressed(content);
        const path = put(suffix, bytes.subarray(0, bytes.length - 10));
        const failure = await segmentContent(path, SIZE + 1);
        assert.ok('code' in failure);
        assert.equal(failure.code, 'unreadable-compression');
        assert.deepEqual(failure.args, { reason: 'truncated', compression });
      });
    });
  }
});

describe('encrypted segments', () => {
  const folder = temporaryFolder();
  const seen = async (suffix: string, bytes: Uint8Array): Promise<unknown[]> => {
    const path = `${folder.path}/${NAME}${suffix}`;
    writeFileSync(path, bytes);
    const head = await new NodeFileTree().readHead(path, 100);
    const failure = await segmentContent(path, 100);
    assert.ok('compression' in head);
    return [head.compression, head.problem, 'code' in failure ? failure.code : failure.length];
  };

  it('of gpg and openssl are known by what they hold', async () => {
    await ensureSystemPackage('gpg', ['gnupg'], 'to encrypt files in tests');
    await ensureSystemPackage('openssl', ['openssl'], 'to encrypt files in tests');
    const home = `${folder.path}/gpg`;
    mkdirSync(home, { mode: 0o700 });
    const gpg = (input: Uint8Array, ...args: string[]): Buffer =>
      execFileSync(
        'gpg',
        ['--homedir', home, '--batch', '--passphrase', 'x', '--pinentry-mode', 'loopback', ...args],
        {
          input,
          stdio: ['pipe', 'pipe', 'ignore'],
          maxBuffer: 1 << 26,
        },
      );
    gpg(Buffer.alloc(0), '--quick-gen-key', 'dba@example.org', 'rsa2048', 'encr', 'never');
    const files = [
      gpg(content, '--symmetric', '-o', '-'),
      gpg(content, '--symmetric', '--armor', '-o', '-'),
      gpg(content, '--symmetric', '--cipher-algo', 'CAMELLIA256', '-z', '0', '-o', '-'),
      gpg(content, '--encrypt', '-r', 'dba@example.org', '--trust-model', 'always', '-o', '-'),
      ...[[], ['-a']].map((options) =>
        execFileSync('openssl', ['enc', '-aes-256-cbc', '-pbkdf2', '-k', 'x', ...options], {
          input: content,
          maxBuffer: 1 << 26,
        }),
      ),
    ];
    for (const bytes of files)
      for (const suffix of ['', '.gpg', '.gz', '.lz4'])
        assert.deepEqual(await seen(suffix, bytes), ['encrypted', undefined, 'encrypted-segment']);
    execFileSync('gpgconf', ['--homedir', home, '--kill', 'all']);
  });

  it('without any mark, as WAL-G writes them, are noise under a name that promises something packed', async () => {
    for (const suffix of ['.lz4', '.br', '.zst', '.lzma', '.gz', '.aes'])
      assert.deepEqual(await seen(suffix, randomBytes(SIZE)), ['encrypted', 'unknown', 'encrypted-segment']);
    assert.deepEqual(await seen('.br', randomBytes(40)), ['encrypted', 'unknown', 'encrypted-segment']);
  });

  it('are not what is merely damaged: zeros, text, and noise under a plain name', async () => {
    const plain = (length: number): unknown[] => ['plain', undefined, length];
    assert.deepEqual(await seen('.gz', Buffer.alloc(SIZE)), plain(100));
    assert.deepEqual(await seen('.br', Buffer.from('no such file or directory')), plain(25));
    assert.deepEqual(await seen('.lz4', content), plain(100));
    assert.deepEqual(await seen('', Buffer.concat([Buffer.of(0), randomBytes(SIZE)])), plain(100));
  });
});
