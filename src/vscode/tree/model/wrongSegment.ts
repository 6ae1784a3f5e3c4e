import type { FindingCode } from '../../../core/ground/finding';
import type { TreeContext } from './context';

type Words = (t: TreeContext['t']) => string;

/** Why a segment that a set needs cannot be used, in words for a row. */
const REASONS: Partial<Record<FindingCode, Words>> = {
  'empty-segment': (t) => t('unusable: empty file'),
  'truncated-segment': (t) => t('unusable: truncated'),
  'wrong-size-segment': (t) => t('unusable: wrong size'),
  'zeroed-segment': (t) => t('unusable: zeros instead of WAL'),
  'invalid-page-header': (t) => t('unusable: no valid WAL page'),
  'recycled-segment': (t) => t('unusable: recycled file with old WAL'),
  'misnamed-segment': (t) => t('unusable: WAL of another segment'),
  'foreign-segment': (t) => t('unusable: from another database cluster'),
  'wrong-timeline': (t) => t('unusable: WAL of another timeline'),
  'wrong-version-segment': (t) => t('unusable: from another version of PostgreSQL'),
  'incomplete-segment': (t) => t('unusable: copied before it was finished'),
  'record-checksum-mismatch': (t) => t('unusable: checksum mismatch in a WAL record'),
  'broken-record-chain': (t) => t('unusable: broken chain of WAL records'),
  'segment-checksum-mismatch': (t) => t('unusable: checksum mismatch'),
  'unreadable-compression': (t) => t('unusable: cannot be decompressed'),
  'duplicate-segment': (t) => t('unusable: its copies differ'),
  'missing-backup-end': (t) => t('unusable: no end of the backup'),
  'never-stopped': (t) => t('unusable: no end of the backup'),
};

export function wrongSegmentText(code: FindingCode | undefined, t: TreeContext['t']): string {
  return (code === undefined ? undefined : REASONS[code]?.(t)) ?? t('unusable');
}
