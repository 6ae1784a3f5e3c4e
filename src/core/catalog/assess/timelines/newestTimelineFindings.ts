import type { Finding } from '../../../ground/finding';
import { formatLsn } from '../../../ground/lsn';
import type { InventoryRun } from '../../../model/walArchive';
import { followsLatest } from '../../../model/recovery/serverDefaults';
import {
  type FollowedTimeline,
  followTimeline,
  meetsBranch,
  newestTimeline,
  ownTimeline,
  type RecoveryOrigin,
  type SeenHistories,
} from '../../../model/recovery/targetTimeline';
import { segmentOfStart } from '../../../wal/geometry';
import type { ArchiveEvidence } from '../../read/archiveEvidence';

/** What the newest timeline does to a recovery from a backup: by default from 12 on, and with 'latest' in every version. */
export function newestTimelineFindings(
  origin: RecoveryOrigin,
  seen: SeenHistories,
  archives: readonly ArchiveEvidence[],
): Finding[] {
  const newest = newestTimeline(ownTimeline(origin), seen);
  const findings = unreadableFindings(origin, newest, archives);
  for (const timeline of seen.readable.keys()) {
    if (timeline === origin.stop.timeline) continue;
    const followed = followTimeline(origin, seen, timeline);
    const finding =
      timeline === newest
        ? newestFinding(origin, seen, followed, archives)
        : followed.fault === 'forks-before-stop' || leftBefore(followed)
          ? forkFinding(origin, followed, archives, 'other')
          : undefined;
    if (finding !== undefined) findings.push(finding);
  }
  return findings;
}

function newestFinding(
  origin: RecoveryOrigin,
  seen: SeenHistories,
  followed: FollowedTimeline,
  archives: readonly ArchiveEvidence[],
): Finding | undefined {
  const { fault, timeline } = followed;
  const runs = archives.flatMap(({ segments }) => segments.runs(origin.geometry).runs);
  if (fault === 'forks-before-stop') {
    const isThere = (branch: number, first: number, last: number): boolean =>
      runs.some((run) => run.timeline === branch && run.first <= last && first <= run.last);
    return forkFinding(
      origin,
      followed,
      archives,
      meetsBranch(origin, followed, isThere) ? 'newest' : 'other',
    );
  }
  // One that left before the backup began is not asked for WAL: its history alone refuses the backup.
  if (leftBefore(followed)) return forkFinding(origin, followed, archives, 'newest');
  if (fault === 'unrelated') {
    const args = { timeline, own: origin.stop.timeline };
    const severity = severityOf(origin);
    return { code: 'unrelated-newest-timeline', severity, ...fileOf(timeline, archives), args };
  }
  if (!followsLatest(origin.versionNum)) return undefined;
  // Without any WAL of the newer timelines a server silently reads on along the old one.
  const newer = new Set(
    followed.path?.parts.map((part) => part.timeline).filter((one) => one > origin.stop.timeline),
  );
  if (!runs.some((run) => newer.has(run.timeline))) return undefined;
  const left = lostTimelines(origin, seen, followed, runs);
  if (left.length === 0) return undefined;
  const { fork } = followed;
  const lsn = fork?.lsn;
  const args = {
    timeline,
    own: origin.stop.timeline,
    lost: left.join(', '),
    count: left.length,
    ...(lsn === undefined ? {} : { switchLsn: formatLsn(lsn) }),
  };
  return {
    code: 'follows-newer-timeline',
    severity: 'warning',
    ...fileOf(timeline, archives),
    ...(lsn === undefined ? {} : { lsn }),
    args,
  };
}

/** Whether a timeline left the backup's own one before the backup began. */
function leftBefore({ fault, fork }: FollowedTimeline): boolean {
  return fault === 'unrelated' && fork?.lsn !== undefined;
}

/** An error if a server of the backup's version does it without being asked to. */
function severityOf({ versionNum }: RecoveryOrigin): 'error' | 'warning' {
  return followsLatest(versionNum) ? 'error' : 'warning';
}

function forkFinding(
  origin: RecoveryOrigin,
  { timeline, fork }: FollowedTimeline,
  archives: readonly ArchiveEvidence[],
  reason: 'newest' | 'other',
): Finding {
  const { stop } = origin;
  const lsn = fork?.lsn;
  const switched = lsn === undefined ? {} : { switchLsn: formatLsn(lsn) };
  return {
    code: 'timeline-fork-before-stop',
    // A server gets past a branch of which only the history is there.
    severity: reason === 'newest' ? severityOf(origin) : 'info',
    ...fileOf(timeline, archives),
    ...(fork === undefined ? {} : { line: fork.line }),
    ...(lsn === undefined ? {} : { lsn }),
    args: { timeline, own: stop.timeline, ...switched, stopLsn: formatLsn(stop.lsn), reason },
  };
}

function fileOf(timeline: number, archives: readonly ArchiveEvidence[]): Pick<Finding, 'file'> {
  const holder = archives.find(({ historyNames }) => historyNames.has(timeline));
  return holder === undefined ? {} : { file: `${holder.path}/${holder.historyNames.get(timeline) ?? ''}` };
}

/**
 * The timelines whose WAL recovery along the newest one leaves out, although it can be recovered from this backup. From 9.5
 * on a whole segment of the fork's number shows that the old timeline was continued: a promotion leaves it as `.partial`.
 */
function lostTimelines(
  origin: RecoveryOrigin,
  seen: SeenHistories,
  { path }: FollowedTimeline,
  runs: readonly InventoryRun[],
): number[] {
  const { geometry } = origin;
  const parts = new Map(path?.parts.map((part) => [part.timeline, part]));
  const isLost = (timeline: number): boolean => {
    const part = parts.get(timeline);
    const from = part?.endLsn === undefined ? 0 : segmentOfStart(part.endLsn, geometry);
    if (part !== undefined && part.endLsn === undefined) return false;
    if (part === undefined && !seen.readable.has(timeline)) return false;
    if (!runs.some((run) => run.timeline === timeline && run.last >= from)) return false;
    return timeline >= origin.stop.timeline && followTimeline(origin, seen, timeline).fault === undefined;
  };
  return [...new Set(runs.map(({ timeline }) => timeline))].filter(isLost).sort((a, b) => a - b);
}

/**
 * A server reads the newest history (`readTimeLineHistory`), and refuses to start if that cannot be read or is empty; the
 * others it never reads.
 */
function unreadableFindings(
  origin: RecoveryOrigin,
  newest: number,
  archives: readonly ArchiveEvidence[],
): Finding[] {
  const own = origin.stop.timeline;
  const findings = new Map<number, Finding>();
  for (const { histories, historyNames, path } of archives) {
    for (const [timeline, name] of historyNames) {
      if (timeline <= own || histories.has(timeline) || findings.has(timeline)) continue;
      // What merely cannot be decompressed here may be good.
      const isDecisive = timeline === newest && name.endsWith('.history');
      findings.set(timeline, {
        code: 'unreadable-timeline-history',
        severity: isDecisive ? severityOf(origin) : 'warning',
        file: `${path}/${name}`,
        args: { reason: 'newer-timeline', timeline, own, name },
      });
    }
  }
  return [...findings.values()];
}
