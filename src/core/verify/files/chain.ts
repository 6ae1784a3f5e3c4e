import type { Finding } from '../../ground/finding';
import { formatLsn, type Lsn } from '../../ground/lsn';

/** What label and pg_control of one backup contain about its place in a chain. */
export interface ChainMember {
  readonly id: string;
  /** The file that a finding points to: usually the label. */
  readonly file: string;
  /** START WAL LOCATION and START TIMELINE. */
  readonly start: { readonly lsn: Lsn; readonly timeline: number };
  /** INCREMENTAL FROM LSN and TLI (17 and later); undefined for a full backup. */
  readonly from: { readonly lsn: Lsn; readonly timeline: number } | undefined;
  readonly systemIdentifier: bigint | undefined;
}

export type ChainReason =
  'first-not-full' | 'later-full' | 'wrong-timeline' | 'wrong-start' | 'other-cluster';

/**
 * Checks a chain of backups, the full one first, with the conditions of `pg_combinebackup` (check_backup_label_files,
 * check_control_files, 17 and later), and reports every broken link with the backup that cannot be reached over it. No
 * findings: the chain is whole.
 */
export function checkChain(members: readonly ChainMember[]): Finding[] {
  const [first] = members;
  if (first === undefined) return [];
  const findings: Finding[] = [];
  if (first.from !== undefined) {
    findings.push(broken(first, 'first-not-full', lsnArgs(first.from)));
  }
  for (const [i, member] of members.entries()) {
    const prior = members[i - 1];
    if (prior !== undefined) findings.push(...checkLink(prior, member));
    const cluster = otherCluster(first, member);
    if (cluster !== undefined) findings.push(cluster);
  }
  return findings;
}

/** Whether one backup builds on another, by the same conditions. */
export function buildsOn(member: ChainMember, prior: ChainMember): boolean {
  return checkLink(prior, member).length === 0 && otherCluster(prior, member) === undefined;
}

function checkLink(prior: ChainMember, member: ChainMember): Finding[] {
  const { from } = member;
  if (from === undefined) return [broken(member, 'later-full', {})];
  const { lsn, timeline } = prior.start;
  const args = {
    ...lsnArgs(from),
    prior: prior.id,
    foundLsn: formatLsn(lsn),
    foundTimeline: timeline,
  };
  if (timeline !== from.timeline) return [broken(member, 'wrong-timeline', args)];
  return lsn === from.lsn ? [] : [broken(member, 'wrong-start', args)];
}

function otherCluster(first: ChainMember, member: ChainMember): Finding | undefined {
  const { systemIdentifier: expected } = first;
  const { systemIdentifier: found } = member;
  if (expected === undefined || found === undefined || expected === found) return undefined;
  return broken(member, 'other-cluster', { found: String(found), expected: String(expected) });
}

function lsnArgs({ lsn, timeline }: { lsn: Lsn; timeline: number }): Finding['args'] {
  return { parentLsn: formatLsn(lsn), parentTimeline: timeline };
}

function broken({ id, file }: ChainMember, reason: ChainReason, args: Finding['args']): Finding {
  return { code: 'incremental-parent-missing', severity: 'error', set: id, file, args: { ...args, reason } };
}
