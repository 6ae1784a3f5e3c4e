import type { Finding } from '../../ground/finding';
import type { FileTree } from '../../ground/ports';
import type { Catalog } from '../../model/catalog';
import type { BackupSet } from '../../model/backupSet';
import { isWithin, parentPath } from '../../ground/paths';
import { allWithParents } from '../../proofs/withParents';
import { isThere } from './foundBackup';
import { repositoriesAround, type RepositoryAround } from './repositoryAround';

/** The repositories of backups that were named alone, as far as they really exist. */
export async function repositoriesOf(tree: FileTree, roots: readonly string[]): Promise<RepositoryAround[]> {
  const found: RepositoryAround[] = [];
  for (const around of roots.flatMap(repositoriesAround)) {
    for (const file of around.proofFiles) {
      if (!(await isThere(tree, file))) continue;
      found.push(around);
      break;
    }
  }
  return found;
}

/**
 * Limits the result to what was asked for: if a backup was named alone, only that backup of its repository is listed.
 * The whole repository was read, because otherwise retention would look like a gap in its archive, and no chain could be followed; faults of the other backups are reported where they are listed.
 */
export function onlyNamed(
  catalog: Catalog,
  roots: readonly string[],
  repositories: readonly RepositoryAround[],
): Catalog {
  if (repositories.length === 0) return catalog;
  const targets = repositories.flatMap(({ target }) => (target === undefined ? [] : [target]));
  const isNamed = (path: string): boolean => [...roots, ...targets].some((root) => isWithin(path, root));
  const isAround = (path: string): boolean =>
    repositories.some(({ readDirectories, metadataDirectories }) =>
      [...readDirectories, ...metadataDirectories].some((part) => isWithin(path, part)),
    );
  const isListed = (set: BackupSet): boolean =>
    !isAround(set.path) ||
    isNamed(set.path) ||
    repositories.some(({ history }) => history !== undefined && history === set.files.history);
  const sets = allWithParents(catalog.sets).filter(isListed);
  const kept = new Set(sets.map(({ path }) => path));
  const isOfOther = (path: string): boolean => {
    const folder = repositories.flatMap(({ backups }) => backups).find((part) => isWithin(path, part));
    if (folder === undefined || parentPath(path) === folder || path === folder) return false;
    return !isNamed(path) && ![...kept].some((own) => isWithin(path, own));
  };
  return {
    sets,
    archives: catalog.archives.filter(({ path }) => !isOfOther(path)),
    findings: catalog.findings.filter(({ file }: Finding) => file === undefined || !isOfOther(file)),
  };
}

/** Whether an archive is in the repository of a named backup and was not named itself: it serves, and is not shown. */
export function servesOnly(archive: string, roots: readonly string[]): boolean {
  if (roots.some((root) => isWithin(archive, root) || isWithin(root, archive))) return false;
  return roots
    .flatMap(repositoriesAround)
    .some(({ readDirectories }) => readDirectories.some((part) => isWithin(archive, part)));
}
