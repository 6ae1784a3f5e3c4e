import type { BackupSet } from '../../model/backupSet';
import type { Catalog } from '../../model/catalog';
import type { RecoveryWindow } from '../../model/recoveryWindow';
import { isSound, type Verdict } from '../../model/verdict';
import { type Cluster, clustersOf } from '../clusters';
import { microsOf } from '../target';

/** What a monitoring system asks of the backups of one server. Times in milliseconds since 1970. */
export interface BackupFacts {
  readonly systemIdentifier: string | null;
  readonly verdicts: readonly Verdict[];
  /** The newest set by the time of its end, whatever it is worth. */
  readonly newest: TimedSet | undefined;
  readonly newestSound: TimedSet | undefined;
  /** The latest moment that can be recovered to. */
  readonly latest: number | undefined;
  /** The earliest moment of the period that leads to the latest one without a gap. */
  readonly earliest: number | undefined;
  readonly missingSegments: number;
  /** Findings of severity error in sets and archives. */
  readonly errors: number;
  readonly archiveErrors: number;
}

export interface TimedSet {
  readonly set: BackupSet;
  /** When it ended, or began if its end is not known. */
  readonly time: number | undefined;
}

/** The facts of each server that has backups. @param isGood which sets count as sound */
export function backupFacts(
  catalog: Pick<Catalog, 'sets' | 'archives'>,
  isGood: (set: BackupSet) => boolean = ({ verdict }) => isSound(verdict),
): BackupFacts[] {
  return clustersOf(catalog)
    .filter(({ sets }) => sets.length > 0)
    .map((cluster) => factsOf(cluster, isGood));
}

function factsOf(
  { systemIdentifier, sets, archives }: Cluster,
  isGood: (set: BackupSet) => boolean,
): BackupFacts {
  const timed = sets.map((set) => ({ set, time: (set.stop?.time ?? set.start?.time)?.epochMs }));
  timed.sort((a, b) => (b.time ?? -1) - (a.time ?? -1));
  const windows = archives.flatMap((archive) => archive.windows);
  const last = windows.reduce<RecoveryWindow | undefined>(
    (best, window) => ((window.toTime ?? '') > (best?.toTime ?? '') ? window : best),
    undefined,
  );
  const starts = windows
    .filter(({ timeline, toLsn }) => timeline === last?.timeline && toLsn === last.toLsn)
    .flatMap(({ fromTime }) => milliseconds(fromTime) ?? []);
  const archiveErrors = archives.reduce((sum, { findings }) => sum + errorsIn(findings), 0);
  return {
    systemIdentifier: systemIdentifier === undefined ? null : String(systemIdentifier),
    verdicts: sets.map(({ verdict }) => verdict),
    newest: timed[0],
    newestSound: timed.find(({ set }) => isGood(set)),
    latest: milliseconds(last?.toTime),
    earliest: starts.length === 0 ? undefined : Math.min(...starts),
    missingSegments: sets.reduce(
      (sum, { missing }) => sum + missing.reduce((all, { first, last: end }) => all + end - first + 1, 0),
      0,
    ),
    errors: sets.reduce((sum, { findings }) => sum + errorsIn(findings), archiveErrors),
    archiveErrors,
  };
}

function errorsIn(findings: BackupSet['findings']): number {
  return findings.filter(({ severity }) => severity === 'error').length;
}

function milliseconds(time: string | undefined): number | undefined {
  const micros = microsOf(time);
  return micros === undefined ? undefined : micros / 1000;
}
