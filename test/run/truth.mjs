// `npm run truth -- --seed N --hours H`: invents accidents and compares what is said of them with real servers. See docs/development.md.
import { launch } from './lib/bootstrap.mjs';

await launch('test/postgres/truth/randomMain.ts');
