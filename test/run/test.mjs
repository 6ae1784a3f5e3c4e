// `npm test [-- --grep TEXT]`, `npm run test:unit [-- FILE… --grep TEXT]` and so on. See docs/development.md.
import { launch } from './lib/bootstrap.mjs';

await launch('test/run/lib/testMain.ts');
