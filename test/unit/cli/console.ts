import type { Catalog } from '../../../src/core/model/catalog';
import { scan, type ScanOptions } from '../../../src/core/catalog/scan';
import { verifyFiles } from '../../../src/core/verify/files/verifyFiles';
import { NodeFileHasher } from '../../../src/io/hashing/fileHasher';
import { NodeFileTree } from '../../../src/io/nodeFileTree';
import { InlineRunner } from '../../../src/worker/inlineRunner';
import type { WalReader } from '../../../src/engine/read/readArchive';
import { Verifier } from '../../../src/engine/read/verifier';
import type { TextOutput } from '../../../src/cli/output';
import type { Context } from '../../../src/cli/context';
import { run } from '../../../src/cli/run';

export interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** What `scan` was asked, where it was. */
  readonly asked: ScanOptions | undefined;
}

class Recorder implements TextOutput {
  readonly colored = false;
  readonly width = undefined;
  readonly closed = false;
  text = '';

  write(text: string): Promise<void> {
    this.text += text;
    return Promise.resolve();
  }
}

/** Segments of a fabricated archive exist nowhere: reading them finds nothing, good or bad. */
const NOTHING_WRONG: WalReader = {
  walkArchive: () =>
    Promise.resolve({
      reached: undefined,
      records: 0,
      commits: { count: 0, first: 0, last: 0, latest: 0 },
      restorePoints: [],
      moreRestorePoints: 0,
      cut: undefined,
      canceled: false,
    }),
  walkSegments: () => Promise.resolve({ end: { kind: 'range-end' }, reached: undefined, records: 0 }),
};

/** Runs a command line. With a catalogue nothing is scanned and every path exists; `more` replaces parts of the context. */
export async function command(
  args: readonly string[],
  catalog?: Catalog,
  more: Partial<Context> = {},
): Promise<Result> {
  const out = new Recorder();
  const err = new Recorder();
  const tree = new NodeFileTree();
  let asked: ScanOptions | undefined;
  if (catalog !== undefined) {
    tree.stat = () => Promise.resolve({ kind: 'directory', size: 0, modified: 0 });
  }
  const code = await run(args, {
    workingDirectory: '/work',
    tree,
    scan: (files, options) => {
      asked = options;
      return catalog === undefined ? scan(files, options) : Promise.resolve(catalog);
    },
    out,
    err,
    version: '1.2.3',
    walReader: catalog === undefined ? new Verifier(new InlineRunner()) : NOTHING_WRONG,
    verifySet: (job, progress) => new Verifier(new InlineRunner()).verifySet(job, { progress }),
    verifyFiles: (input) => verifyFiles({ ...input, hasher: new NodeFileHasher() }),
    ...more,
  });
  return { code, out: out.text, err: err.text, asked };
}
