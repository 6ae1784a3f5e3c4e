import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { isSegmentFailure } from '../../../src/core/wal/segmentSource';
import { openSegment } from '../../../src/io/segments/segmentStream';
import { ZstdGuard } from '../../../src/io/compression/zstdGuard';
import { temporaryFolder } from './temporary';

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
/** 2^27 bytes, the largest that is accepted. */
const WIDE = 17 << 3;
const EMPTY_BLOCK = [0, 0, 0];
const LAST_EMPTY_BLOCK = [1, 0, 0];

const wideFrame = [...MAGIC, 0x00, WIDE, ...LAST_EMPTY_BLOCK];
const smallFrame = [...MAGIC, 0x24, 3, ...[0x19, 0, 0], 1, 2, 3, ...[0xa5, 0xe5, 0x4e, 0x0c]];
const skippable = [0x51, 0x2a, 0x4d, 0x18, 5, 0, 0, 0, ...MAGIC, 0xff];
const tooWide = [...MAGIC, 0x00, 18 << 3, ...LAST_EMPTY_BLOCK];

function accepts(...pieces: (readonly number[])[]): boolean {
  const guard = new ZstdGuard();
  return pieces.every((piece) => guard.accepts(Uint8Array.from(piece)));
}

describe('Headers of zstd frames', () => {
  const folder = temporaryFolder();

  it('let usual frames pass, one after the other and with frames to be skipped between', () => {
    assert.ok(accepts(skippable, smallFrame, wideFrame, skippable, smallFrame));
    assert.ok(accepts(MAGIC, [0xa0, 0, 0, 0, 8], LAST_EMPTY_BLOCK));
  });

  it('refuse a window that is too large, in whichever frame', () => {
    assert.ok(!accepts(tooWide));
    assert.ok(!accepts(smallFrame, skippable, wideFrame, tooWide));
    assert.ok(!accepts(MAGIC, [0xa0, 1, 0, 0, 8], LAST_EMPTY_BLOCK));
    assert.ok(!accepts(MAGIC, [0xe0, 0, 0, 0, 0, 1, 0, 0, 0], LAST_EMPTY_BLOCK));
  });

  it('refuse what would keep a thread busy for hours: tiny blocks behind a large window', () => {
    const blocks = new Array<number[]>(1000).fill(EMPTY_BLOCK).flat();
    assert.ok(!accepts([...MAGIC, 0x00, WIDE], blocks));
    assert.ok(accepts([...MAGIC, 0x00, 3 << 3], blocks));
  });

  it('refuse to let every frame have a large window of its own', () => {
    assert.ok(accepts(...new Array<number[]>(4).fill(wideFrame)));
    assert.ok(!accepts(...new Array<number[]>(5).fill(wideFrame)));
  });

  it('say the same however the bytes are cut', () => {
    const any = fc.constantFrom(smallFrame, skippable, tooWide);
    fc.assert(
      fc.property(fc.array(any, { maxLength: 6 }), fc.array(fc.nat(20), { maxLength: 8 }), (frames, cuts) => {
        const bytes = frames.flat();
        const pieces: number[][] = [];
        let at = 0;
        for (const length of cuts) pieces.push(bytes.slice(at, (at += length)));
        assert.equal(accepts(...pieces, bytes.slice(at)), !frames.includes(tooWide));
      }),
    );
  });

  it('never throw', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => typeof new ZstdGuard().accepts(bytes) === 'boolean'));
  });

  it('make a segment one that cannot be opened, not a damaged one', async () => {
    const path = `${folder.path}/segment.zst`;
    writeFileSync(path, Uint8Array.from([...smallFrame, ...tooWide]));
    const reader = await openSegment(path);
    assert.ok(!isSegmentFailure(reader));
    const end = await reader.finish(1_000_000);
    assert.ok(isSegmentFailure(end));
    assert.deepEqual([end.code, end.args['reason']], ['unreadable-compression', 'unsupported']);
  });
});
