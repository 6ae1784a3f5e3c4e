import type { Catalog } from '../../core/model/catalog';
import type { EvidenceLevel } from '../../core/model/evidence';
import type { RecoveryAnswers } from '../../core/restore/types';
import type { ProgressEvent, Run } from '../run';
import type { EngineTools } from '../tools';
import { bytesToRead, scopeOfAnswer } from '../verify/scope';
import { type VerifiableCatalog, verifyCatalog } from '../verify/verifyCatalog';
import { answersKnown, type RecoveryQuestion, recoverTo, setsToVerify } from './recoverTo';
import { StopKnowledge } from './stopKnowledge';

/** A catalog that shows what was proven of it once it is asked to. */
export interface ProvableCatalog extends VerifiableCatalog {
  /** With what is proven. */
  readonly catalog: Catalog;
  showResults(): void;
}

/** Bytes that are going to be read besides those that were expected before. */
export interface ExpectedEvent {
  readonly kind: 'expected';
  readonly bytes: number;
}

export interface AnswerDepth {
  /** Below `records` nothing is read for the answer. */
  readonly level: EvidenceLevel;
  /**
   * Whether the records are searched for the exact place where recovery stops. If undefined, only for a transaction: without
   * its commit record nothing can be said of it.
   */
  readonly exact: boolean | undefined;
}

/**
 * Answers after reading what can change the answer: the sets in question and the archives that serve them. What was read
 * once is not read again; it ends when nothing is left that could change the answer.
 */
export async function answerByReading(
  tools: EngineTools,
  source: ProvableCatalog,
  question: RecoveryQuestion,
  { level, exact = question.target.kind === 'xid' }: AnswerDepth,
  run: Run<ExpectedEvent>,
): Promise<RecoveryAnswers> {
  const stops = new StopKnowledge();
  const read = new Set<string>();
  const quiet: Run<unknown> = {
    signal: run.signal,
    report: (event) => {
      if (isProgress(event)) run.report(event);
    },
  };
  for (;;) {
    const answers = answersKnown(source.catalog, question, stops);
    const open = level === 'records' ? setsToVerify(answers).filter((id) => !read.has(id)) : [];
    if (open.length === 0 || run.signal.aborted) break;
    for (const id of open) read.add(id);
    const scope = scopeOfAnswer(source, open, false);
    run.report({ kind: 'expected', bytes: bytesToRead(source.unproven, scope) });
    await verifyCatalog(tools, source, scope, quiet);
    source.showResults();
  }
  if (level !== 'records' || !exact || run.signal.aborted)
    return answersKnown(source.catalog, question, stops);
  return recoverTo(() => Promise.resolve(tools), source.catalog, question, stops, quiet);
}

function isProgress(event: unknown): event is ProgressEvent {
  return typeof event === 'object' && event !== null && 'kind' in event && event.kind === 'progress';
}
