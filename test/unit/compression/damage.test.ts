import assert from 'node:assert/strict';
import fc from 'fast-check';
import { installTool, pack, COMPRESSION_TOOLS, decompressByTool, variedContent } from './tools';
import { decompressed } from './decompressed';

const content = variedContent(30_000);
const OPTIONS = { numRuns: 60, endOnFailure: true };

describe('packed files that were damaged', () => {
  // A damaged header may ask for a large window.

  for (const tool of COMPRESSION_TOOLS) {
    const { compression, program, variants, checked } = tool;

    describe(program, () => {
      let compressed: Buffer = Buffer.alloc(0);

      before(async () => {
        await installTool(tool);
        compressed = pack(tool, variants[0] ?? '', content);
      });

      const damagedAt = (changes: readonly (readonly [number, number])[]): Buffer => {
        const bytes = Buffer.from(compressed);
        for (const [at, by] of changes) bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ by;
        return bytes;
      };
      const change = fc.tuple(fc.nat(1 << 20), fc.integer({ min: 1, max: 255 }));

      it('never pass for another content where the format has a checksum', async () => {
        await fc.assert(
          fc.asyncProperty(change, async (one) => {
            const result = await decompressed(compression, damagedAt([one]));
            if (checked && typeof result !== 'string') assert.ok(result.equals(content));
          }),
          OPTIONS,
        );
      });

      it('end, whatever they hold', async () => {
        await fc.assert(
          fc.asyncProperty(
            fc.array(change, { minLength: 1, maxLength: 20 }),
            fc.nat(1 << 20),
            async (changes, cut) => {
              await decompressed(compression, damagedAt(changes).subarray(0, cut % (compressed.length + 1)));
            },
          ),
          OPTIONS,
        );
      });

      it('end when there is nothing right behind their first bytes', async () => {
        await fc.assert(
          fc.asyncProperty(fc.nat(60), fc.uint8Array({ maxLength: 3000 }), async (keep, rest) => {
            await decompressed(compression, Buffer.concat([compressed.subarray(0, keep), rest]));
          }),
          OPTIONS,
        );
      });

      it('are refused where the program refuses them, and taken where it takes them', async () => {
        for (let at = 0; at < compressed.length; at += Math.ceil(compressed.length / 25)) {
          const bytes = damagedAt([[at, 0x10]]);
          const theirs = decompressByTool(tool, bytes);
          const ours = await decompressed(compression, bytes);
          if (theirs === undefined) assert.equal(typeof ours, 'string', `byte ${at}`);
          else if (ours !== 'UNSUPPORTED') assert.deepEqual(ours, theirs, `byte ${at}`);
        }
      });
    });
  }
});
