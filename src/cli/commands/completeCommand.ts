import type { CompletionPlan } from '../../core/complete/completionPlan';
import type { BackupSet } from '../../core/model/backupSet';
import { findingToReport, rangeToReport, setToReport } from '../../core/report/toReport';
import type { ReportRange } from '../../core/report/report';
import type { SegmentRange } from '../../core/wal/segmentName';
import { completeSet } from '../../engine/complete/completeSet';
import type {
  CompletionHost,
  CompletionOutcome,
  CompletionStage,
} from '../../engine/complete/completionHost';
import type { Context } from '../context';
import { EXIT, type ExitCode, exitOfSet } from '../exitCode';
import { type Invocation, UsageError } from '../invocation';
import { writeJson, writeJsonError } from '../jsonOutput';
import { writeLines } from '../output';
import { scanPaths } from '../scanning';
import { StatusLine } from '../statusLine';
import { completionLines } from '../text/completionLines';
import { textStyleOf } from '../text/layout';
import { namedSet } from './namedSet';

/** `complete SET`: what would be copied; with --yes it is copied, and the set verified by its own WAL alone. */
export async function completeCommand(context: Context, invocation: Invocation): Promise<ExitCode> {
  const [operand = '', ...more] = invocation.operands;
  if (more.length > 0) throw new UsageError('“complete” needs one set');
  const { values, json, quiet } = invocation;
  const scanned = await scanPaths(context, invocation, 'headers');
  if (scanned.unreadable) {
    if (json) await writeJsonError(context.out, 'a path cannot be read');
    return EXIT.unusable;
  }
  const set = namedSet(context, scanned, operand);
  const status = new StatusLine(context, invocation);
  const request = { set: set.id, planOnly: values.yes !== true };
  const outcome = await completeSet(() => context.tools, scanned, request, hostOf(status));
  await status.clear();
  if (json) await writeJson(context.out, reportOf(outcome, set));
  else await writeLines(context.out, completionLines(outcome, textStyleOf(context.out), quiet));
  return exitOf(outcome);
}

const STAGES: Record<CompletionStage['kind'], string> = {
  'find-stop': 'searching for the end of the backup',
  plan: 'planning',
  copy: 'copying',
  verify: 'verifying',
};

/** Only a command with --yes gets to a question, so the answer is yes; what is in the way, only the user can move. */
function hostOf(status: StatusLine): CompletionHost {
  return {
    during: ({ kind, bytes: total }, work) => {
      status.begin(STAGES[kind], total);
      return work({
        signal: new AbortController().signal,
        progress: (bytes) => {
          status.add(bytes);
        },
      });
    },
    agree: () => Promise.resolve(true),
    useArchive: () => Promise.resolve(false),
    moveAway: () => Promise.resolve(false),
    copied: () => undefined,
    failed: (error) => {
      throw error;
    },
  };
}

function exitOf(outcome: CompletionOutcome): ExitCode {
  switch (outcome.kind) {
    case 'completed':
      return outcome.alone === undefined ? EXIT.unsure : exitOfSet(outcome.alone, true);
    case 'unverified':
    case 'refused':
    case 'canceled':
      return EXIT.unsure;
    case 'planned':
      return outcome.plan.absent.length > 0 ? EXIT.bad : EXIT.good;
    case 'obstructed':
    case 'absent':
    case 'stopped':
      return EXIT.bad;
  }
}

function reportOf(outcome: CompletionOutcome, set: BackupSet): unknown {
  const plan = 'plan' in outcome ? outcome.plan : undefined;
  const alone = outcome.kind === 'completed' ? outcome.alone : undefined;
  return {
    reportVersion: 1,
    outcome: outcome.kind === 'obstructed' ? 'obstacles' : outcome.kind,
    reason: outcome.kind === 'refused' ? outcome.reason : null,
    written: writtenBy(outcome),
    plan: plan === undefined ? null : planReport(plan, set),
    set: alone === undefined ? null : setToReport(alone),
  };
}

function writtenBy(outcome: CompletionOutcome): number {
  if (outcome.kind === 'stopped') return outcome.result.written;
  return 'written' in outcome ? outcome.written : 0;
}

function planReport(plan: CompletionPlan, { geometry }: BackupSet): unknown {
  const named = (range: SegmentRange): ReportRange[] =>
    geometry === undefined ? [] : [rangeToReport(range, geometry)];
  return {
    setId: plan.setId,
    directory: plan.folder,
    segmentSize: plan.segmentSize,
    required: plan.required,
    present: plan.present,
    copies: plan.copies.flatMap((run) =>
      named(run).map((range) => ({ ...range, archive: run.archive, suffix: run.suffix })),
    ),
    absent: plan.absent.flatMap(named),
    companions: plan.companions,
    missingCompanions: plan.missingCompanions,
    leftovers: plan.leftovers,
    obstacles: plan.obstacles.map(({ finding }) => findingToReport(finding)),
    refused: plan.refused.map(findingToReport),
  };
}
