import { parseByteCount } from '../../core/restore/monitor/byteCount';
import { checkBackups, type Thresholds } from '../../core/restore/monitor/checkBackups';
import type { CheckResult, CheckState } from '../../core/restore/monitor/checkItem';
import { parseDuration } from '../../core/restore/monitor/duration';
import type { ServerThresholds } from '../../core/restore/monitor/serverItems';
import { serverReport } from '../../core/restore/monitor/serverReport';
import { PASSING, passingWhen } from '../../core/model/verdict';
import { type AskedServer, askServer } from '../../engine/monitor/askServer';
import { type CheckedServer, checkWithServer } from '../../engine/monitor/checkWithServer';
import { scopeOfWindows } from '../../engine/verify/scope';
import type { Context } from '../context';
import type { ExitCode } from '../exitCode';
import { nagiosText } from '../formats/nagios';
import { type Invocation, UsageError, valueOf } from '../invocation';
import { writeJson } from '../jsonOutput';
import { type Scanned, scanPaths } from '../scanning';
import { StatusLine } from '../statusLine';
import { connectionCalled } from '../serverConnection';
import { verifyScanned } from '../verifying';
import { writeMetrics, writeReportAs } from '../writeReport';

/** How monitoring plugins end; the numbers are those of `ExitCode`, with other meanings. */
const STATES: Record<CheckState, ExitCode> = { ok: 0, warning: 1, critical: 2, unknown: 3 };

/** `check PATH...`: whether the backups are as they are demanded to be, for a monitoring system. */
export async function checkCommand(context: Context, invocation: Invocation): Promise<ExitCode> {
  const { level, format } = invocation;
  const thresholds = thresholdsOf(invocation);
  const serverThresholds = serverThresholdsOf(invocation);
  // Before the scan: what the server calls archived then must be found by it.
  const asked = await askedServer(context, invocation);
  const scanned = await scanPaths(context, invocation, level === 'names' ? 'names' : 'headers');
  await verifyScanned(context, invocation, scanned, scopeOfWindows(scanned.catalog, level));
  const now = context.now();
  const backups = checkBackups(scanned, thresholds, now.getTime());
  const { result, comparison } = await withServer(context, scanned, backups, asked, serverThresholds);
  await writeMetrics(invocation, scanned.catalog, now, comparison);
  if (format === 'json') {
    const server = comparison === undefined ? {} : { server: serverReport(comparison) };
    await writeJson(context.out, { reportVersion: 1, ...result, exitCode: STATES[result.state], ...server });
  } else if (format === 'text' || format === 'nagios')
    await context.out.write(nagiosText(result, comparison?.notRead));
  else await writeReportAs(context, invocation, scanned, level === 'records', { result, comparison });
  return STATES[result.state];
}

async function askedServer(context: Context, invocation: Invocation): Promise<AskedServer | undefined> {
  const { connection } = invocation.values;
  if (connection === undefined) return undefined;
  const { postgres } = await import('../../postgres/entry');
  const resolved = await connectionCalled(context, postgres, connection);
  const status = new StatusLine(context, invocation);
  status.begin('asking the server');
  const asked = await askServer(postgres, resolved, new AbortController().signal);
  await status.clear();
  return asked;
}

async function withServer(
  { tools }: Context,
  { catalog }: Scanned,
  result: CheckResult,
  asked: AskedServer | undefined,
  thresholds: ServerThresholds,
): Promise<CheckedServer> {
  if (asked === undefined) return { result, comparison: undefined };
  return checkWithServer(tools.tasks, catalog, result, asked, thresholds, new AbortController().signal);
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

function serverThresholdsOf({ values }: Invocation): ServerThresholds {
  const given = (['max-ready', 'max-archive-lag', 'max-slot-wal'] as const).find(
    (name) => values[name] !== undefined,
  );
  if (given !== undefined && values.connection === undefined)
    throw new UsageError(`--${given} needs --connection`);
  const size = 'a size such as 64MB or 10GB';
  const count = (text: string): number | undefined => (/^\d{1,9}$/.test(text) ? Number(text) : undefined);
  const ready = valueOf('max-ready', values['max-ready'], count, 'a number of files');
  const lag = valueOf('max-archive-lag', values['max-archive-lag'], parseByteCount, size);
  const slot = valueOf('max-slot-wal', values['max-slot-wal'], parseByteCount, size);
  return {
    ...(ready === undefined ? {} : { maxReady: ready }),
    ...(lag === undefined ? {} : { maxArchiveLag: lag }),
    ...(slot === undefined ? {} : { maxSlotWal: slot }),
  };
}
