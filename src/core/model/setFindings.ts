import type { Finding } from '../ground/finding';

/** Names the set, and the version, on which the right words depend. */
export function ofSet(finding: Finding, set: string, version: number | undefined): Finding {
  return { ...finding, set, args: version === undefined ? finding.args : { version, ...finding.args } };
}
