import { type Finding, type FindingCode } from '../../ground/finding';
import { type FileFacts, type FileHead, isFailure, type ReadFailure } from '../../ground/ports';
import { type LongPageHeader, parseLongPageHeader } from '../../wal/pageHeader';

export type FileFault = Pick<Finding, 'code' | 'severity' | 'args'>;

export function fault(
  code: FindingCode,
  args: Finding['args'],
  severity: Finding['severity'] = 'error',
): FileFault {
  return { code, severity, args };
}

/** What is wrong with a file whatever it contains. */
export function fileFault(facts: FileFacts | ReadFailure): FileFault | undefined {
  if (isFailure(facts)) return fault('unreadable-segment', { reason: facts.code });
  return facts.size === 0 ? fault('empty-segment', {}) : undefined;
}

/** The header of a segment's first page, or why there is none. */
export function firstPage(head: FileHead | ReadFailure): { readonly header: LongPageHeader } | FileFault {
  if (isFailure(head)) return fault('unreadable-segment', { reason: head.code });
  if (head.compression === 'encrypted') {
    return fault('encrypted-segment', head.problem === 'unknown' ? { reason: 'unknown' } : {}, 'warning');
  }
  if (head.bytes === undefined) {
    const reason = head.problem ?? 'unsupported';
    const severity = reason === 'unsupported' ? 'warning' : 'error';
    return fault('unreadable-compression', { reason, compression: head.compression }, severity);
  }
  const { header, problem } = parseLongPageHeader(head.bytes);
  if (problem === 'all-zero') return fault('zeroed-segment', {});
  if (problem === 'truncated') return fault('truncated-segment', { size: head.bytes.length });
  if (problem !== undefined) return fault('invalid-page-header', { reason: problem });
  return { header };
}
