import type { Finding, FindingCode, Severity } from '../ground/finding';

/** Something wrong in one file, with the place; the caller, who knows the file's path, makes a finding of it. */
export interface Problem {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** From 1; absent if the file as a whole is meant. */
  readonly line?: number;
  readonly column?: number;
  /** `reason` names the case (see report/messages.ts), the rest fills in the words. */
  readonly args: Readonly<Record<string, string | number>>;
}

/** What a format's `parse` returns: what could be read, and all that was wrong. It never throws. */
export interface Parsed<T> {
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
}

/** The findings that a format's problems are, once it is known which file they are in. */
export function fileFindings(path: string, problems: readonly Problem[]): Finding[] {
  return problems.map((problem) => ({ ...problem, file: path }));
}
