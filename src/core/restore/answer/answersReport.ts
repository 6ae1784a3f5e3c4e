import type { EvidenceLevel } from '../../model/evidence';
import type { ReportRange } from '../../report/report';
import type { AnswerNote, Moment, RecoveryAnswer, RecoveryAnswers, RecoveryTarget } from '../types';

/** "Can I recover to …?" as plain JSON; LSNs and sums are strings, what is not known is null. */
export interface AnswersReport {
  readonly reportVersion: 1;
  readonly target: { readonly kind: TargetKind; readonly value: string | null };
  readonly answers: readonly AnswerReport[];
}

type TargetKind = Exclude<RecoveryTarget['kind'], 'end'> | 'latest';

export interface AnswerReport {
  readonly systemIdentifier: string | null;
  /** `perhaps`: nothing contradicts it, but not all records were read; `unknown`: unread records may contain the target, or a set that may reach it is undetermined. */
  readonly answer: 'yes' | 'no' | 'perhaps' | 'unknown';
  readonly setId: string | null;
  readonly timeline: number | null;
  readonly stopLsn: string | null;
  /** When the record at which recovery stops was written; null if nothing that was read says so. */
  readonly stopTime: string | null;
  readonly wal: {
    readonly count: number;
    readonly bytes: string;
    readonly ranges: readonly ReportRange[];
    /** Whether exactly these are needed; else at most these. */
    readonly exact: boolean;
  };
  readonly missing: readonly ReportRange[];
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
  readonly before: PointReport | null;
  readonly after: PointReport | null;
  readonly evidence: EvidenceLevel;
}

interface PointReport {
  readonly time: string | null;
  readonly lsn: string;
}

/** The answers as the command line's `recover-to --json` and agents get them. */
export function answersReport({ target, notes, answers }: RecoveryAnswers): AnswersReport {
  return {
    reportVersion: 1,
    target: targetReport(target),
    answers: answers.map((answer) => answerReport(answer, notes)),
  };
}

/** The word for an answer. */
export function answerWord({
  outcome,
  recoveryPath,
}: Pick<RecoveryAnswer, 'outcome' | 'recoveryPath'>): AnswerReport['answer'] {
  if (outcome === 'impossible') return 'no';
  if (outcome === 'proven') return 'yes';
  return recoveryPath === null ? 'unknown' : 'perhaps';
}

function targetReport(target: RecoveryTarget): AnswersReport['target'] {
  switch (target.kind) {
    case 'end':
      return { kind: 'latest', value: null };
    case 'immediate':
      return { kind: 'immediate', value: null };
    case 'time':
      return { kind: 'time', value: target.time };
    case 'lsn':
      return { kind: 'lsn', value: target.lsn };
    case 'xid':
      return { kind: 'xid', value: target.xid };
    case 'name':
      return { kind: 'name', value: target.name };
  }
}

function answerReport(answer: RecoveryAnswer, general: readonly AnswerNote[]): AnswerReport {
  const { systemIdentifier, recoveryPath, notes, before, after, evidence } = answer;
  return {
    systemIdentifier,
    answer: answerWord(answer),
    setId: recoveryPath?.set.id ?? null,
    timeline: recoveryPath?.timeline ?? null,
    stopLsn: recoveryPath?.lsn ?? null,
    stopTime: recoveryPath?.stopTime ?? null,
    wal: {
      count: recoveryPath?.wal.count ?? 0,
      bytes: recoveryPath?.wal.bytes ?? '0',
      ranges: recoveryPath?.wal.ranges ?? [],
      exact: recoveryPath?.wal.extent === 'exact',
    },
    missing: recoveryPath?.missing.ranges ?? [],
    reasons: [...general, ...notes].map(({ code, message }) => ({ code, message })),
    before: pointReport(before),
    after: pointReport(after),
    evidence,
  };
}

function pointReport(moment: Moment | null): PointReport | null {
  return moment === null ? null : { time: moment.time, lsn: moment.lsn };
}
