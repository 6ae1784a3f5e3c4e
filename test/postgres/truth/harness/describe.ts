import { describeRestored } from './agreement';
import type { Outcome } from './runAccident';

/** What the product said, what servers did, and what does not agree. */
export function describeOutcome({
  verdict,
  findings,
  answers,
  bySteps,
  plainly,
  disagreements,
}: Outcome): string {
  const restores = [['by our steps', bySteps] as const, ['with default settings', plainly] as const].flatMap(
    ([how, restored]) => (restored === undefined ? [] : [`${how}: ${describeRestored(restored)}`]),
  );
  const lines = [
    ...disagreements.map(({ rule, detail }) => `!! ${rule}: ${detail}`),
    `verdict: ${verdict}`,
    ...findings,
    ...answers,
    ...restores,
  ];
  return lines.join('\n  ');
}
