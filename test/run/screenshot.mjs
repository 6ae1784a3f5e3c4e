// Takes a picture of the running extension: `npm run screenshot -- OUT.png [OPTIONS]`. See docs/development.md.
import { launch } from './lib/bootstrap.mjs';

await launch('test/run/lib/screenshotMain.ts');
