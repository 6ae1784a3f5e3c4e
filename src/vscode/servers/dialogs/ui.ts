import type { Steps } from './step';

export type Loudness = 'info' | 'warning' | 'error';

export interface Confirmation {
  readonly question: string;
  /** Lines below it: what will happen, what it costs, the SQL. */
  readonly detail: string;
  readonly action: string;
}

/** The only way in which the work with servers talks to the user; tests answer in the user's place. */
export interface Ui {
  /** A guided input; undefined where the user gave up. */
  ask<Answers>(title: string, steps: Steps<Answers>, answers: Answers): Promise<Answers | undefined>;
  /** A question that holds up everything else until it is answered. */
  confirm(confirmation: Confirmation): Promise<boolean>;
  /** Says why something is not done. There is nothing to choose. */
  refuse(message: string, detail: string): Promise<void>;
  /** A notification; gives the button that was pressed. Resolves only when it is gone: do not wait for it in vain. */
  report(loudness: Loudness, message: string, ...buttons: readonly string[]): Promise<string | undefined>;
  /** Shows that something goes on, and gives a signal that the user's cancelling aborts. */
  progress<T>(
    title: string,
    work: (report: (text: string) => void, signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
  /** A folder of the machine that the extension runs on. */
  pickFolder(title: string, button: string): Promise<string | undefined>;
  copy(text: string): Promise<void>;
  /** Says for a moment, where it disturbs nobody, that something is done. */
  mention(message: string): void;
  /** Types a line into a new terminal. It is not run: that is up to whoever reads it. */
  typeInTerminal(name: string, line: string): void;
}
