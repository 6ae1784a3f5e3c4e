// `npm run picture:architecture`: draws docs/images/architecture.svg from the real imports.
import { launch } from './lib/bootstrap.mjs';

await launch('test/run/lib/architecture/pictureMain.ts');
