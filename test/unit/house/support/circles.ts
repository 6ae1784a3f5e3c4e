import type { Import } from './importGraph';

/** Groups of files that import each other, directly or through others. Type imports and `import()` count too. */
export function circlesOf(graph: readonly Import[]): string[][] {
  const targets = new Map<string, string[]>();
  for (const { from, to, isFile } of graph) if (isFile) push(targets, from, to);
  const finder = new CircleFinder(targets);
  for (const file of targets.keys()) finder.visit(file);
  return finder.circles;
}

/** Tarjan's algorithm for strongly connected components. */
class CircleFinder {
  readonly circles: string[][] = [];
  readonly #targets: ReadonlyMap<string, readonly string[]>;
  readonly #order = new Map<string, number>();
  readonly #lowest = new Map<string, number>();
  readonly #open: string[] = [];

  constructor(targets: ReadonlyMap<string, readonly string[]>) {
    this.#targets = targets;
  }

  /** The lowest order number that can be reached from the file. */
  visit(file: string): number {
    const known = this.#lowest.get(file);
    if (known !== undefined) return known;
    const order = this.#order.size;
    this.#order.set(file, order);
    this.#lowest.set(file, order);
    this.#open.push(file);
    let lowest = order;
    for (const target of this.#targets.get(file) ?? []) lowest = Math.min(lowest, this.visit(target));
    this.#lowest.set(file, lowest);
    if (lowest === order) this.#close(file);
    return lowest;
  }

  #close(first: string): void {
    const circle = this.#open.splice(this.#open.indexOf(first));
    // A closed component can no longer lower the number of a file that imports it.
    for (const file of circle) this.#lowest.set(file, Number.POSITIVE_INFINITY);
    const importsItself = this.#targets.get(first)?.includes(first) === true;
    if (circle.length > 1 || importsItself) this.circles.push(circle.sort());
  }
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
