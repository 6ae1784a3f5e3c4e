import type { Catalog } from '../../model/catalog';
import { ancestorsOf, type BackupSet } from '../../model/backupSet';
import type { WalArchive } from '../../model/walArchive';
import { baseName, isWithin, joinPath, parentPath } from '../../ground/paths';
import { splitAtTar } from '../../tars/tarName';
import { parseTablespaceMap } from '../../formats/tablespaceMap';
import { type DirectoryEntry, type FileTree, isFailure } from '../../ground/ports';
import { classifyWalFile } from '../../wal/fileName';
import { servingOf } from '../clusters';
import type { ArchiveFact, RestoreFacts, TablespaceFact, TarFact } from './facts';
import { isInTars, isServerWal } from '../../model/layout';

const SMALL = 128 * 1024;
/** Number of names that are read to learn how an archive is laid out. */
const SAMPLE = 20_000;
const TAR = /^(base|pg_wal|pg_xlog|\d+)\.(?:tar((?:\.(?:gz|lz4|zst|bz2|xz|lzma))?)|(tgz))$/;

/**
 * Reads what the catalog does not keep: tablespaces, tar files, how archives are stored. `tree` must show files under
 * their own names. Unreadable files count as absent; the set's findings report them.
 */
export async function readRestoreFacts(
  tree: FileTree,
  catalog: Pick<Catalog, 'sets' | 'archives'>,
  set: BackupSet,
): Promise<RestoreFacts> {
  const serving = servingOf(set, catalog.archives);
  const own = dataDirectoryOf(set);
  const isOwn = (archive: WalArchive): boolean =>
    own === undefined
      ? isServerWal(archive) && splitAtTar(archive.path).length > 0
      : isWithin(archive.path, own);
  const tars = own === undefined ? await readTars(tree, set) : [];
  const links = own === undefined ? [] : await linksIn(tree, own);
  return {
    set,
    chain: chainBelow(set, catalog.sets),
    archives: await Promise.all(serving.filter((one) => !isOwn(one)).map((one) => archiveFact(tree, one))),
    ownWal: serving.find(isOwn),
    tablespaces: await readTablespaces(tree, set, tars, links.includes('pg_tblspc')),
    tars,
    links,
    leftoverTargets: own !== undefined && (await hasTargets(tree, own)),
  };
}

/** The directory on disk: one in a tar is extracted first. */
function dataDirectoryOf({ files, tars }: BackupSet): string | undefined {
  return tars === undefined ? files.dataDirectory : undefined;
}

/** The backups below an incremental one, the full one first; undefined if one of them is not listed. */
function chainBelow(set: BackupSet, sets: readonly BackupSet[]): readonly BackupSet[] | undefined {
  const ancestors = ancestorsOf(set, new Map(sets.map((each) => [each.id, each])));
  return (ancestors.at(-1) ?? set).kind === 'full' ? ancestors.reverse() : undefined;
}

async function archiveFact(tree: FileTree, archive: WalArchive): Promise<ArchiveFact> {
  const { path, layout, runs } = archive;
  const entries = await entriesOf(tree, path);
  const sharded = entries.some(({ name, kind }) => kind === 'directory' && /^[0-9A-F]{16}$/.test(name));
  const inside = sharded ? await shardEntries(tree, path, entries) : [];
  const files = [...entries, ...inside].map(({ name }) => classifyWalFile(name));
  const suffixes = new Set(runs.map(({ suffix }) => suffix));
  for (const file of files) if (file?.kind === 'timeline-history') suffixes.add(file.suffix);
  const summed = files.some((file) => file?.kind === 'segment' && file.sha1 !== undefined);
  return { path, layout, suffixes: [...suffixes].sort(), sharded, summed };
}

/** The first shard shows the form of all. */
async function shardEntries(
  tree: FileTree,
  path: string,
  entries: readonly DirectoryEntry[],
): Promise<DirectoryEntry[]> {
  const shard = entries.find(({ name, kind }) => kind === 'directory' && /^[0-9A-F]{16}$/.test(name));
  return shard === undefined ? [] : entriesOf(tree, joinPath(path, shard.name));
}

async function entriesOf(tree: FileTree, path: string): Promise<DirectoryEntry[]> {
  const entries: DirectoryEntry[] = [];
  for await (const batch of tree.list(path)) {
    if (isFailure(batch)) break;
    entries.push(...batch);
    if (entries.length >= SAMPLE) break;
  }
  return entries;
}

async function readTars(tree: FileTree, set: BackupSet): Promise<TarFact[]> {
  if (!isInTars(set)) return [];
  const { path } = set;
  const folder = TAR.test(baseName(path)) ? parentPath(path) : path;
  const names = (await entriesOf(tree, folder)).map(({ name }) => name);
  return names.sort().flatMap((name): TarFact[] => {
    const [, stem, suffix = '', tgz] = TAR.exec(name) ?? [];
    if (stem === undefined) return [];
    const common = { path: joinPath(folder, name), suffix: tgz === undefined ? suffix : '.gz' };
    if (stem === 'base') return [{ ...common, role: 'base' }];
    if (stem.startsWith('pg_')) return [{ ...common, role: 'wal' }];
    return [{ ...common, role: 'tablespace', oid: stem }];
  });
}

async function readTablespaces(
  tree: FileTree,
  set: BackupSet,
  tars: readonly TarFact[],
  linked: boolean,
): Promise<TablespaceFact[]> {
  const targets = await mapTargets(tree, set);
  const own = dataDirectoryOf(set);
  if (own === undefined) {
    const inTars = tars.flatMap(({ oid }) => oid ?? []);
    return inTars.map((oid) => ({
      oid,
      target: targets.get(oid),
      source: undefined,
      leadsToServer: false,
    }));
  }
  const links = (await entriesOf(tree, joinPath(own, 'pg_tblspc'))).filter(({ name }) => /^\d+$/.test(name));
  const oids = new Set([...targets.keys(), ...links.map(({ name }) => name)]);
  return Promise.all(
    [...oids]
      .sort((a, b) => Number(a) - Number(b))
      .map((oid) => tablespaceFact(tree, joinPath(own, `pg_tblspc/${oid}`), oid, targets.get(oid))),
  ).then((facts) => facts.map((fact) => ({ ...fact, leadsToServer: isDoubtful(fact, set, linked) })));
}

/**
 * pg_basebackup in plain format writes tablespaces to the targets of its links, and leaves no map. Any other copy of a
 * link leads to the server's own files, which may still be in use.
 */
function isDoubtful(fact: TablespaceFact, { method }: BackupSet, folderIsLink: boolean): boolean {
  if (folderIsLink || fact.leadsToServer) return true;
  return fact.linkedTo !== undefined && fact.linkedTo === fact.target && method !== 'streamed';
}

/** Names of directories right below the data directory that are elsewhere. */
async function linksIn(tree: FileTree, own: string): Promise<string[]> {
  const real = await tree.realPath(own);
  if (isFailure(real)) return [];
  const found = (await entriesOf(tree, own)).map(async ({ name, kind }) => {
    // Configuration files may be links, and are copied separately.
    if (kind === 'link') return name.includes('.') ? [] : [name];
    if (kind !== 'directory') return [];
    const target = await tree.realPath(joinPath(own, name));
    return isFailure(target) || target === joinPath(real, name) ? [] : [name];
  });
  return (await Promise.all(found)).flat();
}

async function tablespaceFact(
  tree: FileTree,
  path: string,
  oid: string,
  mapped: string | undefined,
): Promise<TablespaceFact> {
  const real = await tree.realPath(path);
  const folder = await tree.realPath(parentPath(path));
  const there = !isFailure(real) && !isFailure(folder);
  const linked = there && real !== joinPath(folder, oid) ? real : undefined;
  const leadsToServer = linked !== undefined && linked === mapped;
  const source = there ? path : undefined;
  return { oid, target: mapped ?? linked, source, leadsToServer, linkedTo: linked };
}

async function mapTargets(tree: FileTree, set: BackupSet): Promise<Map<string, string>> {
  const path = set.files.tablespaceMap;
  if (path === undefined) return new Map();
  const bytes = await tree.read(path, 0, SMALL);
  if (isFailure(bytes)) return new Map();
  const { value } = parseTablespaceMap(bytes, set.versionNum);
  return new Map((value?.entries ?? []).map((entry) => [String(entry.oid), entry.path]));
}

async function hasTargets(tree: FileTree, own: string): Promise<boolean> {
  for (const name of ['postgresql.auto.conf', 'postgresql.conf']) {
    const bytes = await tree.read(joinPath(own, name), 0, SMALL);
    if (isFailure(bytes)) continue;
    const text = new TextDecoder().decode(bytes);
    if (/^\s*recovery_target(?:_(?:time|name|lsn|xid))?\s*[=\s]\s*'?[^'\s#]/im.test(text)) return true;
  }
  return false;
}
