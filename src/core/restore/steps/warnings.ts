import type { Finding } from '../../ground/finding';
import { isMendedByRestore, verdictOnceMoved } from '../../model/onceMoved';
import { awaitsProof, isSound } from '../../model/verdict';
import type { RestoreFacts } from './facts';
import { FIRST, type RecoveryPlan } from './settings';
import { unopened } from './walScript';

/** Faults that the steps correct, so the reader must not skip any. */
function mendedWarnings(errors: readonly Finding[]): string[] {
  const has = (code: Finding['code']): boolean => errors.some((error) => error.code === code);
  const warnings: string[] = [];
  if (has('misplaced-tablespace'))
    warnings.push(
      'A server does not start from this copy as it is: tablespaces are in pg_tblspc itself. The steps move each one to its place, so do not skip any step.',
    );
  if (has('refused-configuration'))
    warnings.push(
      'A server from 12 on does not start from this copy as it is: it contains a recovery.conf. The steps remove that file, so do not skip any step.',
    );
  return warnings;
}

/** What the reader must know before the first step. */
export function warningsOf(facts: RestoreFacts, plan: RecoveryPlan, proven: boolean | undefined): string[] {
  const { set, archives } = facts;
  const warnings: string[] = [];
  const error = set.findings.find(({ severity }: Finding) => severity === 'error');
  const moved = verdictOnceMoved(set);
  if (moved !== set.verdict) warnings.push(...mendedWarnings(set.findings.filter(isMendedByRestore)));
  if (!isSound(moved))
    warnings.push(
      `This set is ${set.verdict}${error === undefined ? '' : ` (${error.code})`}: a restore may fail or give a wrong result. See its findings first.`,
    );
  else if (awaitsProof(moved) || proven === false)
    warnings.push(
      'The WAL records have not been read. Verify first: a recycled or truncated segment is not visible in its name.',
    );
  if (set.versionNum === undefined)
    warnings.push(
      'The server version is unknown. The steps are for 12 and later; up to 11, a recovery.conf is needed instead.',
    );
  const compressed = unopened(archives);
  if (compressed.length > 0)
    warnings.push(
      `The steps cannot open files with ${compressed.join(', ')}: recovery stops at the first of them. Use the restore_command of the tool that wrote them.`,
    );
  if (plan.target.kind === 'end' && !plan.standalone && plan.version < FIRST.immediate)
    warnings.push(
      'Before 9.4, a server cannot stop at the end of the backup: it continues to the end of the archive.',
    );
  if (/^[A-Za-z]:\//.test(set.path))
    warnings.push(
      'The steps are a script for bash, and have not been tried on Windows. Do the same there by hand, or run them on Linux with paths of that system.',
    );
  warnings.push(
    'If the original server is still running, keep the restored server on the configuration that the steps write. With the original’s configuration it could archive to the same location and destroy WAL there.',
  );
  return warnings;
}
