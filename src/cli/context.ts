import type { Catalog } from '../core/catalog/model';
import type { ScanOptions } from '../core/catalog/scan';
import type { FileTree } from '../core/ports';
import type { TextOutput } from './output';

/** What a command works with; tests bring their own. */
export interface Context {
  readonly workingDirectory: string;
  readonly tree: FileTree;
  readonly scan: (tree: FileTree, options: ScanOptions) => Promise<Catalog>;
  readonly out: TextOutput;
  readonly err: TextOutput;
  /** Of this program. */
  readonly version: string;
}
