import { version } from '../../package.json';
import { scan } from '../core/catalog/scan';
import { NodeFileTree } from '../io/nodeFileTree';
import { StreamOutput, wantsColor } from './output';
import { run } from './run';

const { stdout, stderr, env } = process;

void run(process.argv.slice(2), {
  workingDirectory: process.cwd(),
  tree: new NodeFileTree(),
  scan,
  out: new StreamOutput(stdout, wantsColor(stdout.isTTY, env), stdout.isTTY ? stdout.columns : undefined),
  err: new StreamOutput(stderr, wantsColor(stderr.isTTY, env), stderr.isTTY ? stderr.columns : undefined),
  version,
}).then((code) => {
  process.exitCode = code;
});
