import type { Finding } from '../../ground/finding';
import type { ArchiveEvidence } from '../read/readArchive';
import type { WalRequirement } from './walRequirement';

/** From this version on the default of `recovery_target_timeline` is 'latest'; before it, the set's own timeline. */
const FOLLOWS_LATEST = 120000;

/**
 * A server that follows the newest timeline looks for one history after the other, from its own timeline on
 * (`findNewestTimeLine`, timeline.c), and reads only the last of them (`readTimeLineHistory`). If that one cannot be
 * read, or is empty, it refuses to start. From 12 on this is the default, so the set cannot be restored as things are;
 * before 12 it is a warning.
 */
export function newerHistoryFindings(
  { stop, start, versionNum }: WalRequirement,
  archives: readonly ArchiveEvidence[],
): Finding[] {
  const own = (stop ?? start)?.timeline;
  if (own === undefined) return [];
  const newest = newestTimeline(own, archives);
  const findings = new Map<number, Finding>();
  for (const { histories, historyNames, path } of archives) {
    for (const [timeline, name] of historyNames) {
      if (timeline <= own || histories.has(timeline) || findings.has(timeline)) continue;
      // A file that merely cannot be decompressed here may be good.
      const isDecisive = timeline === newest && name.endsWith('.history');
      const severity = isDecisive && (versionNum ?? 0) >= FOLLOWS_LATEST ? 'error' : 'warning';
      const args = { reason: 'newer-timeline', timeline, own, name };
      findings.set(timeline, {
        code: 'unreadable-timeline-history',
        severity,
        file: `${path}/${name}`,
        args,
      });
    }
  }
  return [...findings.values()];
}

/** The timeline that a server considers the newest: the last before the first whose history is missing. */
function newestTimeline(own: number, archives: readonly ArchiveEvidence[]): number {
  let newest = own;
  while (archives.some(({ historyNames }) => historyNames.has(newest + 1))) newest++;
  return newest;
}
