import type { Finding } from '../finding';
import type { DirectoryEntry, FileTree } from '../ports';
import { isFailure } from '../ports';
import { joinPath } from './paths';
import type { SetSeed } from './seed';

/** As many are named one by one; a DBA who sees these knows what to look for. */
const MOST_NAMED = 20;

/**
 * What stands in pg_tblspc where a server has links. A copy that followed them has directories, which no server starts
 * with (`CheckTablespaceDirectory`; with a tablespace_map `read_tablespace_map` cannot remove them): the tablespace is
 * there, but not in its place, so this is a warning. A plain file stops every server. Seen on servers of 12 to 18.
 */
export async function tablespaceEntries(tree: FileTree, { files, tool, tars }: SetSeed): Promise<Finding[]> {
  const data = files.dataDirectory;
  // What a tool or tars hold is put into its places when they are restored.
  if (data === undefined || tool !== undefined || tars !== undefined) return [];
  const folder = joinPath(data, 'pg_tblspc');
  const real = await tree.realPath(folder);
  if (isFailure(real)) return [];
  const findings: Finding[] = [];
  for await (const batch of tree.list(folder)) {
    if (isFailure(batch)) return findings;
    for (const entry of batch) {
      if (findings.length >= MOST_NAMED) return findings;
      const finding = await findingOf(tree, { folder, real }, entry);
      if (finding !== undefined) findings.push(finding);
    }
  }
  return findings;
}

async function findingOf(
  tree: FileTree,
  { folder, real }: { readonly folder: string; readonly real: string },
  { name, kind }: DirectoryEntry,
): Promise<Finding | undefined> {
  const file = joinPath(folder, name);
  if (kind === 'file') {
    return { code: 'misplaced-tablespace', severity: 'error', file, args: { name, reason: 'file' } };
  }
  if (kind !== 'directory' || !/^\d+$/.test(name)) return undefined;
  if ((await tree.realPath(file)) !== joinPath(real, name)) return undefined;
  return {
    code: 'misplaced-tablespace',
    severity: 'warning',
    file,
    args: { oid: name, reason: 'directory' },
  };
}
