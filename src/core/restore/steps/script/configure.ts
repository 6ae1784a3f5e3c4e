import { formatMajorVersion } from '../../../ground/versions';
import { hereDocument } from '../../shell';
import type { RestoreStep } from '../../types';
import type { RestoreFacts } from '../facts';
import { FIRST, type RecoveryPlan, recoverySettings, serverSettings } from '../settings';
import { step } from './step';
import { OLD_CONFIGURATION } from './clean';
import { toolCommand } from './tool';
import { WAL_SCRIPT, walScript } from '../walScript';

/** Writes a whole configuration: the server obeys nothing else. */
export function configureStep(plan: RecoveryPlan, facts: RestoreFacts): RestoreStep {
  const { version, standalone } = plan;
  const recovery = recoverySettings(plan);
  const server = serverSettings(plan, facts.set);
  const signal = version >= FIRST.signal;
  return step('Write a configuration for the restore', configureText(plan, facts), [
    'umask 077',
    ...(standalone ? [] : [hereDocument('>', `"$data/${WAL_SCRIPT}"`, walScript(facts.archives))]),
    hereDocument('>', '"$data/postgresql.conf"', [
      '# For this restore. Nothing else is in force.',
      ...server,
      ...(signal ? recovery : []),
    ]),
    ...(signal ? [': > "$data/recovery.signal"'] : [hereDocument('>', '"$data/recovery.conf"', recovery)]),
    socketLine(version),
    ...(version >= FIRST.alterSystem ? [': > "$data/postgresql.auto.conf"'] : []),
    ...accessLines(),
    `led=$(cd "$data" && find . -type l ! -path './pg_tblspc/*' ! -path './${OLD_CONFIGURATION}/*' -print -quit)`,
    '[ -z "$led" ] || stop "$data/$led is a link: its files are not in the backup"',
  ]);
}

/** Names with blanks or commas need quotes in the list of directories, which 9.2 did not know yet. */
function socketLine(version: number): string {
  const quoted = `$(printf %s "$sockets" | sed "s/'/''/g")`;
  return version >= FIRST.socketDirectories
    ? `printf "port = %s\\nunix_socket_directories = '\\"%s\\"'\\n" "$port" "${quoted}" >> "$data/postgresql.conf"`
    : `printf "port = %s\\nunix_socket_directory = '%s'\\n" "$port" "${quoted}" >> "$data/postgresql.conf"`;
}

/**
 * Access to the server: everyone who may enter the directory of the socket, which is the server's user and root; by TCP as the backup's own rules grant it to connections from this host, otherwise by password.
 */
function accessLines(): string[] {
  const local = '$4 ~ /^(127\\.0\\.0\\.1\\/32|::1\\/128|localhost)$/';
  const methods = '$5 ~ /^(trust|reject|md5|scram-sha-256|password)$/';
  return [
    `hba="$data/${OLD_CONFIGURATION}/pg_hba.conf"`,
    '{',
    "  echo 'local all all trust'",
    `  if [ -f "$hba" ] && [ ! -L "$hba" ]; then awk '$1 == "host" && $2 !~ /replication/ && !/[@"]/ && ${local} && ${methods}' "$hba"; fi`,
    "  echo 'host all all 127.0.0.1/32 md5'",
    '} > "$data/pg_hba.conf"',
    ': > "$data/pg_ident.conf"',
  ];
}

function configureText(plan: RecoveryPlan, { archives }: RestoreFacts): string[] {
  const { version, standalone } = plan;
  const text = [
    'These files are the whole configuration of the restored server, also where the original has its configuration elsewhere (as on Debian). It listens on this host only, archives nothing, replicates nothing and loads no extension’s library.',
    version >= FIRST.signal
      ? 'From 12 on, an empty file recovery.signal requests recovery, and the settings are ordinary ones.'
      : `PostgreSQL ${formatMajorVersion(version)} reads the settings of the recovery from recovery.conf, and renames the file to recovery.done at the end of recovery.`,
    'For a large database, a shared_buffers and max_wal_size as on the original server make recovery faster. If the log says that a resource manager is not registered, shared_preload_libraries needs the extension that wrote the WAL.',
  ];
  if (standalone)
    text.push(
      `${version >= FIRST.signal ? 'recovery.signal' : 'recovery.conf'} makes the server require the end of the backup and begin a new timeline. It needs a restore_command. There is no archive, so this one always reports that a file does not exist. Without recovery, the restored server would stay on the old timeline and write different WAL under the names of the original server.`,
    );
  for (const archive of standalone ? [] : archives) {
    const tool = toolCommand(archive);
    if (tool !== undefined)
      text.push(
        `If the tool that manages the archive is installed, its own restore_command can take the place of the script, because it handles encryption as well: restore_command = '${tool.replaceAll("'", "''")}'`,
      );
    if (archive.toolCannotRead === true)
      text.push(
        'The tool’s description of this archive (archive.info) is gone, so the tool itself cannot fetch WAL from it. The script below reads the files directly, and checks the checksums in their names.',
      );
  }
  return text;
}
