import type { AccidentCopy } from './accidentCopy';
import type { BranchName } from '../story/branches';

/** Something that goes wrong, or only looks so, with a backup or its archive. */
export interface Accident {
  readonly name: string;
  /** Groups accidents that are about the same behavior of servers. */
  readonly truths: readonly number[];
  /** The first and last major for which it makes sense. */
  readonly from?: number;
  readonly to?: number;
  /** Every major gets it in a test run. */
  readonly everywhere?: true;
  /** Which backup; default: the late one. A branch's name: the one that was taken on it. */
  readonly of?: 'early' | 'standby' | BranchName;
  /** A branch whose files are in the archive from the beginning. */
  readonly branch?: BranchName;
  /** How many majors get it in a test run; default: two. Not one: only `npm run truth` tries it. */
  readonly times?: number;
  /** The majors among which those are chosen; default: all. */
  readonly majors?: readonly number[];
  readonly happen: (copy: AccidentCopy) => Promise<void>;
  /** A server with the copied settings would do harm or wait: only the steps are tried. */
  readonly stepsOnly?: true;
  /** Targets to ask for; each is a moment of timeline 1 by its number, or of the branch that the archive holds. */
  readonly ask?: readonly Question[];
  /** Why rows that are lost or wrong here cannot be seen by anyone who does not read every page: no disagreement, but counted. */
  readonly hidden?: string;
  /**
   * Why a verdict `damaged` or `incomplete` is right although a server restores every row of the story: what is lost is nothing that the
   * story has.
   */
  readonly mayRefuse?: string;
}

export type QuestionKind = 'name' | 'time' | 'lsn' | 'xid' | 'latest' | 'immediate';

/** "Can I recover to …?" */
export interface Question {
  readonly kind: QuestionKind;
  /** A moment's number on its timeline, from 1; negative from its end. Not for `latest` and `immediate`. */
  readonly moment?: number;
  /** Just before it (`recovery_target_inclusive = off`): for a transaction, a time or a location. */
  readonly before?: true;
  /** A point on the branch instead of one on timeline 1. */
  readonly onBranch?: true;
}
