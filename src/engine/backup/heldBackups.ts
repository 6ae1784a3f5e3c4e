import type { LostSession } from '../../postgres/session/backupTypes';
import type { RecordContent } from './record';
import { type RecordStore, HEARTBEAT_MS } from './recordStore';
import type { HeldBackup } from './heldBackup';

export interface HeldListener {
  changed(): void;
  /** The session of a backup is gone. The backup is forgotten when this ends. */
  lost(held: HeldBackup, lost: LostSession): Promise<void>;
  /** A record could not be written: if this window ends, no other window will report the backup. */
  unrecorded(held: HeldBackup, error: unknown): void;
}

/** The backups that this window holds, each with a record on disk as long as something of it could be lost. */
export class HeldBackups {
  readonly #records: RecordStore;
  readonly #listener: HeldListener;
  readonly #held = new Map<string, HeldBackup>();
  #heart: NodeJS.Timeout | undefined;
  /** Records are written one after the other, so that a late write does not restore a forgotten backup. */
  #writing = Promise.resolve();

  constructor(records: RecordStore, listener: HeldListener) {
    this.#records = records;
    this.#listener = listener;
  }

  get all(): readonly HeldBackup[] {
    return [...this.#held.values()];
  }

  find(id: string): HeldBackup | undefined {
    return this.#held.get(id);
  }

  /** Takes a backup that has just been started. */
  async add(held: HeldBackup): Promise<void> {
    const { backup } = held;
    this.#held.set(backup.started.backupId, held);
    this.#heart ??= setInterval(() => {
      for (const id of this.#held.keys()) void this.#records.beat(id);
    }, HEARTBEAT_MS).unref();
    backup.onTrouble((trouble) => {
      this.#trouble(backup.started.backupId, trouble?.message);
    });
    backup.onLost((lost) => void this.#lose(held, lost));
    this.#listener.changed();
    await this.record(held, {});
  }

  /** Something about it changed: its directory, or the content of its record. */
  async update(held: HeldBackup, more: Partial<RecordContent> = {}): Promise<void> {
    const id = held.backup.started.backupId;
    if (!this.#held.has(id)) return;
    this.#held.set(id, held);
    this.#listener.changed();
    await this.record(held, more);
  }

  async record(held: HeldBackup, more: Partial<RecordContent>): Promise<void> {
    await this.#inTurn(async () => {
      try {
        await this.#records.write({ ...recordOf(held), ...more });
      } catch (error) {
        this.#listener.unrecorded(held, error);
      }
    });
  }

  /** Forgets a backup: the user has seen how it ended, and nothing is left to be saved. */
  async forget(id: string): Promise<void> {
    this.#held.delete(id);
    if (this.#held.size === 0) this.#stopHeart();
    this.#listener.changed();
    await this.#inTurn(() => this.#records.remove(id));
  }

  /** Ends every running backup, each in its own session, and records that for the next window. */
  async abortAll(): Promise<void> {
    const running = this.all.filter(
      ({ backup }) => backup.state === 'running' || backup.state === 'stopping',
    );
    await Promise.all(
      running.map(async (held) => {
        await held.backup.abort();
        await this.record(held, { state: 'aborted' });
      }),
    );
  }

  dispose(): void {
    this.#stopHeart();
  }

  #trouble(id: string, message: string | undefined): void {
    const held = this.#held.get(id);
    if (held === undefined) return;
    this.#held.set(id, { ...held, trouble: message });
    this.#listener.changed();
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#writing = this.#writing.then(work, work);
    return this.#writing;
  }

  #stopHeart(): void {
    clearInterval(this.#heart);
    this.#heart = undefined;
  }

  async #lose(held: HeldBackup, lost: LostSession): Promise<void> {
    this.#listener.changed();
    await this.#listener.lost(held, lost);
    await this.forget(held.backup.started.backupId);
  }
}

function recordOf(held: HeldBackup): RecordContent {
  const { started } = held.backup;
  return {
    id: started.backupId,
    state: 'running',
    label: started.label,
    connection: held.connection,
    exclusive: started.mode === 'exclusive',
    startTime: started.startTime,
    startLsn: started.startLsn,
    startSegment: started.startSegment,
    ...(started.systemIdentifier === undefined ? {} : { systemIdentifier: started.systemIdentifier }),
    ...(held.folder === undefined ? {} : { folder: held.folder }),
    endSql: started.mode === 'exclusive' ? held.sql.stop.join('\n') : '',
  };
}
