import type { Finding, FindingCode, Severity } from '../ground/finding';
import type { TarFacts, TarFault } from '../ground/ports';

const CODES: Record<TarFault['reason'], readonly [FindingCode, Severity]> = {
  'not-a-tar': ['unreadable-tar', 'error'],
  header: ['unreadable-tar', 'error'],
  truncated: ['truncated-tar', 'error'],
  'no-end': ['unusual-tar', 'warning'],
  trailing: ['unusual-tar', 'warning'],
  'compressed-broken': ['unreadable-tar', 'error'],
  'compressed-truncated': ['truncated-tar', 'error'],
  'compressed-unsupported': ['unreadable-tar', 'error'],
  encrypted: ['unreadable-tar', 'error'],
  outside: ['unusual-tar', 'warning'],
  sparse: ['unusual-tar', 'warning'],
  'too-many': ['unreadable-tar', 'error'],
};

/** What is wrong with a tar itself, whatever it contains. */
export function tarFindings(
  path: string,
  { faults, compression = 'plain' }: Pick<TarFacts, 'faults'> & Partial<Pick<TarFacts, 'compression'>>,
): Finding[] {
  return faults.map(({ reason, at, member, count }) => {
    const [code, severity] = CODES[reason];
    const args = {
      reason,
      at,
      compression,
      ...(member === undefined ? {} : { member }),
      ...(count === undefined ? {} : { count }),
    };
    return { code, severity, file: path, args };
  });
}

/** A compressed tar that a scan did not read to its end. */
export function unreadTarFinding(path: string, severity: Severity): Finding {
  return { code: 'tar-not-read', severity, file: path, args: {} };
}

/** Whether a finding says that content of a tar is unknown, so that it may contain what was not found. */
export function isOfUnreadTar({ code }: Pick<Finding, 'code'>): boolean {
  return code === 'tar-not-read' || code === 'unreadable-tar';
}
