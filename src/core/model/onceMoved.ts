import type { Finding } from '../ground/finding';
import type { BackupSet } from './backupSet';
import { type Verdict, judge } from './verdict';

/** Whether the restore steps correct an error, so that nothing is lost by it. */
export function isMendedByRestore({ code, severity, args }: Finding): boolean {
  if (severity !== 'error') return false;
  return code === 'refused-configuration' || (code === 'misplaced-tablespace' && args['reason'] !== 'file');
}

/**
 * The verdict on a set after the restore steps have put its tablespaces where they belong and removed files that stop
 * the server. Until then no server starts from it, but nothing is lost: recovery can be planned with it, and the WAL
 * that it needs is needed.
 */
export function verdictOnceMoved({ findings, verdict, evidence, required, stop }: BackupSet): Verdict {
  const lasting = findings.filter((finding) => !isMendedByRestore(finding));
  if (lasting.length === findings.length) return verdict;
  const read =
    required?.runs.every(({ state, level }) => state === 'present' && level === 'records') === true;
  return judge({
    findings: lasting,
    rangeKnown: required !== undefined && stop !== undefined,
    provenByRecords: evidence.wal === 'records' && read,
  });
}
