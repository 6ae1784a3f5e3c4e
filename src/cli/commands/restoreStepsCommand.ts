import { stepsText } from '../../core/restore/steps/stepsText';
import type { AnswerPath, RestoreSteps } from '../../core/restore/types';
import { pathFrom } from '../../engine/recover/recoverTo';
import { planRestore } from '../../engine/recover/restorePlan';
import { scopeOfAnswer } from '../../engine/verify/scope';
import type { Context } from '../context';
import { EXIT, type ExitCode } from '../exitCode';
import { type Invocation, UsageError } from '../invocation';
import { writeJson, writeJsonError } from '../jsonOutput';
import { scanPaths } from '../scanning';
import { verifyScanned } from '../verifying';
import { namedSet } from './namedSet';
import { wantedTarget } from './recoverToCommand';

/** `restore-steps SET`: how to restore a set, to the end of the backup or to a target. Runs nothing. */
export async function restoreStepsCommand(context: Context, invocation: Invocation): Promise<ExitCode> {
  const [operand = '', ...more] = invocation.operands;
  if (more.length > 0) throw new UsageError('“restore-steps” needs one set');
  const { values, json } = invocation;
  const scanned = await scanPaths(context, invocation, 'headers');
  if (scanned.unreadable) {
    if (json) await writeJsonError(context.out, 'a path cannot be read');
    return EXIT.unusable;
  }
  const { id } = namedSet(context, scanned, operand);
  let path: AnswerPath | undefined;
  if (values.target !== undefined) {
    await verifyScanned(context, invocation, scanned, scopeOfAnswer(scanned, [id], false));
    path = pathFrom(scanned.catalog, id, wantedTarget(scanned.catalog, values.target));
    if (path === undefined) {
      const problem =
        'this target cannot be reached from this set; recover-to says why and which set reaches it';
      await context.err.write(`pg-backup-inspector: ${problem}\n`);
      if (json) await writeJsonError(context.out, problem);
      return EXIT.bad;
    }
  }
  const set = scanned.sets.find((each) => each.id === id) ?? namedSet(context, scanned, operand);
  const steps = await planRestore(scanned.catalog, set, path);
  if (json) await writeJson(context.out, stepsReport(steps));
  else await context.out.write(stepsText(steps));
  return EXIT.good;
}

/** The steps as plain JSON; the commands of all steps, one after the other, are a bash script. `later` is for the reader. */
export function stepsReport({ title, setId, serverVersion, warnings, steps }: RestoreSteps): object {
  return {
    reportVersion: 1,
    title,
    setId,
    serverVersion,
    warnings,
    steps: steps.map((step) => ({
      title: step.title,
      text: step.text.join('\n'),
      commands: step.commands,
      later: step.later,
      danger: step.danger,
    })),
  };
}
