import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Comparison } from '../../../src/io/segments/sameContent';
import { compareContent } from '../../../src/io/segments/sameContent';
import { temporaryFolder } from './temporary';

/** A multiple of the size that is compared at once, so that the end is on a border. */
const SIZE = 512 * 1024;
const content = Buffer.alloc(SIZE, 'WAL of the same cluster ');

describe('compareContent', () => {
  const folder = temporaryFolder();
  const same = (a: Uint8Array, b: Uint8Array, most = SIZE): Promise<Comparison> => {
    writeFileSync(`${folder.path}/a`, a);
    writeFileSync(`${folder.path}/b`, b);
    return compareContent(`${folder.path}/a`, `${folder.path}/b`, most);
  };
  const changed = (at: number): Buffer => {
    const copy = Buffer.from(content);
    copy[at] = (copy[at] ?? 0) ^ 1;
    return copy;
  };

  it('compares what is in the files, not how it is packed', async () => {
    assert.equal(await same(content, content), 'same');
    assert.equal(await same(content, gzipSync(content)), 'same');
    assert.equal(await same(gzipSync(content, { level: 1 }), gzipSync(content, { level: 9 })), 'same');
  });

  it('sees one bit anywhere', async () => {
    for (const at of [0, 256 * 1024 - 1, 256 * 1024, SIZE - 1]) {
      assert.equal(await same(content, gzipSync(changed(at))), 'differ', String(at));
    }
  });

  it('sees that one ends earlier, on a border too', async () => {
    for (const length of [0, 1, 256 * 1024, SIZE - 1]) {
      assert.equal(await same(content, content.subarray(0, length)), 'differ', String(length));
      assert.equal(await same(content.subarray(0, length), content), 'differ', String(length));
    }
  });

  it('calls different what cannot be read to its end', async () => {
    const compressed = gzipSync(content);
    assert.equal(await same(compressed.subarray(0, -5), compressed.subarray(0, -5)), 'differ');
    assert.equal(await compareContent(`${folder.path}/a`, `${folder.path}/absent`, SIZE), 'unread');
  });

  it('says nothing of what cannot be opened', async () => {
    assert.equal(await same(content, Buffer.from('Salted__12345678')), 'unread');
    assert.equal(await same(Buffer.from('1f9d90aaaa', 'hex'), content), 'unread');
  });

  it('does not read more than a segment holds', async () => {
    assert.equal(await same(content, gzipSync(content), SIZE - 1), 'differ');
  });
});
