import type { Duplex } from 'node:stream';
import type { Client } from 'pg';
import { PostgresError } from '../postgresError';
import { type Connected, destroyClient } from './attempt';
import { type CancelKey, requestCancel } from './cancelRequest';
import type { Endpoint } from './connectionSpec';
import { canceled, whenAborted } from './deadline';
import { isConnectionLoss, serverFailure } from './failures';
import { hideSecretsIn, withoutSecrets } from './secrets';

/** A row with the text of each column as the server prints it. */
export type TextRow<Column extends string> = Readonly<Record<Column, string | null>>;

export interface QueryLimits {
  /** Aborting it asks the server to cancel the statement; without an answer the session is cut. */
  readonly signal?: AbortSignal;
  /** Default 20 000; `Infinity` for statements that may take any time. After it the session is cut. */
  readonly milliseconds?: number;
  /** The activity, for messages: “Reading the settings”. */
  readonly doing: string;
}

const DEFAULT_LIMIT_MS = 20_000;
/** How long a server may take to cancel a statement. */
const CANCEL_LIMIT_MS = 5_000;
/** The pause between two requests to cancel. */
const CANCEL_AGAIN_MS = 500;
/** Time limit for a clean end of the session. */
const CLOSE_LIMIT_MS = 2_000;

/** No statement returns half as much; endless rows would take the memory of the whole extension host. */
const LARGEST_ANSWER = 64 * 1024 * 1024;

/** About what a row and a value of it take in memory besides their text: many small ones are large. */
const ROW_BYTES = 128;
const FIELD_BYTES = 64;

/** Every value stays the text that the server sent: no time zones, no rounding. */
const AS_TEXT = { getTypeParser: () => (value: string) => value };

/** One session with a server. Statements run one after the other. */
export class Session {
  readonly endpoint: Endpoint;
  readonly #client: Client;
  readonly #secrets: Connected['secrets'];
  #tail: Promise<unknown> = Promise.resolve();
  readonly #endListeners = new Set<(error: unknown) => void>();
  #ended: { readonly error: unknown } | undefined;
  #closing = false;
  /** About the bytes that the answer to the running statement takes in memory. */
  #received = 0;

  constructor({ client, secrets }: Connected, endpoint: Endpoint) {
    this.#client = client;
    this.#secrets = secrets;
    this.endpoint = endpoint;
    const { stream }: { stream: Duplex } = client.connection;
    stream.on('data', ({ length }: Uint8Array) => {
      this.#received += length;
      if (this.#received > LARGEST_ANSWER) this.cut();
    });
    client.connection.on('dataRow', ({ fields }: { readonly fields: readonly unknown[] }) => {
      this.#received += ROW_BYTES + FIELD_BYTES * fields.length;
      if (this.#received > LARGEST_ANSWER) this.cut();
    });
    client.on('error', (error) => {
      this.#end(error);
    });
    client.on('end', () => {
      this.#end(new Error('Connection terminated'));
    });
  }

  /** Server process and secret, as the server (or a pooler in between) sent them at the start. */
  get cancelKey(): CancelKey {
    const { processID, secretKey } = this.#client as unknown as { processID: number; secretKey: number };
    return { pid: processID, secret: secretKey };
  }

  get isOpen(): boolean {
    return this.#ended === undefined && !this.#closing;
  }

  /** Calls when the session ends and we did not close it. */
  onEnd(listener: (error: unknown) => void): void {
    if (this.#ended === undefined) this.#endListeners.add(listener);
    else listener(this.#ended.error);
  }

  /** NOTICEs and WARNINGs. */
  onNotice(listener: (severity: string, text: string) => void): void {
    this.#client.on('notice', ({ severity, message }) => {
      listener(severity ?? 'NOTICE', withoutSecrets(message ?? '', this.#secrets));
    });
  }

  /** Runs one statement. Throws {@link PostgresError}. */
  query<Column extends string>(
    text: string,
    values: readonly (string | number | boolean)[],
    limits: QueryLimits,
  ): Promise<TextRow<Column>[]> {
    const result = this.#tail.then(() => this.#run<Column>(text, values, limits));
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** Ends the session cleanly, and with it everything that it held. Cuts the connection if that takes too long. */
  async close(): Promise<void> {
    this.#closing = true;
    if (this.#ended !== undefined) return;
    const timer = setTimeout(() => {
      this.cut();
    }, CLOSE_LIMIT_MS);
    await this.#client.end().catch(() => undefined);
    clearTimeout(timer);
  }

  /** Cuts the connection without notice. */
  cut(): void {
    destroyClient(this.#client);
  }

  /** Asks the server to cancel the running statement. */
  cancelStatement(): Promise<void> {
    return requestCancel(this.endpoint, this.cancelKey);
  }

  async #run<Column extends string>(
    text: string,
    values: readonly (string | number | boolean)[],
    limits: QueryLimits,
  ): Promise<TextRow<Column>[]> {
    const { signal, milliseconds = DEFAULT_LIMIT_MS, doing } = limits;
    if (isAborted(signal)) throw canceled(doing);
    if (this.#ended !== undefined) throw serverFailure(this.#ended.error, doing);
    this.#received = 0;
    let tooLong = false as boolean;
    const timer =
      milliseconds === Infinity
        ? undefined
        : setTimeout(() => {
            tooLong = true;
            this.cut();
          }, milliseconds);
    const forget = signal === undefined ? () => undefined : this.#cancelWhenAborted(signal);
    try {
      const config = { text, ...(values.length === 0 ? {} : { values: values.map(String) }), types: AS_TEXT };
      return (await this.#client.query<TextRow<Column>>(config)).rows;
    } catch (error) {
      hideSecretsIn(error, this.#secrets);
      if (isConnectionLoss(error)) this.#end(error);
      if (isAborted(signal)) throw canceled(doing);
      if (this.#received > LARGEST_ANSWER) throw answersTooMuch(doing);
      throw tooLong ? noAnswer(doing, milliseconds) : serverFailure(error, doing);
    } finally {
      clearTimeout(timer);
      forget();
    }
  }

  #cancelWhenAborted(signal: AbortSignal): () => void {
    let timer: NodeJS.Timeout | undefined;
    let repeat: NodeJS.Timeout | undefined;
    const forget = whenAborted(signal, () => {
      void this.cancelStatement();
      // A request that overtakes the statement finds nothing to cancel, and the server does not report that.
      repeat = setInterval(() => void this.cancelStatement(), CANCEL_AGAIN_MS);
      timer = setTimeout(() => {
        this.cut();
      }, CANCEL_LIMIT_MS);
    });
    return () => {
      forget();
      clearTimeout(timer);
      clearInterval(repeat);
    };
  }

  #end(error: unknown): void {
    if (this.#ended !== undefined) return;
    hideSecretsIn(error, this.#secrets);
    this.#ended = { error };
    if (this.#closing) return;
    for (const listener of this.#endListeners) listener(error);
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function noAnswer(doing: string, milliseconds: number): PostgresError {
  return new PostgresError({
    reason: 'timeout',
    message: `${doing}: the server did not answer within ${milliseconds / 1000} s, so this program closed the session.`,
    remedy: 'Check the network and the load of the server.',
  });
}

function answersTooMuch(doing: string): PostgresError {
  return new PostgresError({
    reason: 'server',
    message: `${doing}: the answer was larger than ${LARGEST_ANSWER / 1024 / 1024} MB, so the session was closed.`,
    remedy: 'Check that this is the right server: PostgreSQL does not return so much data here.',
  });
}
