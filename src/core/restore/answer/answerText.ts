import { visibleText } from '../../report/visibleText';
import { counted, formatBytes, formatCount } from '../../ground/sizes';
import type { AnswerNote, RecoveryAnswer, RecoveryAnswers, AnswerPath } from '../types';
import { setName, targetWords } from '../words';
import { wrapText } from '../../ground/wrapText';

/** The answers as a text to read. */
export function answersText({ target, notes, answers }: RecoveryAnswers): string {
  const lines = [
    `Can I recover to ${targetWords(target)}?`,
    ...notes.flatMap(noteLines),
    ...(answers.length === 0 ? ['', 'No backup set was found.'] : []),
    ...answers.flatMap((answer) => ['', ...answerLines(answer, answers.length > 1)]),
  ];
  return `${lines.join('\n')}\n`;
}

const EVIDENCE = {
  records: 'Verified: the WAL records of every recovery path were read.',
  headers: 'Not verified: only file names, sizes and first pages were read.',
  names: 'Not verified: only names and sizes of files were read.',
};

function answerLines(answer: RecoveryAnswer, several: boolean): string[] {
  const { systemIdentifier, outcome, headline, recoveryPath, alternatives, notes, evidence } = answer;
  return [
    ...(several ? [`Server ${systemIdentifier ?? '(identifier unknown)'}`, ''] : []),
    ...wrapText(headline),
    ...notes.flatMap(noteLines),
    // The headline of a proven answer has its evidence.
    ...(outcome === 'proven' ? [] : ['', EVIDENCE[evidence]]),
    ...(recoveryPath === null ? [] : ['', ...pathLines(recoveryPath)]),
    ...alternatives.flatMap((other, i) => ['', `Alternative ${i + 1}`, ...pathLines(other)]),
  ];
}

function pathLines({ set, timeline, lsn, wal, missing, target }: AnswerPath): string[] {
  const at = lsn === null ? '' : ` (${lsn})`;
  return [
    `  Start from  ${setName(set)}  ${set.verdict}  ${visibleText(set.path, 1000)}`,
    `  Backup end  ${set.stopLsn ?? 'unknown'}${set.stopTime === null ? '' : `  ${visibleText(set.stopTime, 60)}`}`,
    `  Target      ${targetWords(target)}${at}`,
    `  Timeline    ${timeline}`,
    `  WAL         ${wal.extent === 'at-most' ? 'at most ' : ''}${counted(wal.count, 'segment')}, ${formatBytes(BigInt(wal.bytes))}`,
    ...wal.ranges.map(rangeLine),
    ...(missing.count === 0
      ? []
      : [`  Missing     ${counted(missing.count, 'segment')}`, ...missing.ranges.map(rangeLine)]),
  ];
}

function rangeLine({ first, last, count }: AnswerPath['wal']['ranges'][number]): string {
  return `              ${first === last ? first : `${first} - ${last}  (${formatCount(count)})`}`;
}

function noteLines({ severity, message }: AnswerNote): string[] {
  return ['', ...wrapText(`${severity === 'info' ? '-' : '!'} ${message}`)];
}
