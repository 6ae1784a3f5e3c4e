import type { ServerFacts } from '../../../../src/postgres/facts/serverFacts';
import type { HeldBackup } from '../../../../src/engine/backup/heldBackup';
import type {
  BackupState,
  LostSession,
  StartedBackup,
  StopOptions,
  StopResult,
} from '../../../../src/postgres/session/backupTypes';

/** The facts of a healthy primary of 15. */
export function factsOf(more: Partial<ServerFacts> = {}): ServerFacts {
  const known = <T>(value: T): { readonly known: true; readonly value: T } => ({ known: true, value });
  return {
    readAt: '2026-11-25T13:20:00.000Z',
    version: { number: 150018, text: '15.18', series: '15' },
    role: 'primary',
    user: 'postgres',
    systemIdentifier: known('7459123456789012345'),
    timeline: known(1),
    currentLsn: known('0/3000060'),
    currentSegment: known('000000010000000000000003'),
    segmentSize: 16 * 1024 * 1024,
    walLevel: 'replica',
    archiveMode: 'on',
    archiveCommand: known('cp "%p" "/archive/%f"'),
    archiver: known({
      archivedCount: 2,
      lastArchivedWal: '000000010000000000000002',
      lastArchivedTime: '2026-11-25T13:19:00.000Z',
      failedCount: 0,
      failing: false,
    }),
    waitingForArchive: known(0),
    walKeepBytes: 0,
    fullPageWrites: true,
    dataDirectory: known('/var/lib/postgresql/15/main'),
    walFolder: 'pg_wal',
    tablespaces: known([]),
    backups: [],
    leftoverLabel: known(false),
    privileges: { superuser: true, replication: true, startBackup: true, readFiles: true, listWal: true },
    modes: ['non-exclusive'],
    ...more,
  };
}

export function startedOf(more: Partial<StartedBackup> = {}): StartedBackup {
  return {
    backupId: 'deadbeef',
    connection: 'shop',
    label: 'nightly',
    mode: 'non-exclusive',
    takenFrom: 'primary',
    startLsn: '0/2000028',
    timeline: 1,
    startSegment: '000000010000000000000002',
    version: { number: 150018, text: '15.18', series: '15' },
    segmentSize: 16 * 1024 * 1024,
    backendPid: 4711,
    startTime: '2026-11-25T13:00:00.000Z',
    dataDirectory: '/var/lib/postgresql/15/main',
    ...more,
  };
}

/** A backup whose session is played: `lose` ends it. */
export class PlayedBackup {
  readonly started: StartedBackup;
  state: BackupState = 'running';
  lost: LostSession | undefined;
  aborted = 0;
  readonly #listeners = new Set<(lost: LostSession) => void>();

  constructor(started = startedOf()) {
    this.started = started;
  }

  onLost(listener: (lost: LostSession) => void): () => void {
    this.#listeners.add(listener);
    if (this.lost !== undefined) listener(this.lost);
    return () => this.#listeners.delete(listener);
  }

  onTrouble(): () => void {
    return () => undefined;
  }

  lose(): void {
    this.state = 'lost';
    this.lost = {
      cause: 'terminated',
      time: '2026-11-25T13:10:00.000Z',
      happened: 'The session was terminated.',
      message: 'The session was terminated.',
      remedy: 'Take the backup again.',
    };
    for (const listener of this.#listeners) listener(this.lost);
  }

  /** The result of the stop; without it a stop fails. */
  result: StopResult | undefined;
  /** Whether each stop was asked to wait for the archive. */
  readonly waited: boolean[] = [];

  stop({ waitForArchive }: StopOptions): Promise<StopResult> {
    this.waited.push(waitForArchive);
    if (this.result === undefined) return Promise.reject(new Error('not played'));
    this.state = 'stopped';
    return Promise.resolve(this.result);
  }

  abort(): Promise<{ readonly ended: 'by-session-end'; readonly message: string }> {
    this.aborted++;
    this.state = 'aborted';
    return Promise.resolve({ ended: 'by-session-end', message: 'Ended with the session.' });
  }

  held(more: Partial<HeldBackup> = {}): HeldBackup {
    return {
      backup: this,
      connection: 'shop',
      sql: { stop: ['SELECT pg_backup_stop()'], abort: [] },
      ...more,
    };
  }
}
