import type { EventEmitter } from 'node:events';
import { type MessageFlaw, messageFlaw } from './messageFlaw';

/** No message of a server that this program causes is half as large. */
export const LARGEST_MESSAGE = 64 * 1024 * 1024;

/** A letter and the length, which counts itself. */
const HEADER = 5;

/** The part of the driver's connection that listens to the server. */
interface DriverConnection {
  attachListeners(stream: EventEmitter): void;
}

/**
 * Lets only whole and well-formed messages reach the driver, which trusts what it reads: six bytes from a hostile server
 * would keep it in a loop that no timer ends. Call it before the driver connects.
 *
 * @param refuse called once, with what is wrong; nothing is passed on afterwards
 */
export function guardMessages(connection: EventEmitter, refuse: (flaw: MessageFlaw) => void): void {
  const driver = connection as EventEmitter & DriverConnection;
  const attach = driver.attachListeners.bind(driver);
  driver.attachListeners = (stream) => {
    attach(new GuardedStream(stream, refuse) as unknown as EventEmitter);
  };
}

/** As much of a stream as the driver's parser uses. */
class GuardedStream {
  readonly #stream: EventEmitter;
  readonly #refuse: (flaw: MessageFlaw) => void;

  constructor(stream: EventEmitter, refuse: (flaw: MessageFlaw) => void) {
    this.#stream = stream;
    this.#refuse = refuse;
  }

  on(event: string, listener: (bytes: Buffer) => void): this {
    if (event !== 'data') {
      this.#stream.on(event, listener);
      return this;
    }
    const gate = new MessageGate(listener, this.#refuse);
    this.#stream.on('data', (bytes: Buffer) => {
      gate.take(bytes);
    });
    return this;
  }
}

/** Collects bytes until a message is whole. */
export class MessageGate {
  readonly #pass: (messages: Buffer) => void;
  readonly #refuse: (flaw: MessageFlaw) => void;
  #pending: Buffer[] = [];
  #size = 0;
  /** How many bytes there must be before anything can be passed on. */
  #needed = HEADER;
  #isClosed = false;

  constructor(pass: (messages: Buffer) => void, refuse: (flaw: MessageFlaw) => void) {
    this.#pass = pass;
    this.#refuse = refuse;
  }

  take(bytes: Buffer): void {
    if (this.#isClosed) return;
    this.#pending.push(bytes);
    this.#size += bytes.length;
    if (this.#size < this.#needed) return;
    const [only = bytes] = this.#pending;
    const all = this.#pending.length === 1 ? only : Buffer.concat(this.#pending, this.#size);
    const { end, flaw } = this.#check(all);
    this.#pending = [all.subarray(end)];
    this.#size = all.length - end;
    if (end > 0) this.#passOn(all.subarray(0, end));
    if (flaw !== undefined) this.#close(flaw);
  }

  /** Where the last message ends that is whole and without a flaw. */
  #check(all: Buffer): { readonly end: number; readonly flaw?: MessageFlaw } {
    let end = 0;
    while (end + HEADER <= all.length) {
      const length = all.readUInt32BE(end + 1);
      if (length < HEADER - 1) return { end, flaw: { kind: 'malformed' } };
      if (length > LARGEST_MESSAGE) return { end, flaw: { kind: 'too-large' } };
      const next = end + 1 + length;
      this.#needed = next - end;
      if (next > all.length) return { end };
      const letter = String.fromCharCode(all[end] ?? 0);
      const flaw = messageFlaw(letter, all.subarray(end + HEADER, next));
      if (flaw !== undefined) return { end, flaw };
      end = next;
    }
    this.#needed = HEADER;
    return { end };
  }

  /** An error of the driver itself must not end the process. */
  #passOn(messages: Buffer): void {
    try {
      this.#pass(messages);
    } catch {
      this.#close({ kind: 'malformed' });
    }
  }

  #close(flaw: MessageFlaw): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#pending = [];
    this.#refuse(flaw);
  }
}
