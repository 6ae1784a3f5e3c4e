import type { BackupSet } from '../model/backupSet';
import type { SetParts } from '../model/parts';
import { awaitsProof, isProven, isSound } from '../model/verdict';
import { type Part, partOf } from '../model/consequences';
import { rangeCount } from '../wal/segmentName';
import { shortReasons } from './shortReasons';
import type { Speech } from './speech';

/** A set as far as the words on its parts need it. */
export type JudgedSet = Pick<BackupSet, 'verdict' | 'parts' | 'findings' | 'required' | 'missing' | 'stop'>;

/**
 * What can be said of each part, to follow its name: `verified (every record)`, `2 of 7 segments missing`. Undefined: the files were
 * not compared.
 */
export function partWords(
  set: JudgedSet,
  speech: Speech,
): { readonly wal: string; readonly data: string; readonly files: string | undefined } {
  const { wal, data, files } = set.parts;
  return {
    wal: isSound(wal.verdict) ? walWords(wal, speech) : reasonOf('wal', set, speech),
    data: data === null || isSound(data.verdict) ? dataWords(data, speech) : reasonOf('data', set, speech),
    files:
      files === null || isSound(files.verdict) ? filesWords(files, speech) : reasonOf('files', set, speech),
  };
}

/** The verdict by part on one line: `WAL verified (every record) · data directory: 3 files missing`. */
export function partLine(set: JudgedSet, speech: Speech): string {
  const { t } = speech;
  const { wal, data, files } = set.parts;
  const words = partWords(set, speech);
  return [
    isSound(wal.verdict) ? t('WAL {0}', words.wal) : t('WAL: {0}', words.wal),
    data === null
      ? t('data files not available')
      : isSound(data.verdict)
        ? t('data directory {0}', words.data)
        : t('data directory: {0}', words.data),
    words.files === undefined || files === null
      ? ''
      : isSound(files.verdict)
        ? t('files {0}', words.files)
        : t('files: {0}', words.files),
  ]
    .filter((text) => text !== '')
    .join(' · ');
}

/** The evidence of a set's verdict on one line: what to do before the set is judged by part, else `partLine`. */
export function evidenceLine(set: JudgedSet, speech: Speech): string {
  const { wal, files } = set.parts;
  if (!isSound(set.verdict) || isProven(wal.verdict) || files !== null) return partLine(set, speech);
  const { t } = speech;
  return wal.evidence === 'names'
    ? t('not verified: only names and sizes read')
    : t('not verified: only first pages read');
}

/** What a set lacks that has no known fault and is not restorable, in a few words for a row; '' for any other set. */
export function lackWords({ verdict, parts }: Pick<BackupSet, 'verdict' | 'parts'>, { t }: Speech): string {
  if (!awaitsProof(verdict)) return '';
  if (!isProven(parts.wal.verdict)) return t('not verified');
  return parts.data === null
    ? t('WAL verified, data files not available')
    : t('WAL verified, data directory not verified');
}

function walWords({ verdict, evidence }: SetParts['wal'], { t }: Speech): string {
  if (isProven(verdict)) return t('verified (every record)');
  return evidence === 'names'
    ? t('not verified, only names and sizes read')
    : t('not verified, only first pages read');
}

function dataWords(data: SetParts['data'], { t }: Speech): string {
  if (data === null) return t('not seen');
  return isProven(data.verdict) ? t('with all files that its catalogs list') : t('not verified');
}

function filesWords(files: SetParts['files'], { t }: Speech): string | undefined {
  if (files === null) return undefined;
  return files.evidence === 'sizes-only'
    ? t('match in size; no checksums available')
    : t('match their checksums');
}

/** The words that a part's fault gets on one line. More are among the findings. */
const MOST_REASONS = 2;

/** What is wrong with a part: errors come before warnings, else in the order in which they were found. */
function reasonOf(part: Part, set: JudgedSet, speech: Speech): string {
  const own = set.findings.filter(({ code, args }) => partOf(code, args) === part);
  const holes = part === 'wal' ? holesWords(set, speech) : '';
  const reasons = [...faultWords({ ...set, findings: own }, speech), holes].filter((text) => text !== '');
  return reasons.length === 0 ? unnamedFault(own, set, speech) : reasons.slice(0, MOST_REASONS).join(', ');
}

/** What findings say is wrong, in a few words each; nothing for faults that a count of segments shows. */
export function faultWords(
  { findings, parts }: Pick<JudgedSet, 'findings' | 'parts'>,
  speech: Speech,
): string[] {
  const faults = (['error', 'warning'] as const).flatMap((wanted) =>
    findings.filter(({ severity }) => severity === wanted),
  );
  return shortReasons(faults, speech, parts.wal.evidence === 'records');
}

function unnamedFault(own: JudgedSet['findings'], set: JudgedSet, { t, number }: Speech): string {
  const count = own.filter(({ severity }) => severity === 'error').length;
  if (count > 0) return count === 1 ? t('1 error') : t('{0} errors', number(count));
  return set.required === undefined || set.stop === undefined
    ? t('start or stop unknown')
    : t('not read to its end');
}

/** The faults of the required segments: `2 of 7 segments missing`, or nothing. */
export function holesWords(
  { required, missing }: Pick<JudgedSet, 'required' | 'missing'>,
  speech: Speech,
): string {
  if (required === undefined) return '';
  const { t, number } = speech;
  // A backup whose end was not found has no wrong segment: its WAL just ends too early.
  const wrong = required.runs.filter(({ state, code }) => state === 'wrong' && code !== 'missing-backup-end');
  const [lost = 0, bad = 0] = [missing, wrong].map((list) =>
    list.reduce((sum, run) => sum + rangeCount(run), 0),
  );
  const all = number(required.count);
  return [
    lost > 0 ? t('{0} of {1} segments missing', number(lost), all) : '',
    bad > 0 ? t('{0} of {1} segments unusable', number(bad), all) : '',
  ]
    .filter((text) => text !== '')
    .join(', ');
}
