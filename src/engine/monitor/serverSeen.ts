import { parseLsn } from '../../core/ground/lsn';
import type { NotRead, ServerSeen, SlotSeen } from '../../core/restore/monitor/serverComparison';
import type {
  ArchiverFacts,
  Fact,
  ServerArchiving,
  ServerFacts,
  SlotFacts,
} from '../../postgres/facts/serverFacts';
import { archivesItself, valueOfFact } from './archiveClaims';

/** What a server says of itself, as plain data. */
export function serverSeen({ facts, archiveStatus, slots }: ServerArchiving): ServerSeen {
  const archiver = valueOfFact(facts.archiver);
  const marks = valueOfFact(archiveStatus);
  const current = valueOfFact(facts.currentLsn);
  return {
    version: facts.version.text,
    role: facts.role,
    systemIdentifier: valueOfFact(facts.systemIdentifier) ?? null,
    timeline: valueOfFact(facts.timeline) ?? null,
    currentLsn: current ?? null,
    readAt: time(facts.readAt),
    archiveMode: facts.archiveMode,
    archives: archivesItself(facts),
    lacksCommand: lacksCommand(facts),
    lastArchived:
      archiver?.lastArchivedWal === undefined
        ? null
        : { name: archiver.lastArchivedWal, time: time(archiver.lastArchivedTime) },
    failing: archiver === undefined ? null : failing(archiver),
    ready: marks === undefined ? null : marks.filter((name) => name.endsWith('.ready')).length,
    slots: valueOfFact(slots)?.map((slot) => slotSeen(slot, current)) ?? null,
  };
}

/** What could not be read, for lack of rights or because the version does not have it. */
export function notReadOf({ facts, archiveStatus, slots }: ServerArchiving): NotRead[] {
  const all: readonly (readonly [what: string, fact: Fact<unknown>])[] = [
    ['the system identifier', facts.systemIdentifier],
    ['the timeline', facts.timeline],
    ['the WAL position', facts.currentLsn],
    ['pg_stat_archiver', facts.archiver],
    ['archive_status', archiveStatus],
    ['the replication slots', slots],
  ];
  return all.flatMap(([what, fact]) => (fact.known ? [] : [{ what, why: fact.why }]));
}

function lacksCommand({ archiveCommand, archiveLibrary }: ServerFacts): boolean | null {
  const set = [archiveCommand, ...(archiveLibrary === undefined ? [] : [archiveLibrary])];
  if (set.some((fact) => fact.known && fact.value !== '')) return false;
  return set.every((fact) => fact.known) ? true : null;
}

/** The last attempt, if it failed. */
function failing(archiver: ArchiverFacts): ServerSeen['failing'] {
  const { lastFailedTime, lastFailedWal = '', failedCount } = archiver;
  return archiver.failing ? { name: lastFailedWal, time: time(lastFailedTime), count: failedCount } : null;
}

function slotSeen({ name, active, walStatus, restartLsn }: SlotFacts, current: string | undefined): SlotSeen {
  const [from, to] = [parseLsn(restartLsn ?? ''), parseLsn(current ?? '')];
  const bytes = from === undefined || to === undefined ? null : Math.max(0, Number(to - from));
  return { name, active, walStatus: walStatus ?? null, bytes };
}

function time(text: string | undefined): number | null {
  const milliseconds = Date.parse(text ?? '');
  return Number.isNaN(milliseconds) ? null : milliseconds;
}
