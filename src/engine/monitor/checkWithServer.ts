import type { Catalog } from '../../core/model/catalog';
import { type CheckResult, worstState } from '../../core/restore/monitor/checkItem';
import type { ServerComparison } from '../../core/restore/monitor/serverComparison';
import { serverItems, type ServerThresholds, unreachedItem } from '../../core/restore/monitor/serverItems';
import type { TaskRunner } from '../../worker/taskRunner';
import type { AskedServer } from './askServer';
import { compareWithServer } from './compareWithServer';

/** The result of a check, and the comparison with a server that answered. */
export interface CheckedServer {
  readonly result: CheckResult;
  readonly comparison: ServerComparison | undefined;
}

/** Adds to a check of backups what comparing the archives with their server shows. */
export async function checkWithServer(
  tasks: TaskRunner,
  catalog: Pick<Catalog, 'sets' | 'archives'>,
  checked: CheckResult,
  asked: AskedServer,
  thresholds: ServerThresholds,
  signal: AbortSignal,
): Promise<CheckedServer> {
  if (asked.kind === 'unreached')
    return { result: withItems(checked, [unreachedItem(asked)]), comparison: undefined };
  const comparison = await compareWithServer(tasks, catalog, asked.name, asked.archiving, signal);
  return { result: withItems(checked, serverItems(comparison, thresholds)), comparison };
}

function withItems(checked: CheckResult, more: CheckResult['items']): CheckResult {
  const items = [...checked.items, ...more];
  return { state: worstState(items), items };
}
