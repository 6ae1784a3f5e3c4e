// `npm run samples`: takes sample backups from a real PostgreSQL, for the launch configurations of VS Code.
import { launch } from './lib/bootstrap.mjs';

await launch('test/run/lib/samplesMain.ts');
