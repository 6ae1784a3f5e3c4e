// `npm run bench:page`: what the timeline's page costs the main thread of a browser. See docs/performance.md.
import { launch } from '../run/lib/bootstrap.mjs';

await launch('test/ui/bench/pageMain.ts');
