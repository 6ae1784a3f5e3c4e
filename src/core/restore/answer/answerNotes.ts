import { timeText } from '../../proofs/windows';
import type { StopSearch } from '../../verify/records/findStop';
import { formatLsn, parseLsn } from '../../ground/lsn';
import { alternativesTo, nearerUnproven } from './alternatives';
import type { Match } from './match';
import type { AnswerNote, Target } from '../types';
import { note, setName, shortTime } from '../words';

/** What there is to say of a target, whatever the answer. */
export function targetNotes(target: Target): AnswerNote[] {
  if (target.kind !== 'time') return [];
  const notes: AnswerNote[] = [];
  if (target.zoneAssumed) {
    const message = `No time zone was given: ${target.zone} was assumed, so the target is ${target.time}.`;
    notes.push(note('zone-assumed', 'info', message));
  }
  const message =
    'Every transaction that committed at exactly this time is included. To stop before them, set recovery_target_inclusive = off.';
  return [...notes, note('equal-commit-times', 'info', message)];
}

/** What there is to say of the best way to a target. */
export function notesOn(best: Match, matches: readonly Match[], target: Target): AnswerNote[] {
  const notes: AnswerNote[] = [];
  const others = alternativesTo(best, matches);
  const timelines = [best, ...others].map(({ course }) => course.path.target);
  if (target.kind === 'name' && new Set([best, ...others].map(({ lsn }) => lsn)).size > 1) {
    const message = `The name occurs ${others.length + 1} times. Recovery stops at the first that it meets after it has set out, so the set decides which: the answer is for the last one, the other ways are listed below it.`;
    notes.push(note('name-twice', 'warning', message));
  } else if (new Set(timelines).size > 1) {
    const message = `Several branches of history have this moment: timelines ${timelines.join(', ')}. They hold different data. The answer follows timeline ${best.course.path.target}, as a server of 12 or later does by itself.`;
    notes.push(note('several-branches', 'warning', message));
  }
  if (!best.proven) notes.push(...unprovenNotes(best, target));
  const [newer] = nearerUnproven(best, matches) ?? [];
  if (newer !== undefined) {
    const message = `${setName(newer.course.set)} is nearer to the target, but it is not proven. Verify it, and less WAL may be needed.`;
    notes.push(note('verify-first', 'info', message));
  }
  if (best.target.kind === 'end' && target.kind !== 'end') {
    const message =
      'The target is the very end of the WAL that is here. A server of 13 or later stops with an error at a target that no record lies behind, so the steps set none: recovery goes to the end.';
    notes.push(note('end-of-wal', 'info', message));
  }
  return notes;
}

/** Where recovery stops, if it was looked up; else what is not known without. */
export function stopNotes({ target }: Match, stop: StopSearch | undefined): AnswerNote[] {
  if (target.kind !== 'time') return [];
  if (stop?.kind !== 'found') {
    const message =
      'Where in the WAL the first later commit lies was not looked up, so the list goes on to the end of what can be read.';
    return [note('wal-at-most', 'info', message)];
  }
  const time = stop.time === undefined ? '' : `, of ${shortTime(timeText(stop.time))}`;
  const message = `Recovery stops before the first later commit or abort${time}: its record is at ${formatLsn(stop.record)}.`;
  return [note('stop-found', 'info', message)];
}

/** Why no way is left when it was looked up where recovery stops. */
export function tooEarlyNote(): AnswerNote {
  const message =
    'Before the end of every backup that could lead there a transaction ended at a later time than the target, as when a clock was put back. A server stops there, before the backup is consistent, and refuses to go on. Use an LSN or a restore point.';
  return note('inside-backup', 'error', message);
}

function unprovenNotes({ course }: Match, target: Target): AnswerNote[] {
  const message = `The answer rests on ${course.set.evidence.wal === 'headers' ? 'names and first pages' : 'names and sizes'}. Recycled, cut or foreign segments look the same. Verify ${setName(course.set)} and its archive first.`;
  const notes = [note('verify-first', 'warning', message)];
  if (target.kind === 'time') {
    const until =
      'Times are known only after records were read: whether the WAL goes on to this time is open.';
    notes.push(note('times-unknown', 'warning', until));
  }
  if (target.kind === 'lsn' && parseLsn(target.lsn) !== undefined) {
    const inside = 'The last segment may be written in part only: whether its records get there is open.';
    notes.push(note('end-unknown', 'info', inside));
  }
  return notes;
}
