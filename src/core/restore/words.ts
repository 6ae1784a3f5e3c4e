import { visibleText } from '../report/visibleText';
import type { AnswerNote, AnswerSet, Moment, NoteCode, RecoveryTarget } from './types';
import type { BackupSet } from '../model/backupSet';
import { baseName } from '../ground/paths';
import { formatLsn } from '../ground/lsn';

/** The name of a set as text that can be shown: its label, or else its directory. */
export function setName({
  label,
  path,
}: {
  readonly label?: string | null | undefined;
  readonly path: string;
}): string {
  return `“${visibleText(label ?? baseName(path), 60)}”`;
}

/** The facts about a set in an answer. */
export function answerSet(set: BackupSet): AnswerSet {
  const { id, path, label, verdict, start, stop } = set;
  return {
    id,
    path,
    label: label ?? null,
    verdict,
    startLsn: start === undefined ? null : formatLsn(start.lsn),
    stopLsn: stop === undefined ? null : formatLsn(stop.lsn),
    stopTime: stop?.time?.text ?? null,
  };
}

/** A target as part of a sentence. */
export function targetWords(target: RecoveryTarget): string {
  const before = 'exclusive' in target ? 'before ' : '';
  switch (target.kind) {
    case 'time':
      return before + timeWithoutZeros(target.time);
    case 'lsn':
      return before + target.lsn;
    case 'xid':
      return `${before}transaction ${target.xid}`;
    case 'name':
      return `restore point “${visibleText(target.name, 70)}”`;
    case 'immediate':
      return 'the end of the backup';
    case 'end':
      return 'the end of the WAL';
  }
}

/** A recovery point as part of a sentence. */
export function momentWords({ time, lsn, timeline }: Moment): string {
  const place = `${lsn} on timeline ${timeline}`;
  return time === null ? place : `${timeWithoutZeros(time)} (${place})`;
}

/** A time without a fraction of zeros. */
export function timeWithoutZeros(time: string): string {
  return visibleText(time.replace(/\.0+ UTC$/, ' UTC'), 60);
}

export function note(code: NoteCode, severity: AnswerNote['severity'], message: string): AnswerNote {
  return { code, severity, message };
}
