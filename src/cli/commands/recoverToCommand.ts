import { answersReport, answerWord } from '../../core/restore/answer/answersReport';
import { answersText } from '../../core/restore/answer/answerText';
import type { RecoveryAnswers, RecoveryTarget } from '../../core/restore/types';
import type { Catalog } from '../../core/model/catalog';
import { answerByReading } from '../../engine/recover/answerByReading';
import { targetOf } from '../../engine/recover/recoverTo';
import type { Context } from '../context';
import { EXIT, type ExitCode, exitOfSearch, worst } from '../exitCode';
import { type Invocation, UsageError } from '../invocation';
import { writeJson } from '../jsonOutput';
import { scanPaths } from '../scanning';
import { readingRun } from '../verifying';

/** `recover-to TARGET PATH...`: whether recovery to a moment is possible, and how. */
export async function recoverToCommand(context: Context, invocation: Invocation): Promise<ExitCode> {
  const [text = '', ...paths] = invocation.operands;
  if (paths.length === 0) throw new UsageError('“recover-to” needs a target and a path');
  // A target that cannot be understood is refused before anything is read; names of restore points need the records.
  assertTarget(text);
  const { level, values, json, quiet } = invocation;
  const scanned = await scanPaths(context, invocation, level === 'names' ? 'names' : 'headers', paths);
  const target = wantedTarget(scanned.catalog, text);
  const { run, done } = readingRun(context, invocation);
  const depth = { level, exact: values.exact };
  const answers = await answerByReading(context.tools, scanned, { target }, depth, run);
  await done();
  if (json) await writeJson(context.out, answersReport(answers));
  else if (!quiet) await context.out.write(answersText(answers));
  if (answers.answers.length === 0 && !scanned.unreadable)
    await context.err.write('pg-backup-inspector: no backup set was found\n');
  return worst([
    scanned.unreadable ? EXIT.unusable : EXIT.good,
    answers.answers.length === 0 ? EXIT.unsure : EXIT.good,
    exitOfSearch(scanned.catalog),
    ...exitsOf(answers),
  ]);
}

const ANSWER_EXITS = { yes: EXIT.good, no: EXIT.bad, perhaps: EXIT.unsure, unknown: EXIT.unsure } as const;

function exitsOf({ answers }: RecoveryAnswers): ExitCode[] {
  return answers.map((answer) => ANSWER_EXITS[answerWord(answer)]);
}

/**
 * Refuses a text that no catalog could make a target.
 * @throws {UsageError} when it is such a text
 */
function assertTarget(text: string): void {
  wantedTarget({ archives: [], sets: [], findings: [] }, text);
}

/**
 * The target that a text means.
 * @throws {UsageError} when it means none
 */
export function wantedTarget(catalog: Catalog, text: string): RecoveryTarget {
  const { target, problem } = targetOf(catalog, text);
  if (target === undefined) throw new UsageError(problem);
  return target;
}
