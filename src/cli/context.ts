import type { FileTree } from '../core/ground/ports';
import type { EngineTools } from '../engine/tools';
import type { ErrorContext } from './internalError';
import type { TextOutput } from './output';

/** The environment of a command; tests bring their own. */
export interface Context extends ErrorContext {
  readonly workingDirectory: string;
  /** Shows whether the paths of the command line exist. */
  readonly tree: Pick<FileTree, 'stat'>;
  readonly tools: EngineTools;
  readonly out: TextOutput;
  readonly err: TextOutput;
  /** libpq’s variables, and where the user’s files are. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What the clock says. */
  readonly now: () => Date;
}
