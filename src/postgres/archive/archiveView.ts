import { openSession } from '../connection/connect';
import type { ResolvedConnection } from '../connection/connectionSpec';
import type { Session } from '../connection/session';
import { archiverNow, readArchiveStatus } from '../facts/archiver';
import { type Basics, readBasics } from '../facts/basics';
import { type Privileges, readPrivileges } from '../facts/privileges';
import type { ArchiverFacts } from '../facts/serverFacts';
import { readSettings, type ServerSettings, settingOf } from '../facts/serverSettings';
import { listWalFolder } from '../files/listWal';
import { APPLICATION_NAME } from '../session/applicationName';
import type { ArchiveWaiting } from '../session/backupTypes';

/** The state of the archiver at one time. */
export interface ArchiveLook {
  /** The names in `archive_status`; absent if this role may not see them. */
  readonly status?: ReadonlySet<string>;
  readonly archiver?: ArchiverFacts;
}

/** Observes a server's archiver through a session of its own. */
export class ArchiveView {
  readonly basics: Basics;
  readonly #session: Session;
  readonly #privileges: Privileges;
  readonly #settings: ServerSettings;

  private constructor(session: Session, basics: Basics, privileges: Privileges, settings: ServerSettings) {
    this.#session = session;
    this.basics = basics;
    this.#privileges = privileges;
    this.#settings = settings;
  }

  static async open(connection: ResolvedConnection, signal: AbortSignal): Promise<ArchiveView> {
    const session = await openSession(connection, { applicationName: APPLICATION_NAME }, signal);
    try {
      const basics = await readBasics(session, signal);
      const privileges = await readPrivileges(session, basics, signal);
      return new ArchiveView(session, basics, privileges, await readSettings(session, signal));
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  /** A standby archives received WAL only with `always`. */
  get archives(): boolean {
    const mode = settingOf(this.#settings, 'archive_mode');
    return mode === 'always' || (mode === 'on' && this.basics.role === 'primary');
  }

  async look(signal: AbortSignal): Promise<ArchiveLook> {
    const observer = { session: this.#session, signal };
    const status = await readArchiveStatus(observer, this.basics, this.#privileges);
    const archiver = this.basics.version.number >= 90400 ? await archiverNow(observer) : undefined;
    return {
      ...(status.known ? { status: new Set(status.value) } : {}),
      ...(archiver === undefined ? {} : { archiver }),
    };
  }

  /** Names in the WAL directory; undefined if this role may not see them. */
  async walNames(signal: AbortSignal): Promise<ReadonlySet<string> | undefined> {
    const entries = await listWalFolder(this.#session, this.basics, this.#privileges, signal);
    return entries.known ? new Set(entries.value.map(({ name }) => name)) : undefined;
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}

/** What a look shows about the archiver itself. */
export function archiverProgress({
  archiver,
}: ArchiveLook): Pick<ArchiveWaiting, 'lastArchivedWal' | 'failure'> {
  if (archiver === undefined) return {};
  const { lastArchivedWal, lastFailedWal = '', lastFailedTime = '', failedCount } = archiver;
  return {
    ...(lastArchivedWal === undefined ? {} : { lastArchivedWal }),
    ...(archiver.failing
      ? { failure: { wal: lastFailedWal, time: lastFailedTime, count: failedCount } }
      : {}),
  };
}
