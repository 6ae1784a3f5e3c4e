import type { Finding, FindingCode, Severity } from '../ground/finding';

/** Something wrong in one file, with its position. The caller, who knows the file's path, makes a finding of it. */
export interface Problem {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** From 1; absent if the whole file is meant. */
  readonly line?: number;
  readonly column?: number;
  /** `reason` names the case (see report/messages.ts); the rest completes the message. */
  readonly args: Readonly<Record<string, string | number>>;
}

/** What a format's `parse` returns: what could be read, and everything that was wrong. It never throws. */
export interface Parsed<T> {
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
}

/** Turns a format's problems into findings about the file at `path`. */
export function fileFindings(path: string, problems: readonly Problem[]): Finding[] {
  return problems.map((problem) => ({ ...problem, file: path }));
}
