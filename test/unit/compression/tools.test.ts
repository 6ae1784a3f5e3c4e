import assert from 'node:assert/strict';
import { UNPACK } from '../../../src/io/compression/entry';
import { wrappingOf } from '../../../src/io/compression/wrapping';
import { installTool, pack, PACKING_TOOLS, unpackByTool, variedContent } from './tools';
import { inPieces, unpacked } from './unpacked';

const content = variedContent(1_500_000);
const small = variedContent(40_000);

describe('what real programs packed', () => {
  for (const tool of PACKING_TOOLS) {
    const { wrapping, program, variants, joins } = tool;

    describe(program, () => {
      before(() => {
        return installTool(tool);
      });

      for (const variant of variants) {
        it(`is unpacked as it was: ${variant}`, async () => {
          const packed = pack(tool, variant, content);
          const result = await unpacked(wrapping, packed);
          assert.ok(typeof result !== 'string', String(result));
          assert.ok(result.equals(content));
          if (wrapping !== 'brotli') assert.equal(wrappingOf(packed), wrapping);
        });
      }

      it('is the same however the stored bytes come', async () => {
        const packed = pack(tool, variants[0] ?? '', small);
        for (const pieces of [1, 7, 1000]) assert.deepEqual(await unpacked(wrapping, packed, pieces), small);
      });

      it('may be empty or tiny', async () => {
        for (const bytes of [Buffer.alloc(0), Buffer.from('a'), Buffer.from('abcabcabcabc')])
          assert.deepEqual(await unpacked(wrapping, pack(tool, variants[0] ?? '', bytes)), bytes);
      });

      it('gives what it held before the place where it is cut, and says that it is cut', async () => {
        const packed = pack(tool, variants[0] ?? '', small);
        for (const length of [20, packed.length >> 1, packed.length - 9, packed.length - 1])
          assert.equal(await unpacked(wrapping, packed.subarray(0, length)), 'TRUNCATED', String(length));
      });

      it('gives its first page for its first stored bytes', async () => {
        const packed = pack(tool, variants[0] ?? '', content);
        let asked = 0;
        const counted = async function* (): AsyncGenerator<Uint8Array> {
          for await (const piece of inPieces(packed, 4096)) {
            asked += piece.length;
            yield piece;
          }
        };
        for await (const bytes of UNPACK[wrapping]?.(counted()) ?? []) {
          assert.deepEqual(Buffer.from(bytes.subarray(0, 64)), content.subarray(0, 64));
          break;
        }
        // bzip2 has to see a whole block.
        assert.ok(asked < (wrapping === 'bzip2' ? packed.length + 1 : 200_000), String(asked));
      });

      it('may have no more behind it than the program lets pass', async () => {
        const packed = pack(tool, variants[0] ?? '', small);
        for (const rest of [Buffer.from('garbage and more of it'), Buffer.alloc(512)]) {
          const longer = Buffer.concat([packed, rest]);
          const theirs = unpackByTool(tool, longer);
          const ours = await unpacked(wrapping, longer);
          assert.equal(typeof ours === 'string', theirs === undefined, rest.toString('latin1', 0, 1));
        }
      });

      if (joins) {
        it('may be several files one after the other', async () => {
          const twice = Buffer.concat([content.subarray(0, 100_000), small]);
          const packed = Buffer.concat([
            pack(tool, variants[0] ?? '', content.subarray(0, 100_000)),
            pack(tool, variants.at(-1) ?? '', small),
          ]);
          // lzop does it too, but warns.
          if (wrapping !== 'lzo') assert.deepEqual(unpackByTool(tool, packed), twice);
          assert.deepEqual(await unpacked(wrapping, packed), twice);
        });
      }
    });
  }
});
