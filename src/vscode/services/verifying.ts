import type { Catalog } from '../../core/model/catalog';
import type { KnownStops } from '../../core/restore/answer/stopQuestions';
import type { AskOptions } from '../../core/restore/answer/answer';
import type { Target } from '../../core/restore/types';
import { ChunkMemory } from '../../engine/read/chunkMemory';
import { findStops } from '../../engine/read/findStops';
import type { Run } from '../../engine/run';
import { engineTools } from '../../engine/tools';
import type { VerificationScope } from '../../engine/verify/scope';
import {
  type VerifiableCatalog,
  type VerificationEvent,
  verifyCatalog,
} from '../../engine/verify/verifyCatalog';
import type { TaskRunner } from '../../worker/taskRunner';

/** As long as the window: only what is new in a growing archive is read. */
const memory = new ChunkMemory();

/** Verifies a part of the catalogue. A bundle of its own, loaded by `import()` when a verification is asked for. */
export function verifyInWindow(
  tasks: TaskRunner,
  source: VerifiableCatalog,
  scope: VerificationScope,
  run: Run<VerificationEvent>,
): Promise<void> {
  return verifyCatalog(engineTools(tasks, memory), source, scope, run);
}

/** Where recovery to a target stops; what was verified in this window is read only around the stop. */
export function lookUpStops(
  tasks: TaskRunner,
  catalog: Catalog,
  target: Target,
  options: AskOptions,
  signal: AbortSignal,
): Promise<KnownStops> {
  return findStops(engineTools(tasks, memory).reader, catalog, target, options, { signal });
}
