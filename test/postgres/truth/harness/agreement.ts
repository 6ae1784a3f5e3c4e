import type { Verdict } from '../../../../src/core/model/verdict';
import type { Restored } from './restored';

/** A rule of agreement between the product and real servers that was broken. */
export interface Disagreement {
  readonly rule:
    /** Called restorable, and the steps to its end do not restore it. */
    | 'false-restorable'
    /** Called restorable, a server with default settings loses rows or refuses, and nothing warns. */
    | 'silent-default'
    /** Called damaged or incomplete, and a server restores all of it. */
    | 'false-refusal'
    /** Answered yes, and the steps do not lead to the rows of that moment. */
    | 'false-yes'
    /** Answered no, and a server gets there. */
    | 'false-no'
    /** Answered yes to the end of the WAL, and nothing says that some of what is there is lost. */
    | 'silent-loss'
    /** The steps changed the backup, the archive or something else. */
    | 'touched'
    /** The product threw. */
    | 'crash';
  readonly detail: string;
}

/** What a restore of a whole set has to bring back. */
export interface Expected {
  /** Everything that it knew at the end of the backup and at later moments, on any timeline. */
  readonly since: ReadonlySet<string>;
}

/** Whether everything is back, unharmed and at least as new as the end of the backup. */
export function isWhole(restored: Restored, { since }: Expected): boolean {
  return restored.outcome === 'opened' && isUnharmed(restored) && since.has(restored.told);
}

/** Whether nothing was wrong with what is back. */
export function isUnharmed({ trouble, corruptions }: Restored): boolean {
  return trouble === '' && corruptions.length === 0;
}

/** What a restore did, in a line. */
export function describeRestored({ outcome, told, corruptions, trouble, log }: Restored): string {
  const parts = [outcome, told, trouble, corruptions.slice(0, 3).join('; ')];
  const last = log
    .split('\n')
    .filter((line) => /FATAL|PANIC|ERROR|WARNING|is not/.test(line))
    .slice(-4);
  return [parts.filter((part) => part !== '').join(', '), ...last].join('\n    ');
}

/** Whether restores of a set by the steps and with default settings bear out its verdict. */
export function judgeVerdict(
  view: { readonly verdict: Verdict; readonly hasWarning: boolean },
  restores: { readonly bySteps: Restored | undefined; readonly plainly: Restored | undefined },
  expected: Expected,
): Disagreement[] {
  const { bySteps, plainly } = restores;
  const found: Disagreement[] = [];
  if (view.verdict === 'restorable') {
    if (bySteps !== undefined && !isWhole(bySteps, expected))
      found.push({ rule: 'false-restorable', detail: describeRestored(bySteps) });
    if (plainly !== undefined && !isWhole(plainly, expected) && !view.hasWarning)
      found.push({ rule: 'silent-default', detail: describeRestored(plainly) });
  }
  const isRefused = view.verdict === 'damaged' || view.verdict === 'incomplete';
  const tried = [bySteps, plainly].filter((one) => one !== undefined);
  const [first] = tried;
  if (isRefused && first !== undefined && tried.every((one) => isWhole(one, expected)))
    found.push({ rule: 'false-refusal', detail: describeRestored(first) });
  return found;
}
