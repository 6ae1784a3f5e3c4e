import type { Steps } from './step';

export type Loudness = 'info' | 'warning' | 'error';

export interface Confirmation {
  readonly question: string;
  /** Lines below it: what will happen, what it costs, the SQL. */
  readonly detail: string;
  readonly action: string;
}

/** The only way in which the code for servers talks to the user; tests answer in the user's place. */
export interface Ui {
  /** A guided input; undefined if the user canceled. */
  ask<Answers>(title: string, steps: Steps<Answers>, answers: Answers): Promise<Answers | undefined>;
  /** A modal question. */
  confirm(confirmation: Confirmation): Promise<boolean>;
  /** Says why something is not done, without a choice. */
  refuse(message: string, detail: string): Promise<void>;
  /**
   * A notification; returns the button that was pressed. Resolves only when it is closed, so callers usually do not
   * wait for it.
   */
  report(loudness: Loudness, message: string, ...buttons: readonly string[]): Promise<string | undefined>;
  /** Shows progress, and passes a signal that the user can abort. */
  progress<T>(
    title: string,
    work: (report: (text: string) => void, signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
  /** Asks for a directory on the machine that the extension runs on. */
  pickFolder(title: string, button: string): Promise<string | undefined>;
  copy(text: string): Promise<void>;
  /** Shows a short message in the status bar for a moment. */
  mention(message: string): void;
  /** Types a line into a new terminal, without running it. */
  typeInTerminal(name: string, line: string): void;
}
