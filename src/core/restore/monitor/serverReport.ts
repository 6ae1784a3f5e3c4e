import { findingToReport, rangeToReport } from '../../report/toReport';
import type { ServerComparison } from './serverComparison';

/** The comparison with a server as plain JSON; sizes and identifiers are strings, times are in UTC. */
export function serverReport({ name, server, archived, lag, notRead }: ServerComparison): object {
  const { failing, lastArchived, slots, readAt, lacksCommand, ...own } = server;
  return {
    name,
    ...own,
    readAt: timeReport(readAt),
    hasArchiveCommand: lacksCommand === null ? null : !lacksCommand,
    lastArchived: lastArchived === null ? null : { ...lastArchived, time: timeReport(lastArchived.time) },
    failing: failing === null ? null : { ...failing, time: timeReport(failing.time) },
    archiveLag: text(lag),
    slots: slots?.map(({ bytes, ...slot }) => ({ ...slot, bytes: text(bytes) })) ?? null,
    archived:
      archived === null
        ? null
        : {
            claimed: archived.claimed,
            missing: archived.missing.map((range) => rangeToReport(range, archived.geometry)),
            gaps: archived.gaps.map((range) => rangeToReport(range, archived.geometry)),
            bad: archived.bad.map(findingToReport),
            missingHistories: archived.missingHistories,
          },
    notRead,
  };
}

function text(bytes: number | null): string | null {
  return bytes === null ? null : String(bytes);
}

function timeReport(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}
