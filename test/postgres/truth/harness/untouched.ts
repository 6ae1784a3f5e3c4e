import { runProgram } from '../../support/runProgram';
import type { AccidentCopy } from './accidentCopy';
import type { Disagreement } from './agreement';

/** Names, sizes, modes and times of all files that a restore may not touch: backup, archive, and what else is on the host. */
export async function contentsOf({ root }: AccidentCopy): Promise<string[]> {
  const text = await runProgram('find', [root, '-printf', '%P %y %s %m %T@ %l\\n']);
  return text.split('\n').sort();
}

/** What changed between two looks. */
export function changes(before: readonly string[], now: readonly string[]): Disagreement[] {
  const [was, is] = [new Set(before), new Set(now)];
  const changed = [...before.filter((line) => !is.has(line)), ...now.filter((line) => !was.has(line))];
  return changed.length === 0 ? [] : [{ rule: 'touched', detail: changed.slice(0, 6).join('\n    ') }];
}
