import { timeText } from '../../proofs/windows';
import type { StopSearch } from '../../verify/records/findStop';
import { formatLsn, parseLsn } from '../../ground/lsn';
import { alternativesTo, nearerUnproven } from './alternatives';
import { isRepeated, type Match } from './match';
import type { AnswerNote, RecoveryTarget } from '../types';
import { note, setName, timeWithoutZeros } from '../words';

/** The notes on a target that do not depend on the answer. */
export function targetNotes(target: RecoveryTarget): AnswerNote[] {
  if (target.kind !== 'time') return [];
  const notes: AnswerNote[] = [];
  if (target.zoneAssumed) {
    const message = `You gave no time zone, so ${target.zone} is assumed: the target is ${target.time}.`;
    notes.push(note('zone-assumed', 'info', message));
  }
  const message =
    target.exclusive === true
      ? 'Transactions that committed at exactly this time are excluded.'
      : 'Transactions that committed at exactly this time are included. To exclude them, write “before” in front of the time (recovery_target_inclusive = off).';
  return [...notes, note('equal-commit-times', 'info', message)];
}

/** The notes on the best path to a target. */
export function notesOn(best: Match, matches: readonly Match[], target: RecoveryTarget): AnswerNote[] {
  const notes: AnswerNote[] = [];
  const others = alternativesTo(best, matches);
  const timelines = [best, ...others].map(({ path }) => path.timelinePath.target);
  if (target.kind === 'name' && new Set([best, ...others].map(({ lsn }) => lsn)).size > 1) {
    const message = `The name occurs ${others.length + 1} times. Recovery stops at the first occurrence after its start, so the set determines which one that is. The answer is for the last occurrence; the alternatives are listed below it.`;
    notes.push(note('name-twice', 'warning', message));
  } else if (new Set(timelines).size > 1) {
    const branches = [...new Set(timelines)].sort((a, b) => a - b).join(' and ');
    const message = `The target exists on timelines ${branches}, which hold different data. The answer follows timeline ${best.path.timelinePath.target}, as a server of 12 or later does by default.`;
    notes.push(note('several-branches', 'warning', message));
  }
  const repeated = [best, ...others].find(isRepeated)?.path.repeated;
  if (repeated !== undefined) {
    const [from, to] = [repeated.from, repeated.to].map((time) => timeWithoutZeros(timeText(time)));
    const message = `A clock was set back: times between ${from} and ${to} occur twice in the WAL. Recovery stops at the first one after its start, so an earlier backup may lead to another moment; the alternatives are listed. For one certain moment use an LSN or a transaction.`;
    notes.push(note('clock-set-back', 'warning', message));
  }
  if (!best.proven) notes.push(...unprovenNotes(best, target));
  const [newer] = nearerUnproven(best, matches) ?? [];
  if (newer !== undefined) {
    const message = `${setName(newer.path.set)} is nearer to the target, but not verified. If you verify it, recovery may need less WAL.`;
    notes.push(note('verify-first', 'info', message));
  }
  if (best.target.kind === 'end' && target.kind !== 'end') {
    const message =
      'The target is the very end of the available WAL. A server of 13 or later fails if no record follows the target, so the steps set no target: recovery goes to the end.';
    notes.push(note('end-of-wal', 'info', message));
  }
  return notes;
}

/** The recovery stop point if it was looked up; otherwise what is unknown without it. */
export function stopNotes({ target }: Match, stop: StopSearch | undefined): AnswerNote[] {
  if (target.kind === 'xid') return xidNotes(stop);
  if (target.kind !== 'time') return [];
  if (stop?.kind !== 'found') {
    const message =
      'The location of the first later commit is not known yet, so the list of segments continues to the end of the readable WAL.';
    return [note('wal-at-most', 'info', message)];
  }
  const time = stop.time === undefined ? '' : `, of ${timeWithoutZeros(timeText(stop.time))}`;
  const message = `Recovery stops before the first later commit or abort${time}: its record is at ${formatLsn(stop.record)}.`;
  return [note('stop-found', 'info', message)];
}

function xidNotes(stop: StopSearch | undefined): AnswerNote[] {
  const message =
    stop?.kind === 'found'
      ? `The transaction ended at ${formatLsn(stop.record)}. Transactions that ended before it are included, whatever their number.`
      : 'Whether the WAL holds the end of this transaction is unknown until its records are searched.';
  return [
    note(
      stop?.kind === 'found' ? 'stop-found' : 'xid-unknown',
      stop?.kind === 'found' ? 'info' : 'warning',
      message,
    ),
  ];
}

/** The reason if no path is left after the recovery stop point was looked up. */
export function tooEarlyNote(): AnswerNote {
  const message =
    'In every usable backup, a transaction before the end of the backup has a later time than the target. A clock may have been set back. A server stops at that transaction, before the backup is consistent, and fails. Use an LSN or a restore point.';
  return note('inside-backup', 'error', message);
}

function unprovenNotes({ path, isInDoubt }: Match, target: RecoveryTarget): AnswerNote[] {
  const message = `The answer rests only on file names and ${path.set.evidence.wal === 'headers' ? 'first pages' : 'sizes'}. Recycled, truncated or foreign segments can look the same. Verify ${setName(path.set)} and its archive first.`;
  const notes = [note('verify-first', 'warning', message)];
  if (isInDoubt === true) {
    const inside =
      'The target is not later than the end of this backup. A server can stop there only if the last transaction in the backup ended before it. The records show that: verify first.';
    notes.push(note('inside-backup', 'warning', inside));
  }
  if (target.kind === 'time') {
    const until =
      'Whether the WAL reaches this time is unknown: times are in the records, which were not read.';
    notes.push(note('times-unknown', 'warning', until));
  }
  if (target.kind === 'lsn' && parseLsn(target.lsn) !== undefined) {
    const inside =
      'Whether the WAL reaches this location is unknown: the last segment may be only partly written.';
    notes.push(note('end-unknown', 'info', inside));
  }
  return notes;
}
