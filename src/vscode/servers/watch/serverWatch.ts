import type { ServerFacts } from '../../../postgres/facts/serverFacts';
import type { ServerFailure } from './serverState';

/** Between the end of one look and the next. */
const INTERVAL_MS = 5000;
/** A server that does not answer is asked less and less often, but at least this often. */
const LONGEST_INTERVAL_MS = 60_000;

export interface WatchPorts {
  /** Looks at a server once. */
  read(connection: string, signal: AbortSignal): Promise<ServerFacts>;
  failureOf(error: unknown): ServerFailure;
  changed(): void;
  /** Ends early when the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface Look {
  readonly facts?: ServerFacts;
  readonly failure?: ServerFailure;
}

interface Watched {
  look: Look;
  /** Runs while somebody watches; never two for one server. */
  loop: Promise<void> | undefined;
  /** Ends the pause between two looks. */
  wake: AbortController;
}

/**
 * Looks at servers again and again while somebody is watching. Each server has a loop of its own, so that one which is slow
 * does not make the others late, and no look begins before the one before it has ended.
 */
export class ServerWatch {
  readonly #ports: WatchPorts;
  readonly #watched = new Map<string, Watched>();
  #watching: AbortController | undefined;

  constructor(ports: WatchPorts) {
    this.#ports = ports;
  }

  lookOf(connection: string): Look {
    return this.#watched.get(connection)?.look ?? {};
  }

  /** These connections and no others. Of one that is in `changed`, what was known is forgotten. */
  setConnections(names: readonly string[], changed: readonly string[] = []): void {
    for (const [name, watched] of this.#watched) {
      if (names.includes(name) && !changed.includes(name)) continue;
      this.#watched.delete(name);
      watched.wake.abort();
    }
    for (const name of names) {
      if (this.#watched.has(name)) continue;
      this.#watched.set(name, { look: {}, loop: undefined, wake: new AbortController() });
    }
    this.#start();
  }

  /** Begins or ends watching. What is known stays. */
  setWatching(on: boolean): void {
    if (on === (this.#watching !== undefined)) return;
    this.#watching?.abort();
    this.#watching = on ? new AbortController() : undefined;
    this.#start();
  }

  /** Looks again now, at one or at all, also where only the user could have changed something. */
  refresh(connection?: string): void {
    for (const [name, watched] of this.#watched) {
      if (connection !== undefined && connection !== name) continue;
      if (watched.look.failure?.waitsForUser === true) watched.look = withoutFailure(watched.look);
      watched.wake.abort();
    }
    this.#start();
  }

  /** What a look told that was made for another purpose. */
  update(connection: string, look: Look): void {
    const watched = this.#watched.get(connection);
    if (watched === undefined) return;
    watched.look = look.facts === undefined ? { ...watched.look, ...look } : look;
    this.#ports.changed();
  }

  dispose(): void {
    this.setWatching(false);
    this.#watched.clear();
  }

  #start(): void {
    const watching = this.#watching;
    if (watching === undefined) return;
    for (const [name, watched] of this.#watched) {
      if (watched.loop !== undefined || watched.look.failure?.waitsForUser === true) continue;
      watched.loop = this.#run(name, watched, watching.signal).finally(() => {
        watched.loop = undefined;
        // Somebody looked away and back while the last look was still going on.
        if (this.#watching !== undefined && this.#watching !== watching) this.#start();
      });
    }
  }

  async #run(name: string, watched: Watched, signal: AbortSignal): Promise<void> {
    let pause = INTERVAL_MS;
    while (!signal.aborted && this.#watched.get(name) === watched) {
      watched.wake = new AbortController();
      const look = await this.#look(name, watched.look, signal);
      // Also when the window looked away while the server was being asked.
      if (isOver(signal) || this.#watched.get(name) !== watched) return;
      watched.look = look;
      this.#ports.changed();
      if (look.failure?.waitsForUser === true) return;
      pause = look.failure === undefined ? INTERVAL_MS : Math.min(LONGEST_INTERVAL_MS, pause * 2);
      await this.#ports.sleep(pause, AbortSignal.any([signal, watched.wake.signal]));
    }
  }

  async #look(name: string, before: Look, signal: AbortSignal): Promise<Look> {
    try {
      return { facts: await this.#ports.read(name, signal) };
    } catch (error) {
      return { ...before, failure: this.#ports.failureOf(error) };
    }
  }
}

/** A function, as the compiler believes that a signal once seen does not change. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}

function withoutFailure({ facts }: Look): Look {
  return facts === undefined ? {} : { facts };
}
