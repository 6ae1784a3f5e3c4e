import type { Catalog } from '../../model/catalog';
import { ancestorsOf, type BackupSet } from '../../model/backupSet';
import type { WalArchive } from '../../model/walArchive';
import { baseName, isWithin, joinPath, parentPath } from '../../ground/paths';
import { splitAtTar } from '../../tars/tarName';
import { parseTablespaceMap } from '../../formats/tablespaceMap';
import { type FileTree, isFailure } from '../../ground/ports';
import { toolOf } from '../../formats/tools/backupTools';
import { isInTars, isServerWal } from '../../model/layout';
import { servingOf } from '../clusters';
import { entriesOf } from './entries';
import { isDoubtful } from './doubtfulLink';
import type { RestoreFacts, TablespaceFact, TarFact } from './facts';
import { archiveFact } from './readArchiveFact';

const SMALL = 128 * 1024;
const TAR =
  /^(base|pg_wal|pg_xlog|\d+)\.(?:tar((?:\.(?:gz|lz4|zst|bz2|xz|lzma|lzo|br))?)|(tgz|tbz2?|txz|tzst))$/;
const SHORT: Readonly<Record<string, string>> = {
  tgz: '.gz',
  tbz: '.bz2',
  tbz2: '.bz2',
  txz: '.xz',
  tzst: '.zst',
};

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
  const tars = await tarsOf(tree, set);
  const chain = chainBelow(set, catalog.sets);
  const links = own === undefined ? [] : await linksIn(tree, own);
  return {
    set,
    chain,
    ...(chain === undefined ? {} : { chainTars: await Promise.all(chain.map((one) => tarsOf(tree, one))) }),
    archives: await Promise.all(serving.filter((one) => !isOwn(one)).map((one) => archiveFact(tree, one))),
    histories: serving.filter((one) => !isOwn(one)).flatMap(({ histories }) => [...histories.keys()]),
    ownWal: serving.find(isOwn),
    tablespaces: await readTablespaces(tree, set, tars, links.includes('pg_tblspc')),
    ...createdTablespaces(set),
    tars,
    links,
  };
}

/** Known once the records of the set were read. */
function createdTablespaces({ findings }: BackupSet): Pick<RestoreFacts, 'createdTablespaces'> {
  const paths = findings
    .filter(({ code, args }) => code === 'missing-tablespace' && args['reason'] === 'created-by-wal')
    .map(({ args }) => String(args['path']));
  return paths.length === 0 ? {} : { createdTablespaces: [...new Set(paths)] };
}

/** The directory on disk: one in a tar is extracted first. */
function dataDirectoryOf({ files, tars }: BackupSet): string | undefined {
  return tars === undefined ? files.dataDirectory : undefined;
}

async function tarsOf(tree: FileTree, set: BackupSet): Promise<TarFact[]> {
  return dataDirectoryOf(set) === undefined ? readTars(tree, set) : [];
}

/** The backups below an incremental one, the full one first; undefined if one of them is not listed. */
function chainBelow(set: BackupSet, sets: readonly BackupSet[]): readonly BackupSet[] | undefined {
  const ancestors = ancestorsOf(set, new Map(sets.map((each) => [each.id, each])));
  return (ancestors.at(-1) ?? set).kind === 'full' ? ancestors.reverse() : undefined;
}

/** The tars of a backup by pg_basebackup, also if a tool let it write them. */
async function readTars(tree: FileTree, set: BackupSet): Promise<TarFact[]> {
  const { path } = set;
  const inside = toolOf(set.layout)?.tarsIn;
  if (inside === undefined && !isInTars(set)) return [];
  const beside = TAR.test(baseName(path)) ? parentPath(path) : path;
  const folder = inside === undefined ? beside : joinPath(path, inside);
  const names = (await entriesOf(tree, folder)).map(({ name }) => name);
  return names.sort().flatMap((name): TarFact[] => {
    const [, stem, suffix = '', short] = TAR.exec(name) ?? [];
    if (stem === undefined) return [];
    const common = { path: joinPath(folder, name), suffix: SHORT[short ?? ''] ?? suffix };
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
  ).then((facts) =>
    Promise.all(
      facts.map(
        async (fact) =>
          (await besideData(tree, fact, set)) ?? {
            ...fact,
            leadsToServer: linked || (await isDoubtful(tree, fact, set, own)),
          },
      ),
    ),
  );
}

/** Some tools copy each tablespace into a directory of its own, and leave the link to the server's as it was. */
async function besideData(
  tree: FileTree,
  fact: TablespaceFact,
  { path, layout }: BackupSet,
): Promise<TablespaceFact | undefined> {
  const source = joinPath(path, fact.oid);
  if (toolOf(layout)?.tablespacesByOid !== true || isFailure(await tree.stat(source))) return undefined;
  return { oid: fact.oid, target: fact.target, source, leadsToServer: false };
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
