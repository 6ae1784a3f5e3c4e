import type { BackupSet } from '../../core/model/backupSet';
import type { Catalog } from '../../core/model/catalog';
import type { EvidenceLevel } from '../../core/model/evidence';
import type { WalArchive } from '../../core/model/walArchive';
import type { VerificationResults } from './verificationResults';

/** What a verification reads, and at which level. */
export interface VerificationScope {
  /** Ids of sets. */
  readonly sets: readonly string[];
  /** Paths of archives. */
  readonly archives: readonly string[];
  /** Below `records` no WAL is decoded. */
  readonly level: EvidenceLevel;
  /** Whether the files of a set are compared with its manifest. */
  readonly files: boolean;
  /** Whether segments that no set needs are read, too. */
  readonly everySegment: boolean;
  /** Whether the results outlive the next scan: then a fingerprint of the files is taken. */
  readonly keep: boolean;
}

/** The known facts when a verification is requested. */
export interface Known {
  /** As the last scan left it. */
  readonly unproven: Catalog;
  readonly results: VerificationResults;
}

const WHOLE = { level: 'records', files: true, keep: true } as const;

/** One set. */
export function scopeOfSet(id: string): VerificationScope {
  return { ...WHOLE, sets: [id], archives: [], everySegment: false };
}

/** Every set that is not verified yet, and all archives as far as recovery from their sets gets. */
export function scopeOfAll({ unproven, results }: Known): VerificationScope {
  return {
    ...WHOLE,
    sets: idsOf(unproven.sets.filter((set) => !results.holdsFor(set))),
    archives: pathsOf(unproven.archives),
    everySegment: false,
  };
}

/** Every segment of archives, and the sets that they serve. */
export function scopeOfArchives({ unproven }: Known, paths: readonly string[]): VerificationScope {
  const sets = unproven.sets.filter(({ archives }) => archives.some((path) => paths.includes(path)));
  return { ...WHOLE, sets: idsOf(sets), archives: paths, everySegment: true };
}

/**
 * What an answer about recovery lacks: the WAL of sets that are not verified yet, and of the archives that serve them. Files
 * of the sets are not compared: no answer asks for that.
 */
export function scopeOfAnswer(
  { unproven, results }: Known,
  ids: readonly string[],
  keep: boolean,
): VerificationScope {
  const sets = unproven.sets.filter(({ id }) => ids.includes(id));
  const serving = new Set(sets.flatMap(({ archives }) => archives));
  return {
    level: 'records',
    files: false,
    keep,
    sets: idsOf(sets.filter((set) => !results.holdsForRecovery(set))),
    archives: pathsOf(unproven.archives).filter((path) => serving.has(path)),
    everySegment: false,
  };
}

/** Given sets and every segment of given archives, whether verified before or not; nothing is kept for another scan. */
export function scopeOfPaths(
  { sets, archives }: Pick<Catalog, 'sets' | 'archives'>,
  how: Pick<VerificationScope, 'level' | 'files'>,
): VerificationScope {
  return { ...how, sets: idsOf(sets), archives: pathsOf(archives), everySegment: true, keep: false };
}

/** Every set, as recovery windows begin at proven sets, and all archives as far as recovery gets in them. */
export function scopeOfWindows(
  { sets, archives }: Pick<Catalog, 'sets' | 'archives'>,
  level: EvidenceLevel = 'records',
): VerificationScope {
  return { ...scopeOfPaths({ sets, archives }, { level, files: false }), everySegment: false };
}

/** Bytes that such a verification reads. Files that several walks of an archive share are read, and counted, once. */
export function bytesToRead(
  { sets, archives }: Pick<Catalog, 'sets' | 'archives'>,
  scope: VerificationScope,
): number {
  const ofSets = sets.filter(({ id }) => scope.sets.includes(id)).map(({ required }) => required?.bytes ?? 0);
  const ofArchives = archives.filter(({ path }) => scope.archives.includes(path)).map(({ bytes }) => bytes);
  return [...ofSets, ...ofArchives].reduce((sum, bytes) => sum + bytes, 0);
}

function idsOf(sets: readonly BackupSet[]): string[] {
  return sets.map(({ id }) => id);
}

function pathsOf(archives: readonly WalArchive[]): string[] {
  return archives.map(({ path }) => path);
}
