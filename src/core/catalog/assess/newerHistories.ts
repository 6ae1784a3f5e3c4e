import type { Finding } from '../../ground/finding';
import type { ArchiveEvidence } from '../read/readArchive';
import type { WalRequirement } from './walRequirement';

/** From this version on `recovery_target_timeline` is 'latest' where nothing is said; before it is the set's own. */
const FOLLOWS_LATEST = 120000;

/**
 * A server that follows the newest timeline looks for one history after the other, from its own timeline on
 * (`findNewestTimeLine`, timeline.c), and reads the last of them (`readTimeLineHistory`). If that cannot be read, or is
 * empty, it refuses to start; the others it never reads. From 12 on this is what happens by default, so the set cannot
 * be restored as things are; before it is a warning.
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
      // What merely cannot be unpacked here may be good.
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

/** The timeline that a server takes for the newest: the last before the first whose history is not there. */
function newestTimeline(own: number, archives: readonly ArchiveEvidence[]): number {
  let newest = own;
  while (archives.some(({ historyNames }) => historyNames.has(newest + 1))) newest++;
  return newest;
}
