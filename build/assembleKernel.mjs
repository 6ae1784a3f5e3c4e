// Assembles src/core/wal/kernel/recordKernel.wat into kernelBytes.ts: `npm run kernel`. The unit tests compare the two.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import wabt from 'wabt';

const folder = join(import.meta.dirname, '..', 'src', 'core', 'wal', 'kernel');
const source = await readFile(join(folder, 'recordKernel.wat'), 'utf8');
const assembler = await wabt();
const features = { simd: true, bulk_memory: true };
const module = assembler.parseWat('recordKernel.wat', source, features);
module.resolveNames();
module.validate();
const text = Buffer.from(module.toBinary({}).buffer).toString('base64');
const lines = text.match(/.{1,100}/g) ?? [];
await writeFile(
  join(folder, 'kernelBytes.ts'),
  '/** Made from recordKernel.wat by `npm run kernel`. Base64. */\n' +
    `export const KERNEL_BYTES =\n${lines.map((line) => `  '${line}'`).join(' +\n')};\n`,
);
