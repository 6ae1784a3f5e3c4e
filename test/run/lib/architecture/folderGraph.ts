import type { Import } from '../../../unit/house/support/importGraph';

/** A folder of the architecture, with what it imports from the others. */
export interface Folder {
  /** Such as `core/wal`, `vscode` or `webview/timeline`. */
  readonly name: string;
  /** The number of import statements by the folder that they lead to. */
  readonly imports: ReadonlyMap<string, number>;
}

/** From what shows results down to what everything rests on; only ties are decided by it. */
const groups = ['vscode', 'webview', 'cli', 'engine', 'worker', 'postgres', 'io', 'protocol', 'core'];

/** The folders in the order of their layers: a folder comes before all that it imports, if there is no circle. */
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

/** Folders of `src/core` and `webview` count one by one, the others below `src` as a whole. */
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

/** Takes, again and again, the folder with the fewest imports from folders that are not taken yet. */
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
