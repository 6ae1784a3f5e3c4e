/**
 * A guided input as plain data: the questions, and how each answer changes the answers so far. Independent of VS Code.
 */

export interface Choice {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly value: string;
}

interface StepBase<Answers> {
  /** The same for the same question, whatever the earlier answers were. */
  readonly id: string;
  readonly prompt: string;
  /** The answers with this one added. */
  readonly apply: (answers: Answers, answer: string) => Answers;
}

export interface PickStep<Answers> extends StepBase<Answers> {
  readonly kind: 'pick';
  readonly choices: readonly Choice[];
  /** The value that Enter takes. */
  readonly active: string;
}

export interface TextStep<Answers> extends StepBase<Answers> {
  readonly kind: 'text';
  readonly value: string;
  readonly placeholder?: string;
  readonly secret?: boolean;
  /** Why the text is invalid; undefined if it is valid. */
  readonly problem: (text: string) => string | undefined;
}

/** Asks for a file or a directory of the machine that the extension runs on; without an answer, nothing changes. */
export interface PathStep<Answers> extends StepBase<Answers> {
  readonly kind: 'path';
  readonly wanted: 'file' | 'folder';
  readonly button: string;
}

export type Step<Answers> = PickStep<Answers> | TextStep<Answers> | PathStep<Answers>;

/** The questions, depending on the answers so far. Answers may add and remove later questions, never earlier ones. */
export type Steps<Answers> = (answers: Answers) => readonly Step<Answers>[];

export type Answer =
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'back' }
  | { readonly kind: 'canceled' };

export interface NumberedStep<Answers> {
  readonly step: Step<Answers>;
  /** From 1. */
  readonly number: number;
  readonly total: number;
}

/**
 * Asks one question after the other until there is none left.
 * @returns all answers; undefined if the user canceled
 */
export async function runSteps<Answers>(
  steps: Steps<Answers>,
  answers: Answers,
  ask: (asked: NumberedStep<Answers>) => Promise<Answer>,
): Promise<Answers | undefined> {
  let current = answers;
  let index = 0;
  for (;;) {
    const all = steps(current);
    const step = all[index];
    if (step === undefined) return current;
    const answer = await ask({ step, number: index + 1, total: all.length });
    if (answer.kind === 'canceled') return undefined;
    // Answers stay, so that going back and forth loses nothing.
    if (answer.kind === 'back') index = Math.max(0, index - 1);
    else {
      current = step.apply(current, answer.text);
      index++;
    }
  }
}
