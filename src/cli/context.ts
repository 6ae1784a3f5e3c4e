import type { FileTree } from '../core/ground/ports';
import type { EngineTools } from '../engine/tools';
import type { TextOutput } from './output';

/** What a command works with; tests bring their own. */
export interface Context {
  readonly workingDirectory: string;
  /** Says whether the paths of the command line are there. */
  readonly tree: Pick<FileTree, 'stat'>;
  readonly tools: EngineTools;
  readonly out: TextOutput;
  readonly err: TextOutput;
  /** Version of this program. */
  readonly version: string;
}
