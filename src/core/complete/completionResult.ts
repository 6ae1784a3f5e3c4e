import type { Finding } from '../ground/finding';
import type { WriteProblem } from './writeProblem';

/** What was written, and what was not. Plain data. */
export interface CompletionResult {
  /** Number of segments that are in the directory now and were not before. */
  readonly written: number;
  /** Names of the small files that were copied. */
  readonly companions: readonly string[];
  /** Copies that turned out to be unusable when they were read, and why. */
  readonly refused: readonly Finding[];
  /** Names of segments of which every copy was refused; at most 1000. */
  readonly failed: readonly string[];
  /** What ended the work early. */
  readonly problem?: WriteProblem;
}
