import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Report } from '../../../src/core/report/report';
import { segmentName } from '../../../src/core/wal/segmentName';
import { temporaryFolder } from '../io/temporary';
import { WalBuilder } from '../records/walBuilder';
import { command } from './console';

const ZEROS = Buffer.alloc(1 << 20);

/** Random-looking bytes, the same at each call. */
function noise(length: number, seed: string): Buffer {
  const blocks: Buffer[] = [];
  for (let i = 0; i * 64 < length; i++)
    blocks.push(
      createHash('sha512')
        .update(`${seed} ${String(i)}`)
        .digest(),
    );
  return Buffer.concat(blocks).subarray(0, length);
}

/** A zstd frame of 1 MB: eight blocks that repeat the byte 0. */
function zstdOfZeros(): Buffer {
  const block = 128 * 1024;
  const blocks = Array.from({ length: 8 }, (_, i) => {
    const header = (block << 3) | (1 << 1) | (i === 7 ? 1 : 0);
    return [header & 0xff, (header >> 8) & 0xff, header >> 16, 0];
  });
  return Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0x10, 0, ...blocks.flat()]);
}

describe('an archive of which no first page can be read', () => {
  const folder = temporaryFolder();
  const archive = (): string => `${folder.path}/archive`;

  function put(count: number, ending: string, contentOf: (segment: number) => Uint8Array): void {
    mkdirSync(archive(), { recursive: true });
    for (let segment = 1; segment <= count; segment++)
      writeFileSync(`${archive()}/00000001000000000000000${String(segment)}${ending}`, contentOf(segment));
  }

  const GARBAGE: Readonly<
    Record<string, readonly [string, (segment: number) => Uint8Array, string, number]>
  > = {
    'random bytes under the name of gzip': [
      '.gz',
      (n) => noise(20_000, String(n)),
      'warning encrypted-segment',
      3,
    ],
    'empty files': ['.gz', () => new Uint8Array(), 'error empty-segment', 1],
    'gzip cut in its header': [
      '.gz',
      () => gzipSync(ZEROS).subarray(0, 8),
      'error unreadable-compression',
      1,
    ],
    'gzip of zeros': ['.gz', () => gzipSync(ZEROS), 'error zeroed-segment', 1],
    'zstd of zeros': ['.zst', zstdOfZeros, 'error zeroed-segment', 1],
    'text under the name of gzip': [
      '.gz',
      () => Buffer.from('Not Found\n'.repeat(9)),
      'error invalid-page-header',
      1,
    ],
  };

  for (const [what, [ending, contentOf, finding, code]] of Object.entries(GARBAGE))
    it(`is never good: ${what}`, async () => {
      put(3, ending, contentOf);
      for (const words of ['verify', 'archive']) {
        const result = await command([words, archive(), '--json']);
        const report = JSON.parse(result.out) as Report;
        const found = report.archives.flatMap(({ findings }) => findings);
        assert.deepEqual(
          found.map((each) => `${each.severity} ${each.code}`),
          [finding],
          words,
        );
        assert.match(found[0]?.message ?? '', /^3 segments/);
        assert.equal(result.code, code, words);
      }
    });

  it('is told by one good segment what the others should be', async () => {
    const builder = new WalBuilder(150000, 6, 1 << 20);
    while (builder.segments.size < 2)
      builder.append({ manager: 10, info: 0, payload: new Uint8Array(100_000) });
    const good = builder.segments.get(6) ?? new Uint8Array();
    assert.ok(segmentName(1, 6, builder.geometry).endsWith('6'));
    put(8, '.gz', (n) => (n === 6 ? gzipSync(good) : noise(20_000, String(n))));
    const { out, code } = await command(['verify', archive(), '--json']);
    const [found] = (JSON.parse(out) as Report).archives;
    assert.equal(found?.walSegmentSize, 1 << 20);
    assert.ok(found.findings.some((each) => each.code === 'encrypted-segment'));
    assert.notEqual(code, 0);
    assert.notEqual((await command(['archive', archive()])).code, 0);
  });
});
