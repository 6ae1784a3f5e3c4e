import type { Import } from '../../../unit/house/support/importGraph';

/** A directory of the architecture, with its imports from the others. */
export interface Folder {
  /** Such as `core/wal`, `vscode` or `webview/timeline`. */
  readonly name: string;
  /** The number of import statements by the directory that they lead to. */
  readonly imports: ReadonlyMap<string, number>;
}

/** From the code that shows results down to what everything else needs; only decides ties. */
const groups = ['vscode', 'webview', 'cli', 'engine', 'worker', 'postgres', 'io', 'protocol', 'core'];

/**
 * The directories in the order of their layers: a directory comes before everything that it imports, if there is no
 * circle.
 */
export function folderGraph(imports: readonly Import[]): Folder[] {
  const counts = new Map<string, Map<string, number>>();
  for (const { from, to, isFile } of imports) {
    const source = folderOf(from);
    const target = isFile ? folderOf(to) : undefined;
    if (source === undefined) continue;
    const row = rowOf(counts, source);
    if (target === undefined || target === source) continue;
    rowOf(counts, target);
    row.set(target, (row.get(target) ?? 0) + 1);
  }
  return inLayers(counts).map((name) => ({ name, imports: rowOf(counts, name) }));
}

/** Directories of `src/core` and `webview` count one by one, the others below `src` as a whole. */
export function folderOf(path: string): string | undefined {
  const parts = path.split('/').slice(0, -1);
  if (parts[0] === 'webview') return parts.slice(0, 2).join('/');
  if (parts[0] !== 'src') return undefined;
  return parts.slice(1, parts[1] === 'core' ? 3 : 2).join('/');
}

function rowOf(counts: Map<string, Map<string, number>>, name: string): Map<string, number> {
  const known = counts.get(name);
  if (known !== undefined) return known;
  const row = new Map<string, number>();
  counts.set(name, row);
  return row;
}

/** Repeatedly takes the directory with the fewest imports from directories that are not taken yet. */
function inLayers(counts: ReadonlyMap<string, ReadonlyMap<string, number>>): string[] {
  const left = new Set([...counts.keys()].sort(byGroup));
  const order: string[] = [];
  while (left.size > 0) {
    const open = [...left].map((name) => ({ name, importers: importersOf(name, left, counts) }));
    const next = open.reduce((best, each) => (each.importers < best.importers ? each : best));
    order.push(next.name);
    left.delete(next.name);
  }
  return order;
}

function importersOf(
  name: string,
  among: ReadonlySet<string>,
  counts: ReadonlyMap<string, ReadonlyMap<string, number>>,
): number {
  let sum = 0;
  for (const other of among) sum += counts.get(other)?.get(name) ?? 0;
  return sum;
}

function byGroup(a: string, b: string): number {
  const place = (name: string): number => groups.indexOf(name.split('/')[0] ?? '');
  return place(a) - place(b) || (a < b ? -1 : 1);
}
