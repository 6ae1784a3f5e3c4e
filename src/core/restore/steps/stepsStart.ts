import { formatVersion } from '../../ground/versions';
import { toolCommand } from './restoreCommand';
import type { RestoreFacts } from './facts';
import { FIRST, pausesAtTarget, type RecoveryPlan, recoverySettings } from './settings';
import { hereDocument } from '../shell';
import { step } from './step';
import type { RestoreStep } from '../types';
import { targetWords } from '../words';

/** Writes the recovery settings. A comment comes first, because the last line of the file may lack its end. */
export function configureStep(plan: RecoveryPlan, facts: RestoreFacts): RestoreStep {
  const { version, standalone } = plan;
  const lines = recoverySettings(plan, facts);
  const text = [
    version >= FIRST.signal
      ? 'From 12 on, an empty file recovery.signal requests recovery, and the settings are ordinary ones. Do not create a recovery.conf: the server refuses to start with it.'
      : `PostgreSQL ${formatVersion(version)} reads these settings from recovery.conf, and renames the file to recovery.done at the end of recovery.`,
  ];
  if (standalone)
    text.push(
      'There is no archive, so restore_command always reports that a file does not exist. It is set anyway, because it makes the server require the end of the backup and begin a new timeline. Without it, the restored server would stay on the old timeline and write different WAL under the names of the original server.',
    );
  for (const archive of facts.archives) {
    const tool = toolCommand(archive);
    if (tool !== undefined && !standalone)
      text.push(
        `If the tool that manages the archive is installed, use its own restore_command instead, because it handles compression and encryption: restore_command = '${tool.replaceAll("'", "''")}'`,
      );
  }
  if (version < FIRST.signal) return step('Configure the recovery', text, configureOld(lines, version));
  text.push(
    'archive_mode stays off until you have checked the result, so that a trial restore writes nothing into the archive.',
  );
  return step('Configure the recovery', text, [
    ownFile('postgresql.auto.conf'),
    hereDocument('>>', '"$data/postgresql.auto.conf"', ['# for this restore', ...lines]),
    ': > "$data/recovery.signal"',
    'chmod 600 "$data/postgresql.auto.conf" "$data/recovery.signal"',
  ]);
}

function configureOld(lines: readonly string[], version: number): string[] {
  const settings = version >= FIRST.alterSystem ? 'postgresql.auto.conf' : 'postgresql.conf';
  return [
    ownFile(settings),
    'rm -f "$data/recovery.conf"',
    hereDocument('>', '"$data/recovery.conf"', lines),
    hereDocument('>>', `"$data/${settings}"`, ['# for this restore', "archive_mode = 'off'"]),
    'chmod 600 "$data/recovery.conf"',
  ];
}

/** A copied link may lead to the file of a running server, so a copy of the file replaces it before it is written. */
function ownFile(name: string): string {
  const file = `"$data/${name}"`;
  return `if [ -L ${file} ]; then cp -pL ${file} "$data/${name}.own" && mv -f "$data/${name}.own" ${file}; fi`;
}

/** Starts the server, and explains how to check the result. */
export function startStep(plan: RecoveryPlan): RestoreStep {
  const { target } = plan;
  const text = [
    'Check the log: it must contain “consistent recovery state reached” and then the point where recovery stopped. If it ends with FATAL, the last lines give the reason. Nothing is lost: the backup and the archive are unchanged.',
    'If this system keeps configuration files or the socket directory outside the data directory (as Debian does), put them in place first.',
    pausesAtTarget(plan)
      ? `The server pauses at ${targetWords(target)} and accepts read-only queries.`
      : 'The server opens for writing when recovery is complete.',
  ];
  return step('Start the server', text, ['pg_ctl start -w -t 3600 -D "$data" -l "$data/recovery.log"']);
}

/** Shows the state of recovery, and lets the server continue. */
export function checkStep(plan: RecoveryPlan): RestoreStep {
  const { version } = plan;
  const wal = version >= FIRST.wal;
  const pauses = pausesAtTarget(plan);
  const where = wal ? 'pg_last_wal_replay_lsn()' : 'pg_last_xlog_replay_location()';
  const resume = wal ? 'pg_wal_replay_resume()' : 'pg_xlog_replay_resume()';
  const text = [
    'Check that the data is what you expect. The second column is the location where recovery stopped, the third the time of the last replayed transaction.',
    ...(pauses
      ? [
          `If it is right, open the server with SELECT ${resume}. If not, stop the server, change the target and start it again. Until the server is opened, recovery can go further, but never back.`,
        ]
      : []),
  ];
  return step(
    'Check the result before the first write',
    text,
    [`psql -d postgres -c "SELECT pg_is_in_recovery(), ${where}, pg_last_xact_replay_timestamp()"`],
    { optional: true },
  );
}

/** The tasks after the server is open. */
export function afterStep({ version }: RecoveryPlan): RestoreStep {
  const text = [
    'The server is on a new timeline now. Take a new backup soon, because recovery from the old one must also follow the fork to this timeline.',
    ...(version >= FIRST.signal
      ? [
          'The recovery settings stay in postgresql.auto.conf. They do no harm but are misleading: reset them, and turn archiving on again.',
        ]
      : ['If you keep this server, turn archive_mode on again.']),
  ];
  const names = [
    'restore_command',
    'recovery_target',
    'recovery_target_name',
    'recovery_target_time',
    'recovery_target_lsn',
    'recovery_target_xid',
    'recovery_target_inclusive',
    'recovery_target_timeline',
    'recovery_target_action',
    'archive_mode',
  ];
  const reset = names.map((name) => `psql -d postgres -c 'ALTER SYSTEM RESET ${name}'`);
  const old = version >= FIRST.alterSystem ? ["psql -d postgres -c 'ALTER SYSTEM RESET archive_mode'"] : [];
  return step('Afterwards', text, version >= FIRST.signal ? reset : old, { optional: true });
}
