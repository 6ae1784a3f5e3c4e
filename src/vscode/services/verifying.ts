import { ChunkMemory } from '../../engine/read/chunkMemory';
import type { Run } from '../../engine/run';
import { type EngineTools, engineTools } from '../../engine/tools';
import type { VerificationScope } from '../../engine/verify/scope';
import {
  type VerifiableCatalog,
  type VerificationEvent,
  verifyCatalog,
} from '../../engine/verify/verifyCatalog';
import type { TaskRunner } from '../../worker/taskRunner';

/** Kept for the lifetime of the window, so that only new segments of a growing archive are read. */
const memory = new ChunkMemory();

/** The record reader of this window. A bundle of its own, loaded by `import()` when records are to be read. */
export function windowTools(tasks: TaskRunner): EngineTools {
  return engineTools(tasks, memory);
}

/** Verifies a part of the catalog. */
export function verifyInWindow(
  tasks: TaskRunner,
  source: VerifiableCatalog,
  scope: VerificationScope,
  run: Run<VerificationEvent>,
): Promise<void> {
  return verifyCatalog(windowTools(tasks), source, scope, run);
}
