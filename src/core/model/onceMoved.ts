import type { Finding } from '../ground/finding';
import type { BackupSet } from './backupSet';
import { type Verdict, judge } from './verdict';

/** Whether the restore steps put an error right, so that nothing is lost by it. */
export function isMendedByRestore({ code, severity, args }: Finding): boolean {
  if (severity !== 'error') return false;
  return code === 'refused-configuration' || (code === 'misplaced-tablespace' && args['reason'] !== 'file');
}

/**
 * The verdict of a set once its tablespaces are where they belong and no file stops the server, as the restore steps
 * leave it. Until then no server starts from it, but nothing is lost: recovery can be planned with it, and the WAL that
 * it needs is needed.
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
