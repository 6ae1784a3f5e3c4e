import type { Finding } from '../ground/finding';
import type { DataEvidence, Evidence, EvidenceLevel } from './evidence';
import { isProven, isSound, judgePart, UNPROVEN, type Verdict, worse, worstOf } from './verdict';
import { consequenceOf, errorsOf, type Part } from './consequences';

/** What can be said of a part of a set, and what was read to say it. */
export interface PartVerdict<E extends string> {
  readonly verdict: Verdict;
  readonly evidence: E;
}

/** How a file comparison ended; `not-checked`: an error is known without one. */
export type FilesEvidence = Exclude<Evidence['files'], 'no-manifest'>;

/** The verdict on a set by part. */
export interface SetParts {
  readonly wal: PartVerdict<EvidenceLevel>;
  /** Null if the base files were not seen, and nothing is known to be wrong with what was. */
  readonly data: PartVerdict<DataEvidence> | null;
  /** Null if the files were not compared, and no error is known without that. */
  readonly files: PartVerdict<FilesEvidence> | null;
}

/** A verdict on a set, and the parts of which it is the worst. */
export interface SetVerdict {
  readonly verdict: Verdict;
  readonly parts: SetParts;
}

/** What the verdict on a set follows from. */
export interface SetBasis {
  readonly findings: readonly Finding[];
  /** Whether start, stop and segment size are known, so that the required WAL is known. */
  readonly rangeKnown: boolean;
  /** Whether every record from start to stop was read, without a fault. */
  readonly provenByRecords: boolean;
  readonly evidence: Evidence;
}

/** The verdict on a set: the worst of its parts, and never more than was read. */
export function judge({ findings, rangeKnown, provenByRecords, evidence }: SetBasis): SetVerdict {
  const of = (part: Part): Finding[] => errorsOf(part, findings);
  const wal = judgePart({ errors: of('wal'), isKnown: rangeKnown, isRead: provenByRecords });
  return ofParts({
    wal: { verdict: wal, evidence: evidence.wal },
    data: judgeData(of('data'), isDataSeen(findings, evidence), evidence.data),
    files: judgeFiles(of('files'), evidence.files),
  });
}

function judgeData(errors: readonly Finding[], isSeen: boolean, evidence: DataEvidence): SetParts['data'] {
  if (!isSeen && !errors.some(isFault)) return null;
  // Every directory may be there, and a relation's file, a state file or a tablespace still missing.
  const isRead = evidence === 'structure';
  return { verdict: judgePart({ errors, isKnown: true, isRead }), evidence };
}

function judgeFiles(errors: readonly Finding[], compared: Evidence['files']): SetParts['files'] {
  const evidence = compared === 'no-manifest' ? 'not-checked' : compared;
  if (evidence === 'not-checked' && !errors.some(isFault)) return null;
  return { verdict: judgePart({ errors, isKnown: true, isRead: true }), evidence };
}

function isFault({ code, args }: Finding): boolean {
  return consequenceOf(code, args) !== 'none';
}

/**
 * Whether the base files were seen: not so with a label or a history file alone, or with a tar that was not read to its end,
 * or with files in a tool's form that were not opened.
 */
export function isDataSeen(findings: readonly Finding[], { data }: Pick<Evidence, 'data'>): boolean {
  return (
    data === 'structure' ||
    !findings.some(({ code }) => code === 'base-files-not-seen' || code === 'tar-not-read')
  );
}

/** The verdict that follows from those on the parts: base files that were not seen are no better than unproven. */
export function ofParts(parts: SetParts): SetVerdict {
  const { wal, data, files } = parts;
  const verdicts = [wal, data, files].flatMap((part) => part?.verdict ?? []);
  const verdict = worstOf(verdicts);
  return { verdict: data === null ? worse(verdict, UNPROVEN) : verdict, parts };
}

/** The verdict on a set whose WAL is worth no more than this. */
export function withWalAtMost({ parts }: SetVerdict, verdict: Verdict): SetVerdict {
  return ofParts({ ...parts, wal: { ...parts.wal, verdict: worse(parts.wal.verdict, verdict) } });
}

/**
 * Whether recovery from the set can be planned: every record of its WAL was read, and nothing is known to be wrong with the
 * rest of it, which may not have been seen.
 */
export function isWalProven({ verdict, parts }: SetVerdict): boolean {
  return isSound(verdict) && isProven(parts.wal.verdict);
}
