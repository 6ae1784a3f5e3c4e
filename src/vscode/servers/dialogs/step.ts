/** A guided input as plain data: what is asked, and what an answer makes of the draft. Nothing of VS Code in it. */

export interface Choice {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly value: string;
}

interface StepBase<Answers> {
  /** The same for the same question, whatever was answered before it. */
  readonly id: string;
  readonly prompt: string;
  /** The draft with the answer in it. */
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
  /** Why the text cannot be taken; undefined where it can. */
  readonly problem: (text: string) => string | undefined;
}

/** Asks for a file or a folder of the machine that the extension runs on; without an answer the draft stays. */
export interface PathStep<Answers> extends StepBase<Answers> {
  readonly kind: 'path';
  readonly wanted: 'file' | 'folder';
  readonly button: string;
}

export type Step<Answers> = PickStep<Answers> | TextStep<Answers> | PathStep<Answers>;

/** The questions that a draft leads to. Answers may add and remove later questions, never earlier ones. */
export type Steps<Answers> = (answers: Answers) => readonly Step<Answers>[];

export type Answer =
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'back' }
  | { readonly kind: 'canceled' };

export interface Asked<Answers> {
  readonly step: Step<Answers>;
  /** From 1. */
  readonly number: number;
  readonly total: number;
}

/**
 * Asks one question after the other until there is none left.
 * @returns the filled draft; undefined where the user gave up
 */
export async function runSteps<Answers>(
  steps: Steps<Answers>,
  answers: Answers,
  ask: (asked: Asked<Answers>) => Promise<Answer>,
): Promise<Answers | undefined> {
  let current = answers;
  let index = 0;
  for (;;) {
    const all = steps(current);
    const step = all[index];
    if (step === undefined) return current;
    const answer = await ask({ step, number: index + 1, total: all.length });
    if (answer.kind === 'canceled') return undefined;
    // What was answered stays in the draft, so that going back and forth loses nothing.
    if (answer.kind === 'back') index = Math.max(0, index - 1);
    else {
      current = step.apply(current, answer.text);
      index++;
    }
  }
}
