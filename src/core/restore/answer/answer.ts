import type { Catalog } from '../../model/catalog';
import type { EvidenceLevel } from '../../model/evidence';
import { counted, formatBytes } from '../../ground/sizes';
import { alternativesTo, nearerUnproven } from './alternatives';
import { notesOn, stopNotes, targetNotes, tooEarlyNote } from './answerNotes';
import type { StopSearch } from '../../verify/records/findStop';
import { type Cluster, clustersOf } from '../clusters';
import { type RecoveryPath, recoveryPathsOf } from './recoveryPath';
import { whyImpossible } from './impossible';
import { byPreference, type Match, matchOf } from './match';
import {
  type KnownStops,
  neverStops,
  stopKey,
  type StopQuestion,
  stopQuestion,
  stopsTooEarly,
} from './stopQuestions';
import type { RecoveryAnswer, RecoveryAnswers, AnswerPath, RecoveryTarget } from '../types';
import { answerPath } from './answerPath';
import { momentWords, setName, targetWords } from '../words';

export interface AskOptions {
  /** Where recovery stops on paths to this target, as far as that was looked up. */
  readonly stops?: KnownStops;
  /** Only this server's backups; otherwise those of every server, with one answer each. */
  readonly systemIdentifier?: string;
  /** Only paths along this timeline. */
  readonly timeline?: number;
  /** Only paths from this set. */
  readonly setId?: string;
}

/** "Can I recover to …?": one answer for each server whose backups are in the catalog. Claims nothing that was not read. */
export function recoveryAnswers(
  catalog: Pick<Catalog, 'sets' | 'archives'>,
  target: RecoveryTarget,
  options: AskOptions = {},
): RecoveryAnswers {
  return {
    target,
    notes: targetNotes(target),
    answers: askedClusters(catalog, options).map((cluster) => answerOf(cluster, target, options)),
  };
}

function askedClusters(
  catalog: Pick<Catalog, 'sets' | 'archives'>,
  { systemIdentifier }: AskOptions,
): Cluster[] {
  return clustersOf(catalog).filter(
    ({ sets, systemIdentifier: id }) =>
      sets.length > 0 && (systemIdentifier === undefined || String(id) === systemIdentifier),
  );
}

/** Names of every restore point that was found. */
export function restorePointNames({ archives }: Pick<Catalog, 'archives'>): ReadonlySet<string> {
  return new Set(archives.flatMap(({ restorePoints }) => (restorePoints ?? []).map(({ name }) => name)));
}

/** The open questions about the best path of each server; those in `stops` are not asked again. */
export function openStops(
  catalog: Pick<Catalog, 'sets' | 'archives'>,
  target: RecoveryTarget,
  options: AskOptions = {},
): StopQuestion[] {
  return askedClusters(catalog, options).flatMap((cluster) => {
    const { matches } = searched(cluster, target, options);
    // Which path holds a transaction is known only after all of them were searched.
    const asked = target.kind === 'xid' ? matches : matches.slice(0, 1);
    return asked.flatMap((match) => {
      const question = stopQuestion(match);
      return question === undefined || options.stops?.has(question.key) === true ? [] : [question];
    });
  });
}

/** All recovery paths, and the matches of those that reach the target, the best first. */
function searched(
  cluster: Cluster,
  target: RecoveryTarget,
  { timeline, setId, stops }: AskOptions,
): {
  readonly paths: readonly RecoveryPath[];
  readonly matches: readonly Match[];
  readonly tooEarly: boolean;
} {
  const paths = recoveryPathsOf(cluster).filter(
    ({ timelinePath: path, set }) =>
      (timeline === undefined || path.target === timeline) && (setId === undefined || set.id === setId),
  );
  const found = paths.flatMap((path) => matchOf(path, target) ?? []).sort(byPreference);
  const stopOf = ({ path }: Match): StopSearch | undefined => stops?.get(stopKey(path));
  // Without a transaction that ends it, recovery goes past everything.
  const held = found.filter((match) => !endsAtTransaction(match) || !neverStops(match.path, stopOf(match)));
  const matches = held.filter((match) => !stopsTooEarly(match.path, stopOf(match)));
  return { paths, matches, tooEarly: matches.length < held.length };
}

function endsAtTransaction({ target: { kind } }: Match): boolean {
  return kind === 'xid' || kind === 'time';
}

function answerOf(cluster: Cluster, target: RecoveryTarget, options: AskOptions): RecoveryAnswer {
  const { paths, matches, tooEarly } = searched(cluster, target, options);
  const [best] = matches;
  const systemIdentifier = cluster.systemIdentifier === undefined ? null : String(cluster.systemIdentifier);
  if (best === undefined) return impossible(cluster, paths, target, systemIdentifier, tooEarly);
  const stop = options.stops?.get(stopKey(best.path));
  const recoveryPath = answerPath(best, stop);
  const isLookedUp = target.kind !== 'xid' || stop?.kind === 'found';
  return {
    systemIdentifier,
    outcome: best.proven && isLookedUp ? 'proven' : 'unproven',
    evidence: best.proven ? 'records' : best.path.set.evidence.wal,
    headline: isLookedUp
      ? yes(recoveryPath)
      : `Unknown: the records were not searched for ${targetWords(target)} yet.`,
    recoveryPath,
    alternatives: alternativesTo(best, matches).map((other) => answerPath(other)),
    before: null,
    after: null,
    notes: [...recoveryPath.notes, ...notesOn(best, matches, target), ...stopNotes(best, stop)],
    verify: idsOf([...(best.proven ? [] : [best]), ...(nearerUnproven(best, matches) ?? [])]),
  };
}

function impossible(
  cluster: Cluster,
  paths: readonly RecoveryPath[],
  target: RecoveryTarget,
  systemIdentifier: string | null,
  tooEarly: boolean,
): RecoveryAnswer {
  const refusal = whyImpossible(cluster, paths, target);
  const { recoveryPath, before, after, open } = tooEarly
    ? { ...refusal, recoveryPath: null, open: false as const }
    : refusal;
  const notes = tooEarly ? [tooEarlyNote()] : refusal.notes;
  const near = [
    before === null ? '' : ` The nearest recovery point before it is ${momentWords(before)}.`,
    after === null ? '' : ` The nearest one after it is ${momentWords(after)}.`,
  ].join('');
  const read = paths.every(({ proven }) => proven);
  const evidence: EvidenceLevel = read && paths.length > 0 ? 'records' : 'names';
  const headline = {
    unread: `Unknown: ${targetWords(target)} may be in WAL whose records were not read yet. Verify first.`,
    unjudged: `Unknown: no backup is known to reach ${targetWords(target)}, and a backup set is undetermined.${near}`,
    no: `No: ${targetWords(target)} cannot be reached with the available backups and WAL.${near}`,
  }[open === false ? 'no' : open];
  return {
    systemIdentifier,
    outcome: open === false ? 'impossible' : 'unproven',
    evidence,
    headline,
    recoveryPath,
    alternatives: [],
    before,
    after,
    notes,
    verify: open === 'unread' ? idsOf(paths.map((path) => ({ path }))) : [],
  };
}

function idsOf(among: readonly Pick<Match, 'path'>[]): string[] {
  return [...new Set(among.map(({ path }) => path.set.id))];
}

function yes({ proven, set, timeline, wal, target, notes }: AnswerPath): string {
  const most = wal.extent === 'at-most' ? 'at most ' : proven ? 'exactly ' : '';
  const size = `${most}${counted(wal.count, 'segment')} (${formatBytes(BigInt(wal.bytes))})`;
  const all = target.kind === 'end' ? ' to the end of the WAL' : '';
  const unseen = notes.some(({ code }) => code === 'base-files-not-seen')
    ? ' The data files of the backup were not seen.'
    : '';
  const path = `from ${setName(set)} along timeline ${timeline}${all}. Recovery needs ${size}.`;
  if (!proven) return `Perhaps: ${path} No file is missing, but the records were not read. Verify first.`;
  return `Yes: ${path} Every WAL record on this path was read.${unseen}`;
}
