import type { AnswerPath } from '../types';
import type { Finding } from '../../ground/finding';
import { judgedAfterRestoreSteps } from '../../model/afterRestoreSteps';
import type { SetVerdict } from '../../model/parts';
import { awaitsProof, isProven, isSound } from '../../model/verdict';
import { isMendedByRestore } from '../../model/consequences';
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

/** What of a set without a known fault was not read. */
function unprovenWarnings({ verdict, parts }: SetVerdict, proven: boolean | undefined): string[] {
  if (!isProven(parts.wal.verdict) || proven === false)
    return [
      'The WAL records have not been read. Verify first: a recycled or truncated segment is not visible in its name.',
    ];
  if (!awaitsProof(verdict)) return [];
  return parts.data === null
    ? ['The data files of this backup were not read here: nothing is known of them.']
    : ['The data directory has not been verified. Check the restored server before you rely on it.'];
}

/** What the reader must know before the first step. */
export function warningsOf(
  facts: RestoreFacts,
  plan: RecoveryPlan,
  way: (Pick<AnswerPath, 'proven'> & Partial<Pick<AnswerPath, 'notes'>>) | undefined,
): string[] {
  const { set, archives } = facts;
  // What is lost, and which settings must stay, is part of the answer.
  const warnings = (way?.notes ?? []).flatMap(({ severity, message }) =>
    severity === 'info' ? [] : [message],
  );
  const error = set.findings.find(({ severity }: Finding) => severity === 'error');
  const moved = judgedAfterRestoreSteps(set);
  if (moved.verdict !== set.verdict) warnings.push(...mendedWarnings(set.findings.filter(isMendedByRestore)));
  if (!isSound(moved.verdict))
    warnings.push(
      `This set is ${set.verdict}${error === undefined ? '' : ` (${error.code})`}: a restore may fail or give a wrong result. See its findings first.`,
    );
  else warnings.push(...unprovenWarnings(moved, way?.proven));
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
