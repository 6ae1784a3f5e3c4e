import { toolOf } from '../../formats/tools/backupTools';
import { joinPath, parentPath } from '../../ground/paths';
import { type DirectoryEntry, type FileTree, isFailure } from '../../ground/ports';
import type { WalArchive } from '../../model/walArchive';
import { classifyWalFile } from '../../wal/fileName';
import { entriesOf } from './entries';
import type { ArchiveFact } from './facts';
import { unpackerOf } from './unpackers';

/** Number of files without a suffix that are opened to learn their compression. */
const OPENED = 8;
const SHARD = /^[0-9A-F]{16}$/;

/** How the files of an archive are on disk, as far as a sample of their names and contents shows. */
export async function archiveFact(tree: FileTree, archive: WalArchive): Promise<ArchiveFact> {
  const { path, layout, runs } = archive;
  const entries = await entriesOf(tree, path);
  const shards = entries.filter(({ name, kind }) => kind === 'directory' && SHARD.test(name));
  const inside = await shardEntries(tree, path, shards);
  const files = [...entries, ...inside].map(({ name }) => classifyWalFile(name));
  const suffixes = new Set(runs.map(({ suffix }) => suffix));
  for (const file of files) if (file?.kind === 'timeline-history') suffixes.add(file.suffix);
  return {
    path,
    layout,
    suffixes: [...suffixes].sort(),
    sharded: shards.length > 0,
    summed: files.some((file) => file?.kind === 'segment' && file.sha1 !== undefined),
    programs: suffixes.has('') ? await programsIn(tree, path, shards, entries) : [],
    ...((await isDescribed(tree, archive)) ? {} : { toolCannotRead: true }),
  };
}

/** The first shard shows the form of all. */
async function shardEntries(
  tree: FileTree,
  path: string,
  shards: readonly DirectoryEntry[],
): Promise<DirectoryEntry[]> {
  const [shard] = shards;
  return shard === undefined ? [] : entriesOf(tree, joinPath(path, shard.name));
}

/** Barman compresses without a suffix, and its settings may have changed: some of the first and of the last files are opened. */
async function programsIn(
  tree: FileTree,
  path: string,
  shards: readonly DirectoryEntry[],
  entries: readonly DirectoryEntry[],
): Promise<string[]> {
  const folders = [...new Set([shards.at(0), shards.at(-1)])].flatMap((shard) => shard?.name ?? []);
  const inside = await Promise.all(
    folders.map(async (name) =>
      segmentsIn(joinPath(path, name), await entriesOf(tree, joinPath(path, name))),
    ),
  );
  const files = [...segmentsIn(path, entries), ...inside.flat()];
  const opened = [...new Set([...files.slice(0, OPENED), ...files.slice(-OPENED)])];
  const heads = await Promise.all(opened.map((file) => tree.readHead(file, 1)));
  const programs = heads.flatMap((head) => (isFailure(head) ? [] : (unpackerOf(head.compression) ?? [])));
  return [...new Set(programs)];
}

function segmentsIn(folder: string, entries: readonly DirectoryEntry[]): string[] {
  const segments = entries.filter(({ name }) => classifyWalFile(name)?.kind === 'segment');
  return segments.map(({ name }) => joinPath(folder, name)).sort();
}

/** Whether a file is there without which the tool reads no archive. It is above the directory of a server version. */
async function isDescribed(tree: FileTree, { path, layout }: WalArchive): Promise<boolean> {
  const names = toolOf(layout)?.archiveFiles ?? [];
  for (const folder of [parentPath(path), path])
    for (const name of names) if (!isFailure(await tree.stat(joinPath(folder, name)))) return true;
  return names.length === 0;
}
