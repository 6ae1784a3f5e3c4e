import type { Catalog } from '../../core/model/catalog';
import { openStops, recoveryAnswers, restorePointNames } from '../../core/restore/answer/answer';
import { parseTarget } from '../../core/restore/target';
import type { KnownStops } from '../../core/restore/answer/stopQuestions';
import type { Target } from '../../core/restore/types';
import { type AnswerCard, answerCards, problemCard } from '../../core/timeline/answerCard';

/** What was typed, in the zone of the viewer where it names none; undefined where it makes no sense. */
export function targetOf(catalog: Catalog, text: string): Target | undefined {
  return parsed(catalog, text).target;
}

/** "Can I recover to …?" for the server that is shown; for all where it is not known which that is. */
export function answersFor(
  catalog: Catalog,
  text: string,
  systemIdentifier: string | null,
  stopsOf: (target: Target) => KnownStops,
): AnswerCard[] {
  const { target, problem } = parsed(catalog, text);
  if (target === undefined) return [problemCard(problem)];
  const options = { ...(systemIdentifier === null ? {} : { systemIdentifier }), stops: stopsOf(target) };
  return answerCards(recoveryAnswers(catalog, target, options));
}

/** Whether there is something to look up in the records before the answer is exact. */
export function hasOpenStops(
  catalog: Catalog,
  target: Target,
  systemIdentifier: string | null,
  stops: KnownStops,
): boolean {
  const only = systemIdentifier === null ? {} : { systemIdentifier };
  return openStops(catalog, target, { ...only, stops }).length > 0;
}

/** The sets whose records can change the answer. */
export function setsToVerify(catalog: Catalog, text: string, systemIdentifier: string | null): string[] {
  const { target } = parsed(catalog, text);
  if (target === undefined) return [];
  const options = systemIdentifier === null ? {} : { systemIdentifier };
  return recoveryAnswers(catalog, target, options).answers.flatMap(({ verify }) => verify);
}

function parsed(catalog: Catalog, text: string): ReturnType<typeof parseTarget> {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return parseTarget(text, { zone, names: restorePointNames(catalog) });
}
