import { writeSync } from 'node:fs';
import { getAsset, isSea } from 'node:sea';
import { isMainThread } from 'node:worker_threads';
import { version } from '../../package.json';
import { engineTools } from '../engine/tools';
import { LocatedTree } from '../io/location/locatedTree';
import { QuickFileTree } from '../io/quickFileTree';
import { ForegroundRunner } from '../worker/foregroundRunner';
import '../worker/main';
import { WorkerPool } from '../worker/pool';
import type { ThreadScript } from '../worker/threadScript';
import { DEBUG_VARIABLE, internalErrorText } from './internalError';
import { StreamOutput, wantsColor } from './output';
import { exitOfFailure, run } from './run';

/** The name under which a single executable holds the program for its threads (build/cli/singleExecutable.mjs). */
const PROGRAM_ASSET = 'cli.js';

const errors = { version, debug: (process.env[DEBUG_VARIABLE] ?? '') !== '' };

// The program is one file, and its threads run the same file: there only `worker/main` has work to do.
if (isMainThread) {
  // Also what nothing waits for: Node would print a stack and end with 1, the exit code of damage.
  process.on('uncaughtException', (error) => {
    writeSync(process.stderr.fd, internalErrorText(error, errors));
    process.exit(exitOfFailure(process.argv.slice(2)));
  });
  void main();
}

async function main(): Promise<void> {
  const pool = new WorkerPool(programScript(), undefined, 'foreground');
  process.exitCode = await run(process.argv.slice(2), {
    workingDirectory: process.cwd(),
    tree: new LocatedTree(new QuickFileTree()),
    tools: engineTools(new ForegroundRunner(pool)),
    out: outputOf(process.stdout),
    err: outputOf(process.stderr),
    environment: process.env,
    now: () => new Date(),
    ...errors,
  });
  await pool.dispose();
}

/** The program as its threads run it: this file, or the copy of it inside of a single executable. */
function programScript(): ThreadScript {
  return isSea() ? { code: getAsset(PROGRAM_ASSET, 'utf8') } : __filename;
}

function outputOf(stream: NodeJS.WriteStream): StreamOutput {
  const width = stream.isTTY ? stream.columns : undefined;
  return new StreamOutput(stream, wantsColor(stream.isTTY, process.env), width);
}
