import type { ServerFacts } from '../../../postgres/facts/serverFacts';
import type { ServerFailure } from './serverState';

/** The pause between two looks at a server. */
const INTERVAL_MS = 5000;
/** A server that does not answer is asked less and less often, but at least this often. */
const LONGEST_INTERVAL_MS = 60_000;

export interface WatchPorts {
  /** Reads the facts of a server once. */
  read(connection: string, signal: AbortSignal): Promise<ServerFacts>;
  failureOf(error: unknown): ServerFailure;
  changed(): void;
  /** Ends early when the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface ServerLook {
  readonly facts?: ServerFacts;
  readonly failure?: ServerFailure;
}

interface Watched {
  look: ServerLook;
  /** Runs while the view is visible; never two for one server. */
  loop: Promise<void> | undefined;
  /** Ends the pause between two looks. */
  wake: AbortController;
}

/**
 * Looks at servers repeatedly while the view is visible. Each server has a loop of its own, so that a slow one does not
 * delay the others, and looks at one server never overlap.
 */
export class ServerWatch {
  readonly #ports: WatchPorts;
  readonly #watched = new Map<string, Watched>();
  #watching: AbortController | undefined;

  constructor(ports: WatchPorts) {
    this.#ports = ports;
  }

  lookOf(connection: string): ServerLook {
    return this.#watched.get(connection)?.look ?? {};
  }

  /** Sets the connections to watch. For those in `changed`, the known facts are forgotten. */
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

  /** Begins or ends watching. Known facts stay. */
  setWatching(on: boolean): void {
    if (on === (this.#watching !== undefined)) return;
    this.#watching?.abort();
    this.#watching = on ? new AbortController() : undefined;
    this.#start();
  }

  /** Looks again now, at one or at all, even if only the user could have changed something. */
  refresh(connection?: string): void {
    for (const [name, watched] of this.#watched) {
      if (connection !== undefined && connection !== name) continue;
      if (watched.look.failure?.waitsForUser === true) watched.look = withoutFailure(watched.look);
      watched.wake.abort();
    }
    this.#start();
  }

  /** Takes over the result of a look that was made for another purpose. */
  update(connection: string, look: ServerLook): void {
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
        // The view was hidden and shown again during the last look.
        if (this.#watching !== undefined && this.#watching !== watching) this.#start();
      });
    }
  }

  async #run(name: string, watched: Watched, signal: AbortSignal): Promise<void> {
    let pause = INTERVAL_MS;
    while (!signal.aborted && this.#watched.get(name) === watched) {
      watched.wake = new AbortController();
      const look = await this.#look(name, watched.look, signal);
      // Also if the view was hidden while the server was being asked.
      if (isOver(signal) || this.#watched.get(name) !== watched) return;
      watched.look = look;
      this.#ports.changed();
      if (look.failure?.waitsForUser === true) return;
      pause = look.failure === undefined ? INTERVAL_MS : Math.min(LONGEST_INTERVAL_MS, pause * 2);
      await this.#ports.sleep(pause, AbortSignal.any([signal, watched.wake.signal]));
    }
  }

  async #look(name: string, before: ServerLook, signal: AbortSignal): Promise<ServerLook> {
    try {
      return { facts: await this.#ports.read(name, signal) };
    } catch (error) {
      return { ...before, failure: this.#ports.failureOf(error) };
    }
  }
}

/** A function, because the compiler assumes that a signal does not change. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}

function withoutFailure({ facts }: ServerLook): ServerLook {
  return facts === undefined ? {} : { facts };
}
