import { isIn } from './importGraph';
import type { Import } from './importGraph';

/** What a layer may import; everything else breaks the wall. */
interface Layer {
  readonly folder: string;
  /** Directories besides its own. */
  readonly folders: readonly string[];
  /** Directories of which only types, or modules loaded by `import()`, may be used. */
  readonly lazily: readonly string[];
  readonly allowsPackage: (name: string) => boolean;
}

const isNode = (name: string): boolean => name.startsWith('node:');
const isEditor = (name: string): boolean => name === 'vscode';
const isClient = (name: string): boolean => /^pg([-/]|$)/.test(name) || name === '@types/pg';
const isKit = (name: string): boolean => name.startsWith('@vscode/webview-ui-toolkit');
const isPlain = (name: string): boolean => !isEditor(name) && !isClient(name) && !isKit(name) && name !== '?';

const layers: readonly Layer[] = [
  { folder: 'src/core', folders: [], lazily: [], allowsPackage: () => false },
  { folder: 'src/protocol', folders: ['src/core'], lazily: [], allowsPackage: () => false },
  { folder: 'src/io', folders: ['src/core'], lazily: [], allowsPackage: isPlain },
  {
    folder: 'src/worker',
    folders: ['src/core', 'src/io', 'src/protocol'],
    lazily: [],
    allowsPackage: isPlain,
  },
  {
    folder: 'src/engine',
    folders: ['src/core', 'src/io', 'src/protocol', 'src/worker'],
    lazily: ['src/postgres'],
    allowsPackage: isPlain,
  },
  {
    folder: 'src/postgres',
    folders: ['src/core', 'src/io', 'src/protocol'],
    lazily: [],
    allowsPackage: (name) => isClient(name) || isPlain(name),
  },
  {
    folder: 'src/cli',
    folders: ['src/core', 'src/engine', 'src/io', 'src/protocol', 'src/worker'],
    lazily: ['src/postgres'],
    allowsPackage: isPlain,
  },
  {
    folder: 'src/vscode',
    folders: ['src/core', 'src/engine', 'src/io', 'src/protocol', 'src/worker'],
    lazily: ['src/postgres'],
    allowsPackage: (name) => isEditor(name) || isPlain(name),
  },
  {
    folder: 'webview/ui',
    folders: ['webview', 'src/core', 'src/protocol'],
    lazily: [],
    allowsPackage: (name) => isKit(name) || (isPlain(name) && !isNode(name)),
  },
  {
    folder: 'webview',
    folders: ['src/core', 'src/protocol'],
    lazily: [],
    allowsPackage: (name) => isPlain(name) && !isNode(name),
  },
];

/** The imports that break a wall, one line each; a file below `src` that belongs to no layer breaks it too. */
export function brokenWalls(graph: readonly Import[]): string[] {
  return graph
    .filter(breaksWall)
    .map(({ from, line, kind, to }) => `${from}:${line} ${kind} import of ${to}`);
}

function breaksWall(each: Import): boolean {
  const layer = layers.find(({ folder }) => isIn(each.from, folder));
  if (layer === undefined) return true;
  // The command line prints its version, and explains findings.
  if (layer.folder === 'src/cli' && ['package.json', 'docs/findings.md'].includes(each.to)) return false;
  if (!each.isFile) return !layer.allowsPackage(each.to);
  if ([layer.folder, ...layer.folders].some((folder) => isIn(each.to, folder))) return false;
  return !(each.kind !== 'static' && layer.lazily.some((folder) => isIn(each.to, folder)));
}
