/** Where the settings of a copied configuration lead. */
export interface HostilePlaces {
  /** Data directory of the original server. */
  readonly original: string;
  readonly archive: string;
  /** A directory that must stay empty. */
  readonly elsewhere: string;
  /** On which something listens. */
  readonly port: number;
}

/** The lines of a postgresql.conf with everything that would reach out of a restored copy, hold it up or stop it. */
export function hostileConfiguration(
  major: number,
  { original, archive, elsewhere, port }: HostilePlaces,
): string {
  const always = [
    `data_directory = '${original}'`,
    `hba_file = '${elsewhere}/no_hba.conf'`,
    `ident_file = '${elsewhere}/no_ident.conf'`,
    `external_pid_file = '${elsewhere}/server.pid'`,
    `port = ${String(port)}`,
    "listen_addresses = '192.0.2.7'",
    `unix_socket_directories = '${elsewhere}'`,
    "shared_preload_libraries = 'no_such_library'",
    "session_preload_libraries = 'no_such_library'",
    'archive_mode = always',
    `archive_command = 'cp %p ${archive}/%f.copy'`,
    'hot_standby = off',
    'max_connections = 5',
    'max_wal_senders = 1',
    "synchronous_standby_names = '*'",
    `log_directory = '${elsewhere}'`,
    'logging_collector = on',
    'ssl = on',
    `stats_temp_directory = '${elsewhere}'`,
    'default_transaction_read_only = on',
    "shared_buffers = '4000GB'",
    "include 'conf.d/missing.conf'",
    'this is = no setting =',
  ];
  if (major < 12) return `${always.join('\n')}\n`;
  const recovery = [
    `restore_command = 'touch ${elsewhere}/restored; false'`,
    `archive_cleanup_command = 'rm -f ${archive}/*'`,
    `recovery_end_command = 'touch ${elsewhere}/ended'`,
    "recovery_min_apply_delay = '1h'",
    "primary_conninfo = 'host=192.0.2.7'",
    "primary_slot_name = 'follower'",
    "recovery_target_name = 'nowhere'",
    "recovery_target_timeline = '7'",
    ...(major < 16 ? [`promote_trigger_file = '${original}/PG_VERSION'`] : []),
  ];
  return `${[...always, ...recovery].join('\n')}\n`;
}
