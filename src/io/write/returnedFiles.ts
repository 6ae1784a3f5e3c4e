import { join } from 'node:path';
import { isFailure } from '../../core/ground/ports';
import { readRange, withRegularFile } from '../regularFile';
import { accessLike } from './guard';
import { writeNewFile } from './safeWrite';
import type { WriteProblem } from '../../core/complete/writeProblem';
import { nodeWriteSystem, type WriteSystem } from './writeSystem';

/** What `pg_backup_stop` (up to 14 `pg_stop_backup`) returned, as the bytes that the server sent. */
export interface ReturnedFiles {
  readonly label: Uint8Array;
  /** Empty or absent if the cluster has no tablespaces. */
  readonly tablespaceMap?: Uint8Array | undefined;
}

export type ReturnedFilesOutcome =
  | {
      readonly kind: 'written';
      /** Names of the files that are new. */
      readonly written: readonly string[];
      /** Names of files that existed with the same content. */
      readonly unchanged: readonly string[];
    }
  | { readonly kind: 'refused'; readonly problem: WriteProblem };

/**
 * Writes `backup_label` and `tablespace_map` into the directory of a copy, byte for byte. An existing file with the
 * same content is left alone. If one differs, it is not replaced, and nothing is written at all. The same holds if the
 * server returned no map and one is there: its links belong to another backup. The map comes first, since a label
 * without its map would let a server start without its tablespaces. Never rejects.
 */
export async function writeReturnedFiles(
  folder: string,
  { label, tablespaceMap }: ReturnedFiles,
  system: WriteSystem = nodeWriteSystem,
): Promise<ReturnedFilesOutcome> {
  const map = tablespaceMap ?? new Uint8Array(0);
  const wanted = [
    { name: 'tablespace_map', bytes: map, states: map.length > 0 },
    { name: 'backup_label', bytes: label, states: true },
  ];
  const missing: typeof wanted = [];
  for (const file of wanted) {
    const there = await contentOf(join(folder, file.name));
    if (there instanceof Uint8Array) {
      if (!file.states || Buffer.compare(there, file.bytes) !== 0)
        return refused({ kind: 'exists', path: join(folder, file.name) });
    } else if (there !== undefined) return refused(there);
    else if (file.states) missing.push(file);
  }
  const access = await accessLike(system, folder);
  for (const { name, bytes } of missing) {
    const problem = await writeOne({ dataDirectory: folder, folder, name, access }, bytes, system);
    if (problem !== undefined) return refused(problem);
  }
  const written = missing.map(({ name }) => name);
  const unchanged = wanted.filter((file) => file.states && !missing.includes(file)).map(({ name }) => name);
  return { kind: 'written', written, unchanged };
}

function writeOne(
  file: Parameters<typeof writeNewFile>[0],
  bytes: Uint8Array,
  system: WriteSystem,
): Promise<WriteProblem | undefined> {
  const fill = async (write: (bytes: Uint8Array) => Promise<void>): Promise<undefined> => {
    await write(bytes);
    return undefined;
  };
  const verify = async (path: string): Promise<WriteProblem | undefined> => {
    const there = await contentOf(path);
    if (there instanceof Uint8Array && Buffer.compare(there, bytes) === 0) return undefined;
    return { kind: 'system', path, code: 'EIO' };
  };
  return writeNewFile(file, { fill, verify }, system);
}

/** Enough for any label or map, and a bound on the size of a foreign file there. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Undefined if there is no such file. */
async function contentOf(path: string): Promise<Uint8Array | WriteProblem | undefined> {
  const content = await withRegularFile(path, (file) => readRange(file, 0, MOST_BYTES));
  if (!isFailure(content)) return content;
  return content.code === 'ENOENT' ? undefined : { kind: 'system', path, code: content.code };
}

function refused(problem: WriteProblem): ReturnedFilesOutcome {
  return { kind: 'refused', problem };
}
