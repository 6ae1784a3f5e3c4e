// `npm run bench`: how fast, beside PostgreSQL's own tools. See docs/performance.md.
import { launch } from '../run/lib/bootstrap.mjs';

await launch('test/bench/benchMain.ts');
