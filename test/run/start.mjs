// `npm start [-- DIRECTORY]`: VS Code with the extension on sample backups, or on your own directory.
import { launch } from './lib/bootstrap.mjs';

await launch('test/run/lib/startMain.ts');
