/** A guided input as plain data: what is asked, and what an answer makes of the draft. Nothing of VS Code in it. */

export interface Choice {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly value: string;
}

interface StepBase<Draft> {
  /** The same for the same question, whatever was answered before it. */
  readonly id: string;
  readonly prompt: string;
  /** The draft with the answer in it. */
  readonly apply: (draft: Draft, answer: string) => Draft;
}

export interface PickStep<Draft> extends StepBase<Draft> {
  readonly kind: 'pick';
  readonly choices: readonly Choice[];
  /** The value that Enter takes. */
  readonly active: string;
}

export interface TextStep<Draft> extends StepBase<Draft> {
  readonly kind: 'text';
  readonly value: string;
  readonly placeholder?: string;
  readonly secret?: boolean;
  /** Why the text cannot be taken; undefined where it can. */
  readonly problem: (text: string) => string | undefined;
}

/** Asks for a file or a folder of the machine that the extension runs on; without an answer the draft stays. */
export interface PathStep<Draft> extends StepBase<Draft> {
  readonly kind: 'path';
  readonly wanted: 'file' | 'folder';
  readonly button: string;
}

export type Step<Draft> = PickStep<Draft> | TextStep<Draft> | PathStep<Draft>;

/** The questions that a draft leads to. Answers may add and remove later questions, never earlier ones. */
export type Steps<Draft> = (draft: Draft) => readonly Step<Draft>[];

export type Answer =
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'back' }
  | { readonly kind: 'canceled' };

export interface Asked<Draft> {
  readonly step: Step<Draft>;
  /** From 1. */
  readonly number: number;
  readonly total: number;
}

/**
 * Asks one question after the other until there is none left.
 * @returns the filled draft; undefined where the user gave up
 */
export async function runSteps<Draft>(
  steps: Steps<Draft>,
  draft: Draft,
  ask: (asked: Asked<Draft>) => Promise<Answer>,
): Promise<Draft | undefined> {
  let current = draft;
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
