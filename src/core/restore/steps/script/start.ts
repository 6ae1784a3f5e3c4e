import { targetWords } from '../../words';
import type { RestoreStep } from '../../types';
import type { RestoreFacts } from '../facts';
import { FIRST, pausesAtTarget, type RecoveryPlan } from '../settings';
import { step } from './step';
import { newDirectories } from './check';
import { OLD_CONFIGURATION } from './clean';
import { WAL_SCRIPT } from '../walScript';

const OPENED = 'database system is ready to accept connections';
/** A recovery of a large database takes long; the steps end when the server does. */
const TEN_DAYS = 864_000;
const PSQL = 'psql -h "${sockets:?}" -p "${port:?}" -U "${superuser:?}" -d postgres';

/** Starts the server. */
export function startStep(facts: RestoreFacts): RestoreStep {
  const text = ['If the start fails, the last lines of the log give the reason.'];
  return step('Start the server', text, [
    `! is_root || chown -R -h "$owner" ${newDirectories(facts)} "$sockets"`,
    `as_owner pg_ctl start -w -t ${TEN_DAYS} -D "$data" -l "$data/recovery.log" < /dev/null || { tail -n 20 "$data/recovery.log" >&2; stop "the server did not start"; }`,
  ]);
}

/** Waits until recovery is where it has to end, and shows what the server says of itself. */
export function waitStep(plan: RecoveryPlan, end: string | undefined): RestoreStep {
  const pauses = pausesAtTarget(plan);
  const text = [
    pauses
      ? `The server pauses at ${targetWords(plan.target)} and then accepts read-only queries.`
      : 'The server opens for writing when recovery is complete.',
    'The row shows whether the server still recovers, the location up to which WAL was replayed, and the time of the last replayed transaction.',
    ...(end === undefined ? [] : [`According to the WAL records, recovery ends at ${end}.`]),
  ];
  return step('Wait for the end of recovery', text, [
    'log="$data/recovery.log"',
    pauses
      ? `until grep -q -e 'recovery has paused' -e 'pausing at the end of recovery' -e '${OPENED}' "$log"; do`
      : `until grep -q '${OPENED}' "$log"; do`,
    '  as_owner pg_ctl status -D "$data" > /dev/null || { tail -n 20 "$log" >&2; stop "the server has ended"; }',
    '  sleep 0.5',
    'done',
    ...(pauses
      ? [
          '! grep -q \'insufficient parameter settings\' "$log" || { tail -n 20 "$log" >&2; stop "a setting is too low: raise it in $data/postgresql.conf and start the server again"; }',
        ]
      : []),
    ...(plan.target.kind === 'end'
      ? []
      : [
          'grep \'recovery stopping\' "$log" || stop "recovery ended before the target was reached, and the server opened. Changes up to the target are missing: do not use it, and look for the missing WAL"',
        ]),
    ...askServer(plan.version),
  ]);
}

function askServer(version: number): string[] {
  const where = version >= FIRST.wal ? 'pg_last_wal_replay_lsn()' : 'pg_last_xlog_replay_location()';
  return [
    'if command -v pg_isready > /dev/null; then pg_isready -h "$sockets" -p "$port"; fi',
    'if command -v psql > /dev/null; then',
    `  psql -X -h "$sockets" -p "$port" -U "$superuser" -d postgres -c "SELECT pg_is_in_recovery(), ${where}, pg_last_xact_replay_timestamp()" < /dev/null || echo "Could not query the server: set superuser to a superuser of this database"`,
    'fi',
  ];
}

/** How to look, to open, and to throw away. */
export function lookStep(plan: RecoveryPlan, facts: RestoreFacts): RestoreStep {
  const { version } = plan;
  const pauses = pausesAtTarget(plan);
  const resume = version >= FIRST.wal ? 'pg_wal_replay_resume()' : 'pg_xlog_replay_resume()';
  const text = [
    'Check that the data is what you expect, before anyone else uses it.',
    ...(version >= 140000
      ? [
          'pg_amcheck checks tables and B-tree indexes, in databases that have the extension amcheck. After the server has opened, --install-missing adds it to the others.',
        ]
      : []),
    ...(pauses
      ? [
          `If the data is right, open the server for writing with ${resume}. If not, stop it, change the target and start it again: until it is opened, recovery can go further, but never back.`,
        ]
      : []),
    'The last two lines are for throwing the restored server away.',
  ];
  return step('Look at the result', text, [], {
    later: [
      PSQL,
      ...(version >= 140000
        ? ['pg_amcheck -h "${sockets:?}" -p "${port:?}" -U "${superuser:?}" --all --heapallindexed']
        : []),
      ...(pauses ? [`${PSQL} -c "SELECT ${resume}"`] : []),
      'pg_ctl stop -m immediate -D "${data:?}"',
      `rm -rf ${newDirectories(facts).replaceAll(/\$(\w+)/g, '${$1:?}')}`,
    ],
  });
}

/** The tasks after the server is open. */
export function afterStep({ version, standalone }: RecoveryPlan, facts: RestoreFacts): RestoreStep {
  const own = [...(standalone ? [] : [WAL_SCRIPT]), ...(version >= FIRST.signal ? [] : ['recovery.done'])];
  const text = [
    `If you keep this server, stop it and give it a lasting configuration. The one of the backup is in ${OLD_CONFIGURATION}. Debian keeps it in /etc/postgresql instead.`,
    'Change first what belongs to the original server:',
    '- files: data_directory, hba_file, ident_file, external_pid_file, include, log_directory, ssl files',
    '- connections: port, listen_addresses, unix_socket_directories, primary_conninfo, synchronous_standby_names',
    '- commands: archive_command, archive_library, archive_cleanup_command, recovery_end_command, recovery targets',
    '- libraries in shared_preload_libraries that act by themselves, as pg_cron does',
    ...(version >= FIRST.wal
      ? [
          'Subscriptions are in the database, and connect to their publishers as soon as the server has max_logical_replication_workers again: disable or drop them first.',
        ]
      : []),
    'The server is on a new timeline now. Take a new backup soon, because recovery from the old one must also follow the fork to this timeline.',
    ...(facts.tablespaces.length > 0 ? ['The directories of its tablespaces belong to it, too.'] : []),
  ];
  return step('Afterwards', text, [], {
    later: [
      'pg_ctl stop -D "${data:?}"',
      `cp -a "\${data:?}/${OLD_CONFIGURATION}/." "\${data:?}/"`,
      ...own.map((name) => `rm -f "\${data:?}/${name}"`),
    ],
  });
}
