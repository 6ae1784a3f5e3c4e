import type { Catalog } from '../../core/model/catalog';
import { visibleText } from '../../core/report/visibleText';
import { answersText } from '../../core/restore/answer/answerText';
import { obsoleteText } from '../../core/restore/obsolete/obsoleteText';
import { stepsText } from '../../core/restore/steps/stepsText';
import { archivesToClean, obsoleteWal, setsOfArchive } from '../../engine/recover/obsoleteWal';
import {
  answersKnown,
  isExact,
  mainAnswer,
  pathFrom,
  recoverTo,
  targetOf,
} from '../../engine/recover/recoverTo';
import { planRestore, segmentsOfPath } from '../../engine/recover/restorePlan';
import { StopKnowledge } from '../../engine/recover/stopKnowledge';
import { parseQuestion, type Question } from './question';

/** Answers about recovery: to where, how, and what is obsolete. A bundle of its own, loaded by `import()` on demand. */
export const recovery = {
  answersKnown,
  archivesToClean,
  isExact,
  mainAnswer,
  obsoleteWal,
  pathFrom,
  recoverTo,
  segmentsOfPath,
  setsOfArchive,
  targetOf,
} as const;

/** The text of a document whose address contains a question. */
export async function documentText(
  catalog: Catalog,
  query: string,
  stops = new StopKnowledge(),
): Promise<string> {
  const question = parseQuestion(query);
  if (question === undefined) return 'This address holds no question.\n';
  switch (question.kind) {
    case 'ask':
      return answersText(answersKnown(catalog, question, stops));
    case 'steps':
      return stepsDocument(catalog, question);
    case 'obsolete': {
      const archive = catalog.archives.find(({ path }) => path === question.archive);
      if (archive === undefined) return gone(question.archive);
      return obsoleteText(await obsoleteWal(catalog, archive, question.keep));
    }
  }
}

async function stepsDocument(
  catalog: Catalog,
  { setId, target, timeline }: Question & { kind: 'steps' },
): Promise<string> {
  const set = catalog.sets.find(({ id }) => id === setId);
  if (set === undefined) return gone(setId);
  const path = target === undefined ? undefined : pathFrom(catalog, setId, target, timeline);
  if (target !== undefined && path === undefined) {
    const answers = answersText(answersKnown(catalog, { target }, new StopKnowledge()));
    return `# The target can no longer be reached from this set.\n${answers}`.replace(/^(?!#)/gm, '# ');
  }
  return stepsText(await planRestore(catalog, set, path));
}

function gone(path: string): string {
  return `# This no longer exists: ${visibleText(path, 1000)}\n`;
}
