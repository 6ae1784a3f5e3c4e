import { formatVersion } from '../../report/words';
import { toolCommand } from './restoreCommand';
import type { RestoreFacts } from './facts';
import { FIRST, pausesAtTarget, type RecoveryPlan, recoverySettings } from './settings';
import { hereDocument } from '../shell';
import { step } from './step';
import type { RestoreStep } from '../types';
import { targetWords } from '../words';

/** Tells the server what to recover, and to where. A comment comes first, as the last line of the file may have no end. */
export function configureStep(plan: RecoveryPlan, facts: RestoreFacts): RestoreStep {
  const { version, standalone } = plan;
  const lines = recoverySettings(plan, facts);
  const text = [
    version >= FIRST.signal
      ? 'From 12 on an empty file recovery.signal asks for recovery, and the settings are ordinary ones. Never put a recovery.conf there: the server refuses to start.'
      : `PostgreSQL ${formatVersion(version)} reads them from recovery.conf, which it renames to recovery.done when it has finished.`,
  ];
  if (standalone)
    text.push(
      'There is no archive, so restore_command says that no file is there. It is set all the same: with it the server insists on the end of the backup and begins a new timeline. Started without it on the old timeline, the copy of a server that still lives would write other WAL under the same names.',
    );
  for (const archive of facts.archives) {
    const tool = toolCommand(archive);
    if (tool !== undefined && !standalone)
      text.push(
        `Where the tool that keeps the archive is installed, its own restore_command is better, as it knows its compression and encryption: restore_command = '${tool.replaceAll("'", "''")}'`,
      );
  }
  if (version < FIRST.signal) return step('Configure the recovery', text, configureOld(lines, version));
  text.push(
    'archive_mode is off until you have seen the result, so that a restore that is only a trial leaves nothing in the archive.',
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

/** A link that was copied as one may lead to the file of a living server: a copy takes its place before it is written. */
function ownFile(name: string): string {
  const file = `"$data/${name}"`;
  return `if [ -L ${file} ]; then cp -pL ${file} "$data/${name}.own" && mv -f "$data/${name}.own" ${file}; fi`;
}

/** Starts the server, and says how to see whether it got there. */
export function startStep(plan: RecoveryPlan): RestoreStep {
  const { target } = plan;
  const text = [
    'Look into the log: “consistent recovery state reached” must be there, and then where recovery stopped. If it ends with FATAL, the reason stands in the last lines, and nothing is lost: the backup and the archive are as they were.',
    'If configuration files or a socket directory lie outside of the data directory on this system (as on Debian), put them in place first.',
    pausesAtTarget(plan)
      ? `The server pauses at ${targetWords(target)} and answers reading queries.`
      : 'The server opens when it has got there.',
  ];
  return step('Start the server', text, ['pg_ctl start -w -t 3600 -D "$data" -l "$data/recovery.log"']);
}

/** Lets one look, and lets the server go on. */
export function checkStep(plan: RecoveryPlan): RestoreStep {
  const { version } = plan;
  const wal = version >= FIRST.wal;
  const pauses = pausesAtTarget(plan);
  const where = wal ? 'pg_last_wal_replay_lsn()' : 'pg_last_xlog_replay_location()';
  const resume = wal ? 'pg_wal_replay_resume()' : 'pg_xlog_replay_resume()';
  const text = [
    'Is the data what you expect? The second column is where recovery stopped, the third the last transaction that was replayed.',
    ...(pauses
      ? [
          `If not: stop the server, change the target, start again; as long as it has not been opened, it can go further, never back. If it is right, let it open: SELECT ${resume};`,
        ]
      : []),
  ];
  return step(
    'Look at the result before anybody writes',
    text,
    [`psql -d postgres -c "SELECT pg_is_in_recovery(), ${where}, pg_last_xact_replay_timestamp()"`],
    { optional: true },
  );
}

/** What has to be done once the server is open. */
export function afterStep({ version }: RecoveryPlan): RestoreStep {
  const text = [
    'The server is on a new timeline now. Take a new backup soon: recovery from the old one has to cross the fork.',
    ...(version >= FIRST.signal
      ? [
          'The settings of the recovery stay in postgresql.auto.conf, harmless but misleading: reset them, and put archiving back on.',
        ]
      : ['Put archive_mode back on where this server is to stay.']),
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
