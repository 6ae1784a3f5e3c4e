import type { Session } from '../connection/session';
import type { ServerMessage } from './backupTypes';

/** More than any backup brings; a server that repeats itself must not fill the memory. */
const MOST = 200;

/** The NOTICEs and WARNINGs of a session. */
export class Messages {
  readonly #kept: ServerMessage[] = [];
  readonly #listeners = new Set<(message: ServerMessage) => void>();

  constructor(session: Session) {
    session.onNotice((severity, text) => {
      const message = { severity, text, time: new Date().toISOString() };
      this.#kept.push(message);
      if (this.#kept.length > MOST) this.#kept.shift();
      for (const listener of this.#listeners) listener(message);
    });
  }

  get all(): readonly ServerMessage[] {
    return [...this.#kept];
  }

  /** Returns a function that ends the listening. */
  listen(listener: (message: ServerMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
