// `npm run package`: builds the bundles and writes the extension's VSIX into the project's directory.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vsix, vsixName } from './vsix.mjs';

const root = join(import.meta.dirname, '..');
const { status } = spawnSync(process.execPath, [join(root, 'esbuild.mjs')], { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(1);
const bytes = vsix(root);
writeFileSync(join(root, vsixName(root)), bytes);
console.log(`${vsixName(root)}  ${String(bytes.length)} bytes`);
