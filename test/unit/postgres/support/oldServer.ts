import type { Answer, Script } from './scriptedServer';

/** When the objects that our statements may name were introduced; 10 renamed those with “xlog”. */
const SINCE: readonly (readonly [RegExp, number])[] = [
  [/pg_stat_archiver|pg_lsn|pg_replication_slots/, 90400],
  [/pg_is_in_backup|pg_backup_start_time|lock_timeout/, 90300],
  [/pg_tablespace_location|\bpid\b(?! FROM)(?!,)/, 90200],
  [/pg_control_(system|checkpoint|recovery)|labelfile|exclusive|idle_in_transaction/, 90600],
  [/=>|regnamespace|bigint, true|tablespace_map/, 90500],
  [/pg_\w*wal\w*\(|pg_current_wal_lsn|pg_ls_(waldir|archive_statusdir)\(|wait_for_archive/, 100000],
  [/wal_status AS|pg_stat_progress_basebackup|idle_session_timeout|pg_backup_start\(/, 130000],
];

export interface OldServerOptions {
  readonly version: number;
  readonly role?: 'superuser' | 'replication' | 'nobody';
  readonly standby?: boolean;
  /** An exclusive backup is already running. */
  readonly inBackup?: boolean;
  /** The stop waits for the archive until this settles. */
  readonly archived?: Promise<void>;
  readonly settings?: Readonly<Record<string, readonly [string, string]>>;
  /** What it says of its archive, instead of what it usually says. */
  readonly archiving?: OldArchiving;
}

export interface OldArchiving {
  readonly systemIdentifier?: string;
  /** Where it writes, and the segment of that place. */
  readonly position?: readonly [lsn: string, segment: string];
  /** The names in `archive_status`. */
  readonly marks?: readonly string[];
  readonly lastArchived?: string | null;
  /** Name and time of the last failure; the last success is at 03:00:00. */
  readonly failed?: readonly [name: string, time: string];
  /** Name, kind, whether it is in use, and the oldest location that it keeps. */
  readonly slots?: readonly (readonly [name: string, kind: string, active: string, restart: string | null])[];
}

const LABEL = 'START WAL LOCATION: 1/FE000020 (file 0000000100000001000000FE)\nLABEL: before\n';

/** The result of 9.6 for a non-exclusive backup; the label's last byte is not UTF-8. */
export const LABEL_96 = Buffer.concat([Buffer.from('LABEL: caf'), Buffer.from([0xe9, 0x0a])]);
const STOPPED_96: Answer = {
  columns: ['lsn', 'label', 'map'],
  rows: [['2/20', LABEL_96.toString('hex'), Buffer.from('16384 /srv/a b\n').toString('hex')]],
};

/** The script of a server of 9.1 to 9.6: its answers, and an error for everything that its version does not have. */
export class OldServer {
  inBackup: boolean;
  label: string | undefined;
  readonly #options: OldServerOptions;
  #cancelStop: (() => void) | undefined;

  constructor(options: OldServerOptions) {
    this.#options = options;
    this.inBackup = options.inBackup ?? false;
    if (this.inBackup) this.label = 'before';
  }

  readonly script: Script = (sql, values, session) => {
    const { version } = this.#options;
    const unknown = SINCE.find(([pattern, since]) => version < since && pattern.test(sql));
    if (unknown !== undefined) return { error: `unknown to ${String(version)}: ${sql}`, code: '42883' };
    if (sql.startsWith('SET ')) return { columns: [], rows: [] };
    if (sql.includes('pg_start_backup(')) return this.#start(values);
    if (sql.includes('pg_stop_backup('))
      return this.#stop((text) => {
        session.notice('NOTICE', text);
      });
    const answer = this.#answers(session.pid, values).find(([word]) => sql.includes(word));
    return answer === undefined ? { error: `not in the script: ${sql}`, code: 'XX000' } : answer[1];
  };

  /** Like the server: a canceled wait ends in an error, but the backup is over. */
  readonly cancel = (): void => {
    this.#cancelStop?.();
  };

  #start([label, fast]: readonly (string | null)[]): Answer {
    const { role = 'superuser', standby = false, settings } = this.#options;
    if (role === 'nobody')
      return { error: 'must be superuser or replication role to run a backup', code: '42501' };
    if (standby) return { error: 'recovery is in progress', code: '55000' };
    if (settings?.['wal_level']?.[0] === 'minimal') {
      return { error: 'WAL level not sufficient for making an online backup', code: '55000' };
    }
    if (this.inBackup) {
      return {
        error: 'a backup is already in progress',
        code: '55000',
        hint: 'Run pg_stop_backup() and try again.',
      };
    }
    if (fast !== 'true' && fast !== 'false') return { error: 'no boolean', code: '22P02' };
    this.inBackup = true;
    this.label = label ?? '';
    return value('lsn', '1/FE000020');
  }

  #stop(notice: (text: string) => void): Answer {
    if (!this.inBackup) return { error: 'a backup is not in progress', code: '55000' };
    this.inBackup = false;
    const result = this.#options.version >= 90600 ? STOPPED_96 : value('lsn', '2/20');
    const { archived } = this.#options;
    if (archived === undefined) return result;
    notice('pg_stop_backup cleanup done, waiting for required WAL segments to be archived');
    const canceled = new Promise<Answer>((resolve) => {
      this.#cancelStop = () => {
        resolve({ error: 'canceling statement due to user request', code: '57014' });
      };
    });
    return { later: Promise.race([archived.then(() => result), canceled]) };
  }

  #answers(pid: number, values: readonly (string | null)[]): [string, Answer][] {
    const { version, role = 'superuser', standby = false, archiving = {} } = this.#options;
    const [lsn, segment] = archiving.position ?? ['1/FE0000F0', '0000000100000001000000FE'];
    const [failed, failtime] = archiving.failed ?? ['0000000100000001000000FC', '2026-01-02T02:00:00.000Z'];
    const { lastArchived = '0000000100000001000000FD' } = archiving;
    const flag = (on: boolean): string => (on ? 't' : 'f');
    return [
      [
        'server_version_num',
        {
          columns: ['version', 'standby', 'user', 'super', 'replication', 'pid', 'now', 'start'],
          rows: [
            [
              String(version),
              flag(standby),
              'dba',
              flag(role === 'superuser'),
              flag(role === 'replication'),
              String(pid),
              '2026-01-02T03:04:05.678Z',
              '2026-01-01T00:00:00.000Z',
            ],
          ],
        },
      ],
      ['pg_settings', this.#settings()],
      [
        'pg_control_system',
        {
          columns: ['id', 'fpw', 'timeline'],
          rows: [[archiving.systemIdentifier ?? '7', 't', String(Number.parseInt(segment.slice(0, 8), 16))]],
        },
      ],
      ['pg_proc', functions(version)],
      ['pg_backend_pid', value('pid', String(pid))],
      ['pg_xlogfile_name(pg_current', value('file', segment)],
      ['pg_xlogfile_name($1', value('file', '0000000100000001000000FE')],
      ['pg_current_xlog_location', value('lsn', lsn)],
      ['pg_last_xlog_replay_location', value('lsn', lsn)],
      ['pg_read_binary_file', this.#file(values[0] ?? '')],
      [
        'pg_ls_dir',
        names(archiving.marks ?? ['0000000100000001000000FE.ready', '0000000100000001000000FD.done']),
      ],
      [
        'pg_replication_slots',
        {
          columns: ['name', 'kind', 'active', 'restart', 'status'],
          rows: (archiving.slots ?? []).map((slot) => [...slot, null]),
        },
      ],
      [
        'pg_stat_archiver',
        {
          columns: ['count', 'wal', 'time', 'failures', 'failed', 'failtime'],
          rows: [
            [
              '7',
              lastArchived,
              lastArchived === null ? null : '2026-01-02T03:00:00.000Z',
              '1',
              failed,
              failtime,
            ],
          ],
        },
      ],
      ['pg_is_in_backup() AS running', value('running', flag(this.inBackup))],
      ['pg_backup_start_time', value('start', this.inBackup ? '2026-01-02T01:00:00.000Z' : null)],
      ['pg_stat_activity', { columns: ['name', 'pid', 'since'], rows: [] }],
      ['pg_stat_replication', { columns: ['pid', 'phase', 'client'], rows: [] }],
      ['pg_tablespace', { columns: ['oid', 'name', 'location'], rows: [['1663', 'pg_default', '']] }],
      ['clock_timestamp', value('now', '2026-01-02T03:04:06.000Z')],
      ['pg_stat_get_activity', value('found', '1')],
    ];
  }

  #settings(): Answer {
    const all: Readonly<Record<string, readonly [string, string]>> = {
      archive_command: ['cp %p /archive/%f', ''],
      archive_mode: ['on', ''],
      data_directory: ['/srv/data', ''],
      full_page_writes: ['on', ''],
      wal_keep_segments: ['4', ''],
      wal_level: ['archive', ''],
      wal_segment_size: ['2048', '8kB'],
      ...this.#options.settings,
    };
    return {
      columns: ['name', 'setting', 'unit'],
      rows: Object.entries(all).map(([name, [text, unit]]) => [name, text, unit]),
    };
  }

  #file(path: string): Answer {
    const control = Buffer.alloc(12);
    const { systemIdentifier = '6123456789012345678' } = this.#options.archiving ?? {};
    control.writeBigUInt64LE(BigInt(systemIdentifier));
    control.writeUInt32LE(903, 8);
    if (path === 'global/pg_control') return value('data', control.toString('hex'));
    if (path === 'backup_label' && this.inBackup) return value('data', Buffer.from(LABEL).toString('hex'));
    const { version } = this.#options;
    return version >= 90500 ? value('data', null) : { error: `could not open file "${path}"`, code: '58P01' };
  }
}

function value(column: string, text: string | null): Answer {
  return { columns: [column], rows: [[text]] };
}

function names(all: readonly string[]): Answer {
  return { columns: ['name'], rows: all.map((name) => [name]) };
}

function functions(version: number): Answer {
  const read = version >= 90500 ? 'text, bigint, bigint, boolean' : 'text, bigint, bigint';
  const rows = [
    ['pg_start_backup', version >= 90600 ? 'text, boolean, boolean' : 'text, boolean', 't'],
    ['pg_stop_backup', version >= 90600 ? 'boolean' : '', 't'],
    ['pg_read_binary_file', read, 't'],
    ['pg_ls_dir', 'text', 't'],
  ];
  return { columns: ['name', 'types', 'may'], rows };
}
