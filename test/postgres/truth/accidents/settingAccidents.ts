import { createServer } from 'node:net';
import { join } from 'node:path';
import { copyFast } from '../story/copyCluster';
import type { Accident } from '../harness/accident';
import type { AccidentCopy } from '../harness/accidentCopy';

/** Copied settings that would reach out of the restore, hold it up or keep it from starting. */
export const SETTING_ACCIDENTS: readonly Accident[] = [
  conf(
    'archive_cleanup_command deletes the archive',
    (copy) => `archive_cleanup_command = 'rm -f ${copy.archive}/*'`,
    { from: 12 },
  ),
  conf(
    'recovery_end_command writes elsewhere',
    (copy) => `recovery_end_command = 'touch ${copy.elsewhere}/ended'`,
    { from: 12 },
  ),
  conf(
    'archive_command writes into the archive',
    (copy) => `archive_mode = always\narchive_command = 'cp %p ${copy.archive}/%f.copy'`,
  ),
  {
    ...conf(
      'data_directory names the living server',
      (copy) => `data_directory = '${copy.elsewhere}/living'`,
    ),
    happen: async (copy) => {
      await copyFast(copy.story.cold, join(copy.elsewhere, 'cluster'));
      await append(copy, `data_directory = '${copy.elsewhere}/cluster/set'`);
    },
  },
  conf('hot_standby is off', () => 'hot_standby = off'),
  conf('recovery_min_apply_delay is an hour', () => "recovery_min_apply_delay = '1h'", { from: 12 }),
  conf('a preloaded library is missing', () => "shared_preload_libraries = 'no_such_library'"),
  conf('a session library is missing', () => "session_preload_libraries = 'no_such_library'"),
  {
    ...conf('the port is in use', () => ''),
    happen: async (copy) => {
      const server = createServer();
      const port = await new Promise<number>((resolve) => {
        server.listen(0, '127.0.0.1', () => {
          const address = server.address();
          resolve(typeof address === 'object' && address !== null ? address.port : 0);
        });
      });
      copy.atEnd(() => server.close());
      await append(copy, `port = ${String(port)}`);
    },
  },
  conf('listen_addresses has an address of another host', () => "listen_addresses = '192.0.2.7'"),
  conf('the socket directory is not there', () => "unix_socket_directories = '/nonexistent/sockets'"),
  conf(
    'hba_file and ident_file are outside',
    () => "hba_file = '/nonexistent/pg_hba.conf'\nident_file = '/nonexistent/pg_ident.conf'",
  ),
  conf('external_pid_file is outside', (copy) => `external_pid_file = '${copy.elsewhere}/server.pid'`),
  conf('the log goes elsewhere', (copy) => `logging_collector = on\nlog_directory = '${copy.elsewhere}'`),
  conf('ssl is on without a certificate', () => 'ssl = on'),
  conf('an included file is missing', () => "include = 'conf.d/missing.conf'"),
  conf('a line is garbage', () => 'this is = no setting ='),
  conf('max_connections is lower than on the server', () => 'max_connections = 5\nmax_wal_senders = 1', {}),
  conf('a target of an earlier restore is left', () => "recovery_target_name = 'nowhere'", { from: 12 }),
  conf('a timeline of an earlier restore is left', () => "recovery_target_timeline = '7'", { from: 12 }),
  conf(
    'synchronous_standby_names waits for a standby',
    () => "synchronous_standby_names = 'follower'\nsynchronous_commit = on",
  ),
  conf(
    'primary_conninfo and a slot name a primary',
    () => "primary_conninfo = 'host=192.0.2.7'\nprimary_slot_name = 'follower'",
    { from: 12 },
  ),
  conf(
    'a tablespace of temporary files that is not there',
    () => "temp_tablespaces = 'nowhere'\ndefault_tablespace = 'nowhere'",
  ),
  conf('read only transactions by default', () => 'default_transaction_read_only = on'),
];

function conf(name: string, lines: (copy: AccidentCopy) => string, more: Partial<Accident> = {}): Accident {
  return {
    name: `the copied configuration: ${name}`,
    truths: [35],
    happen: (copy) => append(copy, lines(copy)),
    stepsOnly: true,
    ask: [{ kind: 'name', moment: 13 }],
    mayRefuse: 'a server with the copied settings is not tried',
    ...more,
  };
}

async function append(copy: AccidentCopy, lines: string): Promise<void> {
  await copy.change('postgresql.conf', (bytes) => `${bytes.toString()}\n${lines}\n`);
}
