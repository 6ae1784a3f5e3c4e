import { answersReport } from '../../core/restore/answer/answersReport';
import { answerByReading } from '../../engine/recover/answerByReading';
import { archivesToClean, obsoleteWal } from '../../engine/recover/obsoleteWal';
import { pathFrom, targetOf } from '../../engine/recover/recoverTo';
import { planRestore } from '../../engine/recover/restorePlan';
import type { Run } from '../../engine/run';
import { scopeOfAnswer, scopeOfPaths } from '../../engine/verify/scope';
import { verifyCatalog } from '../../engine/verify/verifyCatalog';
import type { KeepRule } from '../../core/restore/obsolete/keepRule';
import type { BackupSet } from '../../core/model/backupSet';
import type { RecoveryTarget } from '../../core/restore/types';
import type { EngineTools } from '../../engine/tools';
import { explanationOf } from '../commands/explainCommand';
import { obsoleteReport } from '../commands/obsoleteCommand';
import { stepsReport } from '../commands/restoreStepsCommand';
import type { Scanned } from '../scanning';
import { listResult, setResult } from './toolResults';
import type { ToolName } from './toolTable';
import { untrusted } from './untrusted';

/** An argument that cannot be used, in one line. */
export class ToolError extends Error {}

export type ToolArguments = Readonly<Record<string, unknown>>;

/** Answers one call of a tool. @throws {ToolError} when an argument cannot be used */
export async function callTool(
  tools: EngineTools,
  scanned: Scanned,
  name: ToolName,
  args: ToolArguments,
  run: Run,
): Promise<object> {
  await scanned.refresh();
  switch (name) {
    case 'list_backups':
      return listResult(scanned.catalog);
    case 'verify_backup':
      return verifyBackup(tools, scanned, args, run);
    case 'can_recover_to': {
      const question = { target: wantedTarget(scanned, args) };
      const { exact } = args;
      const depth = { level: 'records', exact: typeof exact === 'boolean' ? exact : undefined } as const;
      const reading = { signal: run.signal, report: progressOf(run) };
      return answersReport(await answerByReading(tools, scanned, question, depth, reading));
    }
    case 'restore_steps':
      return stepsOf(tools, scanned, args, run);
    case 'explain_finding': {
      const code = textOf(args, 'code');
      const found = explanationOf(code);
      if (found === undefined) throw new ToolError(`There is no finding “${code}”.`);
      return { code, ...found };
    }
    case 'obsolete_wal': {
      const keep = keepRule(scanned, args);
      const listed = [];
      for (const archive of archivesToClean(scanned.archives))
        listed.push({ archive, result: await obsoleteWal(scanned.catalog, archive, keep) });
      return obsoleteReport(listed);
    }
  }
}

async function verifyBackup(
  tools: EngineTools,
  scanned: Scanned,
  args: ToolArguments,
  run: Run,
): Promise<object> {
  const { id } = wantedSet(scanned, args['setId']);
  const family = scanned.catalog.sets.filter((set) => set.id === id);
  const scope = scopeOfPaths(
    { sets: family, archives: [] },
    { level: 'records', files: args['files'] === true },
  );
  await verifyCatalog(
    tools,
    scanned,
    { ...scope, keep: true },
    { signal: run.signal, report: progressOf(run) },
  );
  scanned.showResults();
  return setResult(wantedSet(scanned, id));
}

async function stepsOf(tools: EngineTools, scanned: Scanned, args: ToolArguments, run: Run): Promise<object> {
  const { id } = wantedSet(scanned, args['setId']);
  if (args['target'] === undefined)
    return marked(await planRestore(scanned.catalog, wantedSet(scanned, id), undefined));
  const target = wantedTarget(scanned, args);
  await verifyCatalog(tools, scanned, scopeOfAnswer(scanned, [id], true), {
    signal: run.signal,
    report: progressOf(run),
  });
  scanned.showResults();
  const path = pathFrom(scanned.catalog, id, target);
  if (path === undefined)
    throw new ToolError(
      'This target cannot be reached from this set. can_recover_to says why and which set reaches it.',
    );
  return marked(await planRestore(scanned.catalog, wantedSet(scanned, id), path));
}

/** The title of the steps holds the label. */
function marked(steps: Parameters<typeof stepsReport>[0]): object {
  return { ...stepsReport(steps), title: untrusted(steps.title) };
}

function progressOf(run: Run): (event: { readonly kind: string; readonly bytes?: number }) => void {
  return (event) => {
    if (event.kind === 'progress') run.report({ kind: 'progress', of: 'wal', bytes: event.bytes ?? 0 });
  };
}

function wantedSet({ sets }: Scanned, id: unknown): BackupSet {
  const set = sets.find((each) => each.id === id);
  if (set === undefined) throw new ToolError('No backup set has this id. list_backups gives the ids.');
  return set;
}

function wantedTarget({ catalog }: Scanned, args: ToolArguments): RecoveryTarget {
  const { target, problem } = targetOf(catalog, textOf(args, 'target'));
  if (target === undefined) throw new ToolError(problem);
  return target;
}

function keepRule(scanned: Scanned, { keepNewest, keepSetId }: ToolArguments): KeepRule {
  if (keepSetId !== undefined) return { kind: 'set', setId: wantedSet(scanned, keepSetId).id };
  if (typeof keepNewest === 'number' && Number.isInteger(keepNewest) && keepNewest >= 1)
    return { kind: 'count', count: keepNewest };
  throw new ToolError('Give keepNewest (a number from 1) or keepSetId.');
}

function textOf(args: ToolArguments, name: string): string {
  const value = args[name];
  if (typeof value !== 'string' || value === '' || value.length > 1000)
    throw new ToolError(`“${name}” must be a text of at most 1000 characters.`);
  return value;
}
