import { formatBytes } from '../../core/ground/sizes';
import { grantToRead, grantToStart } from '../facts/grants';
import type { ServerFacts } from '../facts/serverFacts';
import { labelProblem } from './label';
import type { BackupPlan, PreflightCheck, PreflightCode } from './preflight';
import { preflightWords } from './preflightWords';
import { archiveSwitchOf } from './archiveSwitch';

type Severity = PreflightCheck['severity'];

/** This many waiting files are not an accident of the moment. */
const MANY_WAITING = 10;
/** This much WAL or less is easily written while a data directory is copied. */
const ENOUGH_KEPT_SEGMENTS = 64;

const ORDER: readonly Severity[] = ['error', 'warning', 'info'];

/** See `PostgresLayer.checkBeforeStart`. */
export function checkBeforeStart(facts: ServerFacts, plan: BackupPlan): readonly PreflightCheck[] {
  const checks = [
    ...labelChecks(plan),
    ...modeChecks(facts, plan),
    ...privilegeChecks(facts, plan),
    ...walChecks(facts, plan),
    ...archiveChecks(facts, plan),
    ...runningChecks(facts, plan),
  ];
  return checks.sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}

/** See `PostgresLayer.checkLabel`. */
export function checkLabel(label: string): PreflightCheck | undefined {
  const problem = labelProblem(label);
  return problem === undefined ? undefined : check(problem, 'error');
}

function check(code: PreflightCode, severity: Severity, args: PreflightCheck['args'] = {}): PreflightCheck {
  return { code, severity, args, ...preflightWords(code, args) };
}

function labelChecks({ label, usedLabels }: BackupPlan): PreflightCheck[] {
  const problem = checkLabel(label);
  if (problem !== undefined) return [problem];
  const where = usedLabels?.get(label);
  return where === undefined ? [] : [check('label-used', 'warning', { where })];
}

function modeChecks({ modes, version, role }: ServerFacts, { mode }: BackupPlan): PreflightCheck[] {
  if (!modes.includes(mode)) return [check('mode-not-available', 'error', { version: version.series, mode })];
  if (role === 'standby') {
    if (version.number < 90600) return [check('standby-too-old', 'error', { version: version.series })];
    return mode === 'exclusive' ? [check('exclusive-on-standby', 'error')] : [];
  }
  return mode === 'exclusive' && modes.length > 1 ? [check('exclusive-deprecated', 'warning')] : [];
}

function privilegeChecks(facts: ServerFacts, { walFrom }: BackupPlan): PreflightCheck[] {
  const { privileges, user } = facts;
  const checks: PreflightCheck[] = [];
  if (!privileges.startBackup) {
    checks.push(check('no-start-privilege', 'error', { user, grant: grantToStart(facts) }));
  }
  if (walFrom === 'server' && !privileges.readFiles) {
    checks.push(check('no-read-privilege', 'warning', { user, grant: grantToRead(facts) }));
  }
  return checks;
}

function walChecks(facts: ServerFacts, { walFrom }: BackupPlan): PreflightCheck[] {
  const { role, walLevel, fullPageWrites, walKeepBytes, segmentSize, version } = facts;
  const checks: PreflightCheck[] = [];
  if (role === 'primary' && walLevel === 'minimal') checks.push(check('wal-level-minimal', 'error'));
  if (!fullPageWrites) {
    checks.push(check('full-page-writes-off', role === 'standby' ? 'error' : 'info', { role }));
  }
  if (walFrom === 'server' && walKeepBytes < ENOUGH_KEPT_SEGMENTS * segmentSize) {
    const setting = version.number >= 130000 ? 'wal_keep_size' : 'wal_keep_segments';
    checks.push(check('wal-keep-low', 'warning', { kept: formatBytes(walKeepBytes), setting }));
  }
  return checks;
}

function archiveChecks(facts: ServerFacts, plan: BackupPlan): PreflightCheck[] {
  const { archiveMode, role, archiveCommand, archiveLibrary } = facts;
  const wanted: Severity = plan.walFrom === 'archive' ? 'warning' : 'info';
  if (role === 'standby' && archiveMode !== 'always') return [check('standby-not-archiving', 'info')];
  if (archiveMode === 'off') return [check('archiving-off', wanted, { mode: archiveMode })];
  const checks: PreflightCheck[] = [];
  const library = archiveLibrary?.known === true ? archiveLibrary.value : '';
  if (archiveCommand.known && archiveCommand.value === '' && library === '') {
    checks.push(check('archive-command-empty', wanted));
  }
  const switchFile = archiveCommand.known ? archiveSwitchOf(archiveCommand.value) : undefined;
  if (switchFile !== undefined) checks.push(check('archive-switch-file', 'warning', { ...switchFile }));
  return [...checks, ...archiverChecks(facts)];
}

function archiverChecks({ archiver, waitingForArchive }: ServerFacts): PreflightCheck[] {
  const checks: PreflightCheck[] = [];
  if (archiver.known && archiver.value.failing) {
    const { lastFailedWal = '', lastFailedTime = '', failedCount } = archiver.value;
    const args = { failed: lastFailedWal, time: lastFailedTime, count: failedCount };
    checks.push(check('archiver-failing', 'warning', args));
  }
  if (waitingForArchive.known && waitingForArchive.value > MANY_WAITING) {
    checks.push(check('archiver-behind', 'warning', { waiting: waitingForArchive.value }));
  }
  if (!archiver.known && !waitingForArchive.known) {
    checks.push(check('archiver-not-visible', 'info', { why: waitingForArchive.why }));
  }
  return checks;
}

function runningChecks({ backups, leftoverLabel }: ServerFacts, { mode }: BackupPlan): PreflightCheck[] {
  const severity = mode === 'exclusive' ? 'error' : 'warning';
  const checks = backups.flatMap((seen): PreflightCheck[] => {
    if (seen.kind === 'exclusive') {
      const label = seen.label === undefined ? {} : { label: seen.label };
      const since = seen.startTime === undefined ? {} : { since: seen.startTime };
      return [check('exclusive-running', severity, { mode, ...label, ...since })];
    }
    if (seen.kind === 'streamed') return [];
    return [
      check('own-backup-running', 'info', { id: seen.backupId, since: seen.since ?? 'an unknown time' }),
    ];
  });
  if (leftoverLabel.known && leftoverLabel.value) checks.push(check('leftover-label', severity));
  return checks;
}
