import { type Finding } from '../../ground/finding';
import { isWithin, parentPath } from '../../ground/paths';
import { type FileTree, isFailure } from '../../ground/ports';
import { type Catalog } from '../../model/catalog';

/** Arguments that quote the file. */
const QUOTES: ReadonlySet<string> = new Set(['text', 'detail']);

/**
 * Removes quotes from findings about files to which a link leads out of the given places. Such a link may be named like
 * a history file and lead to a private file, whose lines the user did not ask for.
 *
 * @param given directories and files that were named, and repositories around them
 */
export async function withoutForeignQuotes(
  tree: FileTree,
  catalog: Catalog,
  given: readonly string[],
): Promise<Catalog> {
  const { sets, archives, findings } = catalog;
  const holders = [...sets, ...archives, catalog];
  if (!holders.some((holder) => holder.findings.some(hasQuote))) return catalog;
  const places = await placesOf(tree, given);
  const cleaned = async (found: readonly Finding[]): Promise<Finding[]> => {
    const kept: Finding[] = [];
    for (const finding of found)
      kept.push(
        hasQuote(finding) && (await isForeign(tree, finding, places)) ? withoutQuote(finding) : finding,
      );
    return kept;
  };
  const clean = async <T extends { readonly findings: readonly Finding[] }>(holder: T): Promise<T> =>
    holder.findings.some(hasQuote) ? { ...holder, findings: await cleaned(holder.findings) } : holder;
  return {
    sets: await Promise.all(sets.map(clean)),
    archives: await Promise.all(archives.map(clean)),
    findings: await cleaned(findings),
  };
}

/** The real paths of the given places; the directory of a named file is read, too. */
async function placesOf(tree: FileTree, given: readonly string[]): Promise<readonly string[]> {
  const places: string[] = [];
  for (const path of given) {
    const facts = await tree.stat(path);
    const isFile = !isFailure(facts) && facts.kind !== 'directory';
    const real = await tree.realPath(isFile ? parentPath(path) : path);
    if (!isFailure(real)) places.push(real);
  }
  return places;
}

async function isForeign(tree: FileTree, { file }: Finding, places: readonly string[]): Promise<boolean> {
  if (file === undefined) return false;
  const real = await tree.realPath(file);
  return !isFailure(real) && !places.some((place) => isWithin(real, place));
}

function hasQuote({ args }: Finding): boolean {
  return Object.keys(args).some((name) => QUOTES.has(name));
}

function withoutQuote(finding: Finding): Finding {
  const args = Object.entries(finding.args).filter(([name]) => !QUOTES.has(name));
  return { ...finding, args: Object.fromEntries(args) };
}
