import { checkBackups, type CheckState, type Thresholds } from '../../core/restore/monitor/checkBackups';
import { parseDuration } from '../../core/restore/monitor/duration';
import { PASSING, passingWhen } from '../../core/model/verdict';
import { scopeOfWindows } from '../../engine/verify/scope';
import type { Context } from '../context';
import type { ExitCode } from '../exitCode';
import { nagiosText } from '../formats/nagios';
import { type Invocation, UsageError, valueOf } from '../invocation';
import { writeJson } from '../jsonOutput';
import { scanPaths } from '../scanning';
import { verifyScanned } from '../verifying';
import { writeMetrics, writeReportAs } from '../writeReport';

/** How monitoring plugins end; the numbers are those of `ExitCode`, with other meanings. */
const STATES: Record<CheckState, ExitCode> = { ok: 0, warning: 1, critical: 2, unknown: 3 };

/** `check PATH...`: whether the backups are as they are demanded to be, for a monitoring system. */
export async function checkCommand(context: Context, invocation: Invocation): Promise<ExitCode> {
  const { level, format } = invocation;
  const thresholds = thresholdsOf(invocation);
  const scanned = await scanPaths(context, invocation, level === 'names' ? 'names' : 'headers');
  await verifyScanned(context, scanned, scopeOfWindows(scanned.catalog, level));
  const now = context.now();
  const result = checkBackups(scanned, thresholds, now.getTime());
  await writeMetrics(invocation, scanned.catalog, now);
  if (format === 'json')
    await writeJson(context.out, { reportVersion: 1, ...result, exitCode: STATES[result.state] });
  else if (format === 'text' || format === 'nagios') await context.out.write(nagiosText(result));
  else await writeReportAs(context, invocation, scanned, level === 'records');
  return STATES[result.state];
}

function thresholdsOf({ values, level }: Invocation): Thresholds {
  const { require: demanded = passingWhen(level === 'records') } = values;
  const require = PASSING.find((verdict) => verdict === demanded);
  if (require === undefined)
    throw new UsageError(`--require must be ${PASSING.join(' or ')}, not “${demanded}”`);
  const wanted = 'a time such as 90s, 15min, 26h or 7d';
  const age = valueOf('max-backup-age', values['max-backup-age'], parseDuration, wanted);
  const rpo = valueOf('max-rpo', values['max-rpo'], parseDuration, wanted);
  const window = valueOf('min-window', values['min-window'], parseDuration, wanted);
  return {
    require,
    ...(age === undefined ? {} : { maxBackupAge: age }),
    ...(rpo === undefined ? {} : { maxRpo: rpo }),
    ...(window === undefined ? {} : { minWindow: window }),
  };
}
