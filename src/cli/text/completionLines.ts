import type { CompletionPlan } from '../../core/complete/completionPlan';
import type { CompletionOutcome } from '../../engine/complete/completionHost';
import { CompletionWords } from '../../core/restore/completionWords';
import { untranslated } from '../../core/ground/translate';
import type { TextStyle } from './layout';
import { setDetails } from './setLines';

const words = new CompletionWords(untranslated);

/** How a completion ended, or what it would do: the same words as in the window. */
export function* completionLines(
  outcome: CompletionOutcome,
  look: TextStyle,
  quiet: boolean,
): Generator<string> {
  switch (outcome.kind) {
    case 'planned':
      yield* planLines(outcome.plan);
      return;
    case 'completed':
      if (!quiet && outcome.written > 0)
        yield `Copied ${words.amount(outcome.written, outcome.plan.segmentSize)}.`;
      if (outcome.alone !== undefined) yield* setDetails(outcome.alone, look);
      return;
    case 'unverified':
      yield words.unverified(outcome.set, outcome.written);
      return;
    case 'refused':
      yield outcome.reason === 'no-such-set' ? 'The set no longer exists.' : words.refusal(outcome.reason);
      return;
    case 'obstructed': {
      const { message, detail } = words.obstacles(outcome.plan);
      yield* [message, '', ...detail.split('\n')];
      return;
    }
    case 'absent':
      yield* words.absent(outcome.plan).split('\n');
      return;
    case 'stopped':
      yield words.stopped(outcome.result, outcome.total);
      yield* words.findings(outcome.result.refused);
      return;
    case 'canceled':
      yield outcome.plan === undefined || outcome.written === 0
        ? 'Canceled; nothing was written.'
        : `Canceled. Copied ${words.amount(outcome.written, outcome.plan.segmentSize)}.`;
  }
}

function* planLines(plan: CompletionPlan): Generator<string> {
  if (plan.copies.length === 0 && plan.absent.length === 0) {
    yield `Nothing to copy: all ${words.amount(plan.required, plan.segmentSize)} are present.`;
    return;
  }
  const { message, detail } = words.question(plan, undefined);
  yield* [message, '', ...detail.split('\n'), '', 'Nothing was written. Add --yes to copy.'];
}
