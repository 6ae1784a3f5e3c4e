import { dirname } from 'node:path';
import { globSync } from 'tinyglobby';
import type { Import } from './importGraph';

/** The directories of core from the lowest to the highest; neighbors in one row do not import each other. */
const LAYERS: readonly (readonly string[])[] = [
  ['ground'],
  ['wal'],
  ['formats'],
  ['model'],
  ['tars'],
  ['verify'],
  ['proofs'],
  ['catalog'],
  ['complete', 'report', 'backup'],
  ['restore'],
  ['timeline'],
];

const CORE = /^src\/core\/([^/]+)\//;

/** The imports between directories of core that do not lead to a lower layer. */
export function brokenLayers(graph: readonly Import[]): string[] {
  return graph
    .filter(({ from, to }) => {
      const [upper, lower] = [CORE.exec(from)?.[1], CORE.exec(to)?.[1]];
      return (
        upper !== undefined && lower !== undefined && upper !== lower && !(rankOf(lower) < rankOf(upper))
      );
    })
    .map(({ from, to }) => `${from} imports ${to}`);
}

/** NaN for a directory without a layer: then nothing is lower. */
function rankOf(directory: string): number {
  const rank = LAYERS.findIndex((row) => row.includes(directory));
  return rank < 0 ? Number.NaN : rank;
}

/** A `model` of the extension, without anything that shows it. */
const MODEL = /^(src\/vscode\/[^/]+\/)model\//;

/** The imports of a model from what is built on it, in its own directory. */
export function modelsThatShow(graph: readonly Import[]): string[] {
  return graph
    .filter(({ from, to }) => {
      const feature = MODEL.exec(from)?.[1];
      return feature !== undefined && to.startsWith(feature) && !MODEL.test(to);
    })
    .map(({ from, to }) => `${from} imports ${to}`);
}

/** Directories that contain more source files than allowed, not counting subdirectories. */
export function crowdedDirectories(root: string, folders: readonly string[], most: number): string[] {
  const count = new Map<string, number>();
  for (const file of globSync(
    folders.map((folder) => `${folder}/**/*.ts`),
    { cwd: root },
  )) {
    const directory = dirname(file);
    count.set(directory, (count.get(directory) ?? 0) + 1);
  }
  return [...count].filter(([, files]) => files > most).map(([directory, files]) => `${directory}: ${files}`);
}
