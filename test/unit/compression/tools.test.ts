import assert from 'node:assert/strict';
import { DECODERS } from '../../../src/io/compression/entry';
import { compressionOf } from '../../../src/io/compression/compressionOf';
import { installTool, pack, COMPRESSION_TOOLS, decompressByTool, variedContent } from './tools';
import { inPieces, decompressed } from './decompressed';

const content = variedContent(1_500_000);
const small = variedContent(40_000);

describe('what real programs packed', () => {
  for (const tool of COMPRESSION_TOOLS) {
    const { compression, program, variants, joins } = tool;

    describe(program, () => {
      before(() => {
        return installTool(tool);
      });

      for (const variant of variants) {
        it(`is unpacked as it was: ${variant}`, async () => {
          const compressed = pack(tool, variant, content);
          const result = await decompressed(compression, compressed);
          assert.ok(typeof result !== 'string', String(result));
          assert.ok(result.equals(content));
          if (compression !== 'brotli') assert.equal(compressionOf(compressed), compression);
        });
      }

      it('is the same however the stored bytes come', async () => {
        const compressed = pack(tool, variants[0] ?? '', small);
        for (const pieces of [1, 7, 1000])
          assert.deepEqual(await decompressed(compression, compressed, pieces), small);
      });

      it('may be empty or tiny', async () => {
        for (const bytes of [Buffer.alloc(0), Buffer.from('a'), Buffer.from('abcabcabcabc')])
          assert.deepEqual(await decompressed(compression, pack(tool, variants[0] ?? '', bytes)), bytes);
      });

      it('gives what it held before the place where it is cut, and says that it is cut', async () => {
        const compressed = pack(tool, variants[0] ?? '', small);
        for (const length of [20, compressed.length >> 1, compressed.length - 9, compressed.length - 1])
          assert.equal(
            await decompressed(compression, compressed.subarray(0, length)),
            'TRUNCATED',
            String(length),
          );
      });

      it('gives its first page for its first stored bytes', async () => {
        const compressed = pack(tool, variants[0] ?? '', content);
        let asked = 0;
        const counted = async function* (): AsyncGenerator<Uint8Array> {
          for await (const piece of inPieces(compressed, 4096)) {
            asked += piece.length;
            yield piece;
          }
        };
        for await (const bytes of DECODERS[compression]?.(counted()) ?? []) {
          assert.deepEqual(Buffer.from(bytes.subarray(0, 64)), content.subarray(0, 64));
          break;
        }
        // bzip2 needs a whole block.
        assert.ok(asked < (compression === 'bzip2' ? compressed.length + 1 : 200_000), String(asked));
      });

      it('may have no more behind it than the program lets pass', async () => {
        const compressed = pack(tool, variants[0] ?? '', small);
        for (const rest of [Buffer.from('garbage and more of it'), Buffer.alloc(512)]) {
          const longer = Buffer.concat([compressed, rest]);
          const theirs = decompressByTool(tool, longer);
          const ours = await decompressed(compression, longer);
          assert.equal(typeof ours === 'string', theirs === undefined, rest.toString('latin1', 0, 1));
        }
      });

      if (joins) {
        it('may be several files one after the other', async () => {
          const twice = Buffer.concat([content.subarray(0, 100_000), small]);
          const compressed = Buffer.concat([
            pack(tool, variants[0] ?? '', content.subarray(0, 100_000)),
            pack(tool, variants.at(-1) ?? '', small),
          ]);
          // lzop accepts it too, but warns.
          if (compression !== 'lzo') assert.deepEqual(decompressByTool(tool, compressed), twice);
          assert.deepEqual(await decompressed(compression, compressed), twice);
        });
      }
    });
  }
});
