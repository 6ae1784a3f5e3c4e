import { readdir, stat } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { formatBytes } from '../../src/core/ground/sizes';
import { runCommand } from '../run/lib/children';
import { withTemporaryFolder } from '../run/lib/project';
import { type BenchData, benchData, CHECKSUMS } from './data';
import { hostLateness, hoverTime, listingTime } from './editor';
import { type Command, peakMemory, race } from './programs';
import { type Line, memoryLine, ownLine, raceLine, tableText } from './table';
import { relationsTime } from './relations';
import { LISTED_SETS, manyRepositories } from './repositories';
import { findTools, type Tools } from './tools';

interface Bench {
  /** Where our bundles are: a directory that no other build changes meanwhile. */
  readonly programs: string;
  readonly data: () => Promise<BenchData>;
  readonly tools: Tools;
  readonly rounds: number;
}

/** The measurements, by their names on the command line. */
const MEASUREMENTS: Readonly<Record<string, (bench: Bench) => Promise<Line[]>>> = {
  records,
  files,
  editor,
  listing,
  relations,
};

/** Measures and prints; asserts nothing. Arguments: names of measurements; all without any. */
export async function main(root: string, args: readonly string[]): Promise<number> {
  if (args.some((name) => !Object.hasOwn(MEASUREMENTS, name))) {
    console.error(`Usage: npm run bench [-- ${Object.keys(MEASUREMENTS).join('|')}…]`);
    return 2;
  }
  return withTemporaryFolder(async (programs) => {
    const build = [join(root, 'esbuild.mjs'), '--outdir', programs];
    const { ok, output } = await runCommand(process.execPath, build, {
      cwd: root,
    });
    if (!ok) console.error(output);
    else await measureAll(root, programs, args);
    return ok ? 0 : 1;
  });
}

async function measureAll(root: string, programs: string, args: readonly string[]): Promise<void> {
  const [gigabytes, rounds] = [numberFrom('PGBI_BENCH_GB', 4), numberFrom('PGBI_BENCH_ROUNDS', 5)];
  const tools = findTools();
  let made: Promise<BenchData> | undefined;
  // Listing does not need the server's data, which takes minutes to make.
  const data = (): Promise<BenchData> => (made ??= benchData(root, tools.major, gigabytes));
  const size = `${String(gigabytes)} GB, the middle of ${String(rounds)} rounds`;
  console.log(`${size}; PostgreSQL ${String(tools.major)}, Node ${process.versions.node}`);
  console.log(`${String(availableParallelism())} processors, ${cpus()[0]?.model ?? 'of an unknown kind'}\n`);
  const lines: Line[] = [];
  for (const [name, measure] of Object.entries(MEASUREMENTS)) {
    if (args.length === 0 || args.includes(name))
      lines.push(...(await measure({ programs, data, tools, rounds })));
  }
  console.log(tableText(lines));
}

async function records({ programs, data, tools, rounds }: Bench): Promise<Line[]> {
  const { archive } = await data();
  const names = (await readdir(archive)).filter((name) => /^[0-9A-F]{24}$/.test(name)).sort();
  const ours = ourProgram(programs, ['verify', '--level', 'records', archive]);
  const [first = '', last = ''] = [names[0], names.at(-1)];
  const theirs = toolCommand(tools.waldump, ['--quiet', '-p', archive, first, last]);
  const what = `verify --level records, ${formatBytes(names.length * 16 * 1024 ** 2)} of WAL`;
  return [
    raceLine(what, 'pg_waldump --quiet', 0.67, await race({ ours, theirs, folder: archive }, rounds)),
    memoryLine('  its memory at most', await peakMemory(ours, 3)),
  ];
}

async function files({ programs, data, tools, rounds }: Bench): Promise<Line[]> {
  const { sets } = await data();
  const lines: Line[] = [];
  for (const checksums of CHECKSUMS) {
    const set = sets[checksums];
    const ours = ourProgram(programs, ['verify', '--level', 'names', '--files', set]);
    const theirs = toolCommand(tools.verifyBackup, ['-n', set]);
    const what = `verify --files, ${formatBytes(await bytesBelow(set))}, ${checksums}`;
    lines.push(
      raceLine(what, 'pg_verifybackup -n', 0.67, await race({ ours, theirs, folder: set }, rounds)),
      memoryLine('  its memory at most', await peakMemory(ours, 3)),
    );
  }
  return lines;
}

/** Repositories of backup tools, beside programs that read the beginning of each file in them. */
async function listing({ programs, rounds }: Bench): Promise<Line[]> {
  const lines: Line[] = [];
  for (const { tool, folder } of await manyRepositories(LISTED_SETS)) {
    const ours = ourProgram(programs, ['list', folder]);
    const theirs = {
      program: 'find',
      args: [folder, '-type', 'f', '-exec', 'head', '-qc', '4096', '{}', '+'],
    };
    const line = raceLine(
      `list ${LISTED_SETS} sets of ${tool}`,
      'find',
      0,
      await race({ ours, theirs }, rounds),
    );
    lines.push({ ...line, target: '< 1 s' });
  }
  return lines;
}

async function editor({ programs, data }: Bench): Promise<Line[]> {
  const { archive, sets } = await data();
  const late = await hostLateness(join(programs, 'worker.js'), [archive, sets.CRC32C]);
  const lateness = `${late.worst.toFixed(1)} ms, ${late.p99.toFixed(1)} ms at p99; idle ${late.idle.toFixed(1)} ms`;
  const many = 1_000_000;
  return [
    ownLine('event loop late while everything is verified', lateness, '≤ 50 ms'),
    ownLine('hover on a START line', `${(await hoverTime(archive)).toFixed(2)} ms`, '< 5 ms'),
    ownLine(`scan of ${many.toLocaleString('en')} names`, `${(await listingTime(many)).toFixed(2)} s`, ''),
  ];
}

/** The files of a large cluster, as its own catalogs list them. */
async function relations(): Promise<Line[]> {
  const { seconds, processor, bytes } = await withTemporaryFolder((folder) =>
    relationsTime(folder, MANY_RELATIONS),
  );
  const what = `files of ${MANY_RELATIONS.toLocaleString('en')} relations`;
  return [
    ownLine(what, `${seconds.toFixed(2)} s, processor ${processor.toFixed(2)} s`, '< 2 s'),
    memoryLine('  its memory', bytes),
  ];
}

const MANY_RELATIONS = 100_000;

function ourProgram(programs: string, args: readonly string[]): Command {
  return { program: process.execPath, args: [join(programs, 'cli.js'), ...args] };
}

function toolCommand(program: string | undefined, args: readonly string[]): Command | undefined {
  return program === undefined ? undefined : { program, args };
}

async function bytesBelow(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}

function numberFrom(variable: string, otherwise: number): number {
  const given = Number(process.env[variable] ?? otherwise);
  if (given > 0) return given;
  throw new Error(`${variable} must be a number above 0.`);
}
