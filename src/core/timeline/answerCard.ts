import type { AnswerNote, Moment, RecoveryAnswer, RecoveryAnswers } from '../restore/types';
import { counted, formatBytes } from '../ground/sizes';

/** An answer to "Can I recover to …?" as the timeline shows it: words, and what to do next. All of it is text. */
export interface AnswerCard {
  readonly outcome: RecoveryAnswer['outcome'] | 'not-understood';
  readonly headline: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
  readonly notes: readonly string[];
  /** The set to start from, if there is a recovery path. */
  readonly set: string | null;
  readonly timeline: number | null;
  /** Whether reading records can change the answer: then the page offers to do that (`verifyFirst`). */
  readonly verify: boolean;
  /** The nearest possible points before and after, in the form in which they can be asked for. */
  readonly nearest: readonly { readonly words: string; readonly ask: string }[];
}

/** A text that was not understood. */
export function problemCard(problem: string): AnswerCard {
  return {
    outcome: 'not-understood',
    headline: problem,
    rows: [],
    notes: [],
    set: null,
    timeline: null,
    verify: false,
    nearest: [],
  };
}

/** One card for each server in the answer. */
export function answerCards({ notes, answers }: RecoveryAnswers): AnswerCard[] {
  return answers.map((answer) => cardOf(answer, notes));
}

function cardOf(answer: RecoveryAnswer, common: readonly AnswerNote[]): AnswerCard {
  const { outcome, headline, recoveryPath, before, after, notes } = answer;
  const rows: [string, string][] = [];
  if (recoveryPath !== null) {
    const { set, timeline, wal, missing } = recoveryPath;
    rows.push(['Start from', `${set.label ?? set.path} (${set.verdict})`], ['Timeline', String(timeline)]);
    const most = wal.extent === 'at-most' ? 'at most ' : '';
    rows.push(['WAL', `${most}${counted(wal.count, 'segment')}, ${formatBytes(BigInt(wal.bytes))}`]);
    if (missing.count > 0) rows.push(['Missing', listed(missing.ranges, missing.count)]);
  }
  const nearest = [before, after].flatMap((moment, index) =>
    moment === null ? [] : [{ words: nearestWords(moment, index === 0), ask: moment.time ?? moment.lsn }],
  );
  return {
    outcome,
    headline,
    rows,
    notes: [...notes, ...common].map(({ message }) => message),
    set: outcome === 'impossible' ? null : (recoveryPath?.set.id ?? null),
    timeline: recoveryPath?.timeline ?? null,
    verify: answer.verify.length > 0,
    nearest,
  };
}

function nearestWords({ lsn, time, timeline }: Moment, before: boolean): string {
  return `${before ? 'Before' : 'After'}: ${time ?? lsn}, timeline ${String(timeline)}`;
}

function listed(ranges: readonly { readonly first: string; readonly last: string }[], count: number): string {
  const [range] = ranges;
  if (range === undefined) return counted(count, 'segment');
  const first = range.first === range.last ? range.first : `${range.first} – ${range.last}`;
  return ranges.length === 1 ? first : `${counted(count, 'segment')}, first ${first}`;
}
