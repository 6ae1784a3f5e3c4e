import type { Catalog } from '../../core/model/catalog';
import {
  type AskOptions,
  openStops,
  recoveryAnswers,
  restorePointNames,
} from '../../core/restore/answer/answer';
import { type ParsedTarget, parseTarget } from '../../core/restore/target';
import type { RecoveryAnswers, AnswerPath, RecoveryTarget } from '../../core/restore/types';
import { findStops } from '../read/findStops';
import { type Run, hooksOf } from '../run';
import type { EngineTools } from '../tools';
import type { StopKnowledge } from './stopKnowledge';

/** "Can I recover to …?" */
export interface RecoveryQuestion {
  readonly target: RecoveryTarget;
  /** The only server in question; if absent, every server of the catalog gets an answer. */
  readonly systemIdentifier?: string | undefined;
}

/** An answer from before the records were read that show exactly where recovery stops. */
export interface FirstAnswersEvent {
  readonly kind: 'first-answers';
  readonly answers: RecoveryAnswers;
}

/** Parses a target. A time without a zone is in the zone of this machine. */
export function targetOf(catalog: Catalog, text: string): ParsedTarget {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return parseTarget(text, { zone, names: restorePointNames(catalog) });
}

/** The answers from what is known so far. */
export function answersKnown(
  catalog: Catalog,
  question: RecoveryQuestion,
  stops: StopKnowledge,
): RecoveryAnswers {
  return recoveryAnswers(catalog, question.target, optionsOf(catalog, question, stops));
}

/** Whether no record has to be read to answer exactly. */
export function isExact(catalog: Catalog, question: RecoveryQuestion, stops: StopKnowledge): boolean {
  return openStops(catalog, question.target, optionsOf(catalog, question, stops)).length === 0;
}

/**
 * Answers exactly: reads the records around the target if needed. If canceled, it answers with what is known by then.
 */
export async function recoverTo(
  tools: () => Promise<EngineTools>,
  catalog: Catalog,
  question: RecoveryQuestion,
  stops: StopKnowledge,
  run: Run<FirstAnswersEvent>,
): Promise<RecoveryAnswers> {
  if (!isExact(catalog, question, stops)) {
    run.report({ kind: 'first-answers', answers: answersKnown(catalog, question, stops) });
    const options = optionsOf(catalog, question, stops);
    const found = await findStops((await tools()).reader, catalog, question.target, options, hooksOf(run));
    stops.keep(catalog, question.target, found);
  }
  return answersKnown(catalog, question, stops);
}

/** The sets whose records can change an answer. */
export function setsToVerify({ answers }: RecoveryAnswers): string[] {
  return answers.flatMap(({ verify }) => verify);
}

/** The most important answer: the first that is possible, else the first with a recovery path to act on. */
export function mainAnswer({ answers }: RecoveryAnswers): RecoveryAnswers['answers'][number] | undefined {
  return (
    answers.find(({ outcome, recoveryPath }) => outcome !== 'impossible' && recoveryPath !== null) ??
    answers.find(({ recoveryPath }) => recoveryPath !== null) ??
    answers[0]
  );
}

/** The recovery path to a target from one set, along one timeline if given. */
export function pathFrom(
  catalog: Catalog,
  setId: string,
  target: RecoveryTarget,
  timeline?: number,
): AnswerPath | undefined {
  const options = { setId, ...(timeline === undefined ? {} : { timeline }) };
  return (
    recoveryAnswers(catalog, target, options).answers.find(
      ({ outcome, recoveryPath }) => outcome !== 'impossible' && recoveryPath !== null,
    )?.recoveryPath ?? undefined
  );
}

function optionsOf(
  catalog: Catalog,
  { target, systemIdentifier }: RecoveryQuestion,
  stops: StopKnowledge,
): AskOptions {
  const only = systemIdentifier === undefined ? {} : { systemIdentifier };
  return { stops: stops.of(catalog, target), ...only };
}
