import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Catalog } from '../../core/model/catalog';
import type { BackupSet } from '../../core/model/backupSet';
import type { WalArchive } from '../../core/model/walArchive';
import { joinPath } from '../../core/ground/paths';
import { isFailure } from '../../core/ground/ports';
import { openStops, recoveryAnswers, restorePointNames } from '../../core/restore/answer/answer';
import { answersText } from '../../core/restore/answer/answerText';
import type { Keep } from '../../core/restore/obsolete/keep';
import { type Measure, obsoleteWal } from '../../core/restore/obsolete/obsolete';
import { obsoleteText } from '../../core/restore/obsolete/obsoleteText';
import { readRestoreFacts } from '../../core/restore/steps/readFacts';
import { restoreSteps } from '../../core/restore/steps/steps';
import { stepsText } from '../../core/restore/steps/stepsText';
import type { KnownStops } from '../../core/restore/answer/stopQuestions';
import { type ParsedTarget, parseTarget } from '../../core/restore/target';
import type {
  ObsoleteWal,
  RecoveryAnswers,
  RecoveryWay,
  RestoreSteps,
  Target,
} from '../../core/restore/types';
import { visibleText } from '../../core/report/visibleText';
import { parseSegmentName, rangeNames, segmentNumber } from '../../core/wal/segmentName';
import { LocatedTree } from '../../io/location/locatedTree';
import { NodeFileTree } from '../../io/nodeFileTree';
import { parseQuestion, type Question } from './question';

/** Everything that answers "to where, how, and what may go": a bundle of its own, loaded by `import()` when somebody asks. */
export { openStops, recoveryAnswers };

/** What somebody typed, in the zone of the viewer where it names none. */
export function understand(text: string, catalog: Catalog): ParsedTarget {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return parseTarget(text, { zone, names: restorePointNames(catalog) });
}

/** The text of a document whose address holds a question. */
export async function documentText(
  catalog: Catalog,
  query: string,
  stopsOf: (target: Target) => KnownStops = () => new Map(),
): Promise<string> {
  const question = parseQuestion(query);
  if (question === undefined) return 'This address holds no question.\n';
  switch (question.kind) {
    case 'ask':
      return answersText(recoveryAnswers(catalog, question.target, { stops: stopsOf(question.target) }));
    case 'steps':
      return stepsDocument(catalog, question);
    case 'obsolete': {
      const archive = catalog.archives.find(({ path }) => path === question.archive);
      if (archive === undefined) return gone(question.archive);
      return obsoleteText(await obsoleteOf(catalog, archive, question.keep));
    }
  }
}

async function stepsDocument(
  catalog: Catalog,
  { setId, target, timeline }: Question & { kind: 'steps' },
): Promise<string> {
  const set = catalog.sets.find(({ id }) => id === setId);
  if (set === undefined) return gone(setId);
  const way = target === undefined ? undefined : recoveryPathFrom(catalog, set, target, timeline);
  if (target !== undefined && way === undefined)
    return `# From this set there is no way to the target any more.\n${answersText(recoveryAnswers(catalog, target))}`.replace(
      /^(?!#)/gm,
      '# ',
    );
  return stepsText(await stepsOf(catalog, set, way));
}

/** The way to a target from one set, along one timeline where it is named. */
export function recoveryPathFrom(
  catalog: Catalog,
  set: BackupSet,
  target: Target,
  timeline?: number,
): RecoveryWay | undefined {
  const options = { setId: set.id, ...(timeline === undefined ? {} : { timeline }) };
  return (
    recoveryAnswers(catalog, target, options).answers.find(
      ({ outcome, way }) => outcome !== 'impossible' && way !== null,
    )?.way ?? undefined
  );
}

/** The steps for a set, to a target or to its end. */
export async function stepsOf(
  catalog: Catalog,
  set: BackupSet,
  way: RecoveryWay | undefined,
): Promise<RestoreSteps> {
  return restoreSteps(await readRestoreFacts(new NodeFileTree(), catalog, set), way);
}

/** What may go from an archive. Sizes of packed files are looked up. */
export function obsoleteOf(catalog: Catalog, archive: WalArchive, keep: Keep): Promise<ObsoleteWal> {
  const tree = new LocatedTree(new NodeFileTree());
  const measure: Measure = async ({ path, geometry }, run) => {
    if (geometry === undefined) return 0;
    let bytes = 0;
    for (const names of batches(rangeNames(run, geometry))) {
      const facts = await Promise.all(names.map((name) => tree.stat(joinPath(path, name + run.suffix))));
      for (const fact of facts) if (!isFailure(fact)) bytes += fact.size;
    }
    return bytes;
  };
  return obsoleteWal(catalog, archive, keep, measure, nextTurn);
}

function* batches(names: Iterable<string>): Generator<string[]> {
  let batch: string[] = [];
  for (const name of names) {
    batch.push(name);
    if (batch.length < 256) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

/** Names of the segments of a way, in the order in which recovery reads them. */
export function segmentNames({ wal, set }: RecoveryWay, { sets }: Catalog): string[] {
  const geometry = sets.find(({ id }) => id === set.id)?.geometry;
  if (geometry === undefined) return [];
  return wal.ranges.flatMap(({ timeline, first, last }) => {
    const [from, to] = [first, last].map((name) => {
      const parts = parseSegmentName(name);
      return parts === undefined ? undefined : segmentNumber(parts, geometry);
    });
    return from === undefined || to === undefined
      ? []
      : [...rangeNames({ timeline, first: from, last: to }, geometry)];
  });
}

/** Which answer a list of actions is about: the first that is possible, else the first with anything to act on. */
export function mainAnswer({ answers }: RecoveryAnswers): RecoveryAnswers['answers'][number] | undefined {
  return (
    answers.find(({ outcome, way }) => outcome !== 'impossible' && way !== null) ??
    answers.find(({ way }) => way !== null) ??
    answers[0]
  );
}

function gone(path: string): string {
  return `# This is no longer there: ${visibleText(path, 1000)}\n`;
}
