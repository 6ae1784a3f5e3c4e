import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { readSegment } from '../../../src/io/segmentReader';
import { temporaryFolder } from './temporary';

describe('readSegment', () => {
  const folder = temporaryFolder();
  const content = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) >> 3);
  const put = (bytes: Uint8Array): string => {
    writeFileSync(`${folder.path}/segment`, bytes);
    return `${folder.path}/segment`;
  };

  it('gives the whole content, plain or packed', async () => {
    const plain = await readSegment(put(content), content.length);
    assert.deepEqual(plain, { bytes: content, wrapping: 'plain', storedSize: 300_000 });
    const packed = gzipSync(content);
    const unpacked = await readSegment(put(packed), content.length);
    assert.deepEqual(unpacked, { bytes: content, wrapping: 'gzip', storedSize: packed.length });
  });

  it('says how much came out of a packed file that was cut short', async () => {
    const packed = gzipSync(content, { level: 1 });
    const cut = await readSegment(put(packed.subarray(0, packed.length - 20)), content.length);
    assert.ok('problem' in cut);
    assert.equal(cut.problem, 'truncated');
    assert.ok(cut.unpackedSize > 0 && cut.unpackedSize <= content.length, String(cut.unpackedSize));
  });

  it('notices damage through gzip’s own checksum', async () => {
    const packed = gzipSync(content);
    const at = packed.length - 8;
    packed[at] = (packed[at] ?? 0) ^ 1;
    const damaged = await readSegment(put(packed), content.length);
    assert.ok('problem' in damaged);
    assert.equal(damaged.problem, 'broken');
  });

  it('refuses what is larger than allowed', async () => {
    const plain = await readSegment(put(content), 299_999);
    const facts = { problem: 'too-large', wrapping: 'plain', storedSize: 300_000, unpackedSize: 300_000 };
    assert.deepEqual(plain, facts);
    const packed = await readSegment(put(gzipSync(content)), 299_999);
    assert.ok('problem' in packed);
    assert.equal(packed.problem, 'too-large');
  });

  it('says why it cannot open a file', async () => {
    const unsupported = await readSegment(put(Buffer.from('BZh91AY')), 100);
    assert.ok('problem' in unsupported);
    assert.equal(unsupported.problem, 'unsupported');
    const encrypted = await readSegment(put(Buffer.from('Salted__abc')), 100);
    assert.ok('problem' in encrypted);
    assert.equal(encrypted.problem, 'encrypted');
    mkdirSync(`${folder.path}/directory`);
    assert.deepEqual(await readSegment(`${folder.path}/directory`, 1), { failed: true, code: 'EISDIR' });
  });
});
