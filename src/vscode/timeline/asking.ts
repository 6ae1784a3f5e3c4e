import type { Catalog } from '../../core/model/catalog';
import { type AnswerCard, answerCards, problemCard } from '../../core/timeline/answerCard';
import { answersKnown, recoverTo, setsToVerify, targetOf } from '../../engine/recover/recoverTo';
import type { StopKnowledge } from '../../engine/recover/stopKnowledge';
import type { EngineTools } from '../../engine/tools';

/** A question "Can I recover to …?" from the picture. */
export interface PictureQuestion {
  readonly catalog: Catalog;
  readonly text: string;
  /** The server that is shown; null if it is unknown. */
  readonly systemIdentifier: string | null;
}

/**
 * Shows the answers that are known immediately, and again after the records that show where recovery stops were read.
 */
export async function answerAsked(
  { catalog, text, systemIdentifier }: PictureQuestion,
  stops: StopKnowledge,
  tools: () => Promise<EngineTools>,
  signal: AbortSignal,
  show: (cards: AnswerCard[]) => void,
): Promise<void> {
  const { target, problem } = targetOf(catalog, text);
  if (target === undefined) {
    show([problemCard(problem)]);
    return;
  }
  const question = { target, systemIdentifier: systemIdentifier ?? undefined };
  const answers = await recoverTo(tools, catalog, question, stops, {
    signal,
    report: (event) => {
      if (event.kind === 'first-answers') show(answerCards(event.answers));
    },
  });
  if (!signal.aborted) show(answerCards(answers));
}

/** The sets whose records can change the answer. */
export function setsToRead(
  { catalog, text, systemIdentifier }: PictureQuestion,
  stops: StopKnowledge,
): string[] {
  const { target } = targetOf(catalog, text);
  if (target === undefined) return [];
  const question = { target, systemIdentifier: systemIdentifier ?? undefined };
  return setsToVerify(answersKnown(catalog, question, stops));
}
