import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Catalog } from '../../src/core/model/catalog';
import { scan } from '../../src/core/catalog/scan';
import type { DirectoryEntry, FileTree } from '../../src/core/ground/ports';
import { segmentName } from '../../src/core/wal/segmentName';
import { NodeFileTree } from '../../src/io/nodeFileTree';
import { hoverContent } from '../../src/vscode/editor/model/hoverContent';
import { readFacts, tokenOfLine } from '../../src/vscode/editor/model/facts';
import { viewWal } from '../../src/vscode/editor/model/walView';
import { VerificationResults } from '../../src/engine/verify/verificationResults';
import { scopeOfArchives } from '../../src/engine/verify/scope';
import { verifyInWindow } from '../../src/vscode/services/verifying';
import { WorkerPool } from '../../src/worker/pool';
import { median } from './statistics';

/** How often the event loop is sampled, in milliseconds. */
const RESOLUTION_MS = 2;
/** As long as a verification takes, more or less. */
const IDLE_MS = 3000;

export interface Lateness {
  /** Milliseconds: the worst, and the 99th percentile. */
  readonly worst: number;
  readonly p99: number;
  /** The worst during some idle seconds before: the machine's own share. */
  readonly idle: number;
}

/**
 * Verifies everything in the directories as the extension host does, and returns how late its event loop was meanwhile.
 */
export async function hostLateness(worker: string, roots: readonly string[]): Promise<Lateness> {
  const pool = new WorkerPool(worker);
  try {
    const idle = await lateness(() => delay(IDLE_MS));
    const busy = await lateness(async () => {
      const scanned = await pool.run('scan', { roots, archiveDirectories: [], level: 'headers' });
      await verifyAll(pool, scanned);
    });
    return { ...busy, idle: idle.worst };
  } finally {
    await pool.dispose();
  }
}

async function lateness(work: () => Promise<void>): Promise<{ worst: number; p99: number }> {
  const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  loop.enable();
  await work();
  loop.disable();
  const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  return { worst: late(loop.max), p99: late(loop.percentile(99)) };
}

async function verifyAll(pool: WorkerPool, scanned: Catalog): Promise<void> {
  const results = new VerificationResults();
  const source = { unproven: scanned, results, readWholeTars: () => Promise.resolve() };
  const archives = scanned.archives.map(({ path }) => path);
  const sets = scanned.sets.map(({ id }) => id);
  const scope = { ...scopeOfArchives(source, archives), sets };
  let read = 0;
  await verifyInWindow(pool, source, scope, {
    signal: new AbortController().signal,
    report: (event) => {
      if (event.kind === 'progress') read += event.bytes;
    },
  });
  const verdicts = results.applyTo(scanned).sets.map(({ verdict }) => verdict);
  if (read === 0 || verdicts.some((verdict) => verdict !== 'restorable'))
    throw new Error(`Not all sets were proven: ${verdicts.join(', ')}`);
}

/** Own time, in milliseconds, of a hover on a START line after the archive was scanned, with nothing cached. */
export async function hoverTime(archive: string): Promise<number> {
  const catalog = await scan(new NodeFileTree(), {
    roots: [archive],
    archiveDirectories: [],
    level: 'headers',
  });
  const name = (await readdir(archive)).find((each) => each.endsWith('.backup')) ?? '';
  const path = join(archive, name);
  const text = await readFile(path, 'utf8');
  const times: number[] = [];
  for (let i = 0; i < 200; i++) {
    const fresh = { ...catalog };
    const began = performance.now();
    const facts = readFacts(text, 'backup-history', name);
    const token = tokenOfLine(facts, 0);
    const content = token && hoverContent(token, viewWal(facts, path, fresh, true));
    times.push(performance.now() - began);
    if (content === undefined) throw new Error('The hover said nothing.');
  }
  return median(times);
}

/** Seconds for the scan of a listing, without the time of the file system. */
export async function listingTime(segments: number): Promise<number> {
  const geometry = { segmentSize: 16 * 1024 * 1024, skipsLastSegment: false };
  const tree = new Listing(segments, (i) => segmentName(1, i, geometry));
  const times: number[] = [];
  for (let i = 0; i < 3; i++) {
    const began = performance.now();
    const options = {
      roots: ['/wal'],
      archiveDirectories: [],
      level: 'names',
      segmentSize: geometry.segmentSize,
    } as const;
    const { archives } = await scan(tree, options);
    times.push((performance.now() - began) / 1000);
    if (archives[0]?.segmentCount !== segments) throw new Error('The listing was not understood.');
  }
  return median(times);
}

/** A directory of segments that can be listed but not read. */
class Listing implements FileTree {
  readonly #names: readonly DirectoryEntry[];

  constructor(count: number, nameOf: (index: number) => string) {
    this.#names = Array.from({ length: count }, (_, i) => ({ name: nameOf(i), kind: 'file' }));
  }

  async *list(): AsyncGenerator<readonly DirectoryEntry[]> {
    for (let i = 0; i < this.#names.length; i += 1000) yield Promise.resolve(this.#names.slice(i, i + 1000));
  }

  stat(path: string) {
    const kind = path === '/wal' ? 'directory' : 'file';
    return Promise.resolve({ kind, size: 16 * 1024 * 1024, modified: 0 } as const);
  }

  realPath(path: string) {
    return Promise.resolve(path);
  }

  read() {
    return Promise.resolve({ failed: true, code: 'EIO' } as const);
  }

  readHead() {
    return Promise.resolve({ failed: true, code: 'EIO' } as const);
  }
}
