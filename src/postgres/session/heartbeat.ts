import type { Session } from '../connection/session';
import type { SessionTrouble } from './backupTypes';
import type { BackupTimings } from './timings';

export interface HeartbeatListener {
  onTrouble(trouble: SessionTrouble | undefined): void;
  /** A different server process answers than the one that holds the backup. */
  onOtherProcess(): void;
  /** There was no sign of life for too long. */
  onDead(): void;
}

/** Asks the idle session for a sign of life repeatedly. */
export class Heartbeat {
  readonly #session: Session;
  readonly #pid: number;
  readonly #timings: BackupTimings;
  readonly #listener: HeartbeatListener;
  #next: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(session: Session, pid: number, timings: BackupTimings, listener: HeartbeatListener) {
    this.#session = session;
    this.#pid = pid;
    this.#timings = timings;
    this.#listener = listener;
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#next);
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#next = setTimeout(() => void this.#beat(), this.#timings.ping);
  }

  async #beat(): Promise<void> {
    const since = new Date().toISOString();
    let inTrouble = false as boolean;
    const trouble = setTimeout(() => {
      inTrouble = true;
      this.#listener.onTrouble({
        since,
        message: `The session of the backup has not answered since ${since}. The network may be down or the server may hang. The backup can still succeed if the session answers again.`,
      });
    }, this.#timings.trouble);
    // Even if the heartbeat was stopped meanwhile: the next statement waits for this answer.
    const dead = setTimeout(() => {
      this.#listener.onDead();
    }, this.#timings.dead);
    try {
      const [row] = await this.#session.query<'pid'>('SELECT pg_backend_pid() AS pid', [], {
        doing: 'Checking the session',
        milliseconds: Infinity,
      });
      if (Number(row?.pid) !== this.#pid && !this.#stopped) this.#listener.onOtherProcess();
    } catch {
      // The session itself reports its end.
      return;
    } finally {
      clearTimeout(trouble);
      clearTimeout(dead);
    }
    if (inTrouble) this.#listener.onTrouble(undefined);
    this.#schedule();
  }
}
