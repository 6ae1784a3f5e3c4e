import { isMainThread } from 'node:worker_threads';
import { version } from '../../package.json';
import { scan } from '../core/catalog/scan';
import { verifyFiles } from '../core/verify/files/verifyFiles';
import { NodeFileHasher } from '../io/hashing/fileHasher';
import { LocatedTree } from '../io/location/locatedTree';
import { withPhysicalFiles } from '../io/location/physicalFiles';
import { QuickFileTree } from '../io/quickFileTree';
import { SyncFileTree } from '../io/syncFileTree';
import { tarStore } from '../io/tar/tarStore';
import { TarTree } from '../io/tar/tarTree';
import '../worker/main';
import { WorkerPool } from '../worker/pool';
import { SharedHasher } from '../worker/sharedHasher';
import { Verifier } from '../engine/read/verifier';
import { StreamOutput, wantsColor } from './output';
import { run } from './run';

// The program is one file, and its threads run the same file: there only `worker/main` is at work.
if (isMainThread) void main();

async function main(): Promise<void> {
  const pool = new WorkerPool(__filename, undefined, 'foreground');
  const verifier = new Verifier(pool);
  tarStore().keepContents();
  const hasher = new SharedHasher(new NodeFileHasher(), pool);
  process.exitCode = await run(process.argv.slice(2), {
    workingDirectory: process.cwd(),
    tree: new LocatedTree(new QuickFileTree()),
    scan: async (tree, options) => {
      const catalog = await scan(tree, options);
      // What a verification had to unpack is not unpacked again by its threads.
      pool.learn(await tarStore().readSoFar());
      return withPhysicalFiles(catalog);
    },
    walReader: verifier,
    verifySet: (job, progress) => verifier.verifySet(job, { progress }),
    verifyFiles: (input) => verifyFiles({ ...input, tree: new TarTree(new SyncFileTree()), hasher }),
    out: outputOf(process.stdout),
    err: outputOf(process.stderr),
    version,
  });
  await pool.dispose();
}

function outputOf(stream: NodeJS.WriteStream): StreamOutput {
  const width = stream.isTTY ? stream.columns : undefined;
  return new StreamOutput(stream, wantsColor(stream.isTTY, process.env), width);
}
