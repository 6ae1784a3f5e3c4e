// Runs a suite in plain Node: `node runSuite.mjs dist/test/unit/index.js`.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const path = resolve(process.argv[2] ?? '');
const suite = /** @type {{ run: () => Promise<void> }} */ (createRequire(path)(path));
try {
  await suite.run();
  process.exit(0);
} catch (error) {
  console.error(error);
  process.exit(1);
}
