import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { NodeFileTree } from '../../../src/io/nodeFileTree';
import { isSegmentFailure } from '../../../src/core/wal/segmentSource';
import { openSegment } from '../../../src/io/segments/segmentStream';
import { segmentContent } from './segmentContent';
import { temporaryFolder } from './temporary';

/** The lines "1" to "300" as the zstd program 1.5 compresses them. */
const COMPRESSED = [
  'KLUv/QRoNQ4ASkQEBwmw6yRJiHBSmHVtAGsAawDLHXdv3nCfbXbZZI8tdti1aYN9tdVVUz211FG3Zg310UYXTfTQQg',
  'ddmjTQN9tcM80zyxxzZ84wn2xyySSPLHLIlSmDfLHFFVM8scQRN2YM8XXr1alPlx69nR36cePFiQ8XHrycHPht1/Qs',
  'x50BxIN4iZM4EL/hNryG0/AZLsNjeIdzOAw/4Sa8hJPwES7CQ3iFUzgIv+AWvIJT8AkuwSN4gzM4BL9yK69yKp9yKY',
  '/ylrMcyo/cyIucyIdcyIO85CQH8gNuwAs4AR/gAjyAFziBA/C77a6b7rmNzugQ/dqtvdqpfdqlPdrbznZoP3ZjL3Zi',
  'H3ZhD/aykx3YD7pBL+gEfaAL9IBe6IQO0O+4Ha/jdHyOy/E43uM8DsfPuBkv42R8jIvxMF7jNA7Gr7gVr+JUfIpL8S',
  'je4iwOxY+4ES/iRHyISwPEd92u13W6PtflelzvdV6H62fdrJd1sj7WxXpYr3VaB+tX3apXdao+1aV6VG91VofqR92o',
  'F3WiPtSFelAvdVIH6jfdptd0mj7TZXpM73ROh+kn3aSXdJI+0kV6SK90SgfpF92iV3SKPtElekQPADVelrE=',
].join('');
const NUMBERS = Array.from({ length: 300 }, (_, i) => `${String(i + 1)}\n`).join('');

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];

function blockHeader(type: number, size: number, last: boolean): number[] {
  const value = (size << 3) | (type << 1) | (last ? 1 : 0);
  return [value & 0xff, (value >> 8) & 0xff, value >> 16];
}

/** A frame with a 128 kB window and one repeated byte per block: `[byte, count]`. */
function repeating(...blocks: [number, number][]): Buffer {
  const bodies = blocks.map(([byte, count], at) => [
    ...blockHeader(1, count, at === blocks.length - 1),
    byte,
  ]);
  return Buffer.from([...MAGIC, 0x00, 7 << 3, ...bodies.flat()]);
}

describe('zstd files', () => {
  const folder = temporaryFolder();
  const put = (content: Uint8Array): string => {
    writeFileSync(`${folder.path}/file`, content);
    return `${folder.path}/file`;
  };
  const head = (content: Uint8Array, length: number): ReturnType<NodeFileTree['readHead']> =>
    new NodeFileTree().readHead(put(content), length);

  it('are opened as the zstd program writes them', async () => {
    const compressed = Buffer.from(COMPRESSED, 'base64');
    const first = await head(compressed, 100);
    assert.deepEqual(first, {
      compression: 'zstd',
      bytes: Uint8Array.from(Buffer.from(NUMBERS.slice(0, 100))),
    });
    const whole = await segmentContent(put(compressed), 5000);
    assert.ok(!('code' in whole));
    assert.equal(Buffer.from(whole).toString(), NUMBERS);
  });

  it('are read block by block', async () => {
    const expected = Uint8Array.of(...new Array<number>(100).fill(1), ...new Array<number>(50).fill(2));
    const bytes = repeating([1, 100], [2, 50]);
    assert.deepEqual(await head(bytes, 8192), { compression: 'zstd', bytes: expected });
    const frames = Buffer.concat([repeating([1, 100]), repeating([2, 50])]);
    assert.deepEqual(await head(frames, 8192), { compression: 'zstd', bytes: expected });
  });

  it('are broken when they end early or hold nonsense', async () => {
    const broken = { compression: 'zstd', bytes: undefined, problem: 'broken' };
    const compressed = Buffer.from(COMPRESSED, 'base64');
    for (const length of [4, 5, 9, 17, 18, 40, compressed.length - 1]) {
      assert.deepEqual(await head(compressed.subarray(0, length), 8192), broken, String(length));
    }
    assert.deepEqual(
      await head(Buffer.from([...MAGIC, 0, 7 << 3, ...blockHeader(3, 10, true), 0]), 10),
      broken,
    );
  });

  it('do not make us take the gigabytes that a header asks for', async () => {
    const wantsTwoGigabytes = Buffer.from([...MAGIC, 0x00, 21 << 3, ...new Array<number>(20).fill(0)]);
    const answer = await head(wantsTwoGigabytes, 8192);
    assert.deepEqual(answer, { compression: 'zstd', bytes: undefined, problem: 'unsupported' });
  });

  it('stop at the limit, however much they would unpack to', async () => {
    const bomb = repeating(...new Array<[number, number]>(4000).fill([0, 131072]));
    const reader = await openSegment(put(bomb));
    assert.ok(!isSegmentFailure(reader));
    const size = await reader.finish(1_000_000);
    assert.ok(typeof size === 'number' && size > 1_000_000 && size < 100_000_000, JSON.stringify(size));
  });
});
