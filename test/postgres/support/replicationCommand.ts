import type { Connection, Submittable } from 'pg';
import { Client } from 'pg';
import type { TestServer } from './testServer';

/** Members of pg's connection that its types do not declare. */
interface CopyIn extends Connection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** One command of the streaming replication protocol: sends the command, and collects the copied data. */
export class ReplicationCommand implements Submittable {
  /** The data messages of each copy from the server. */
  readonly copies: Buffer[][] = [];
  /** The rows of all results, one after the other, as text. */
  readonly rows: (string | null)[][] = [];
  readonly done: Promise<void>;
  readonly #text: string;
  readonly #upload: Uint8Array | undefined;
  #resolve: () => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;
  #failure: Error | undefined;

  constructor(text: string, upload?: Uint8Array) {
    this.#text = text;
    this.#upload = upload;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  submit(connection: Connection): void {
    const begin = (): void => void this.copies.push([]);
    connection.on('copyOutResponse', begin);
    void this.done.finally(() => connection.off('copyOutResponse', begin)).catch(() => undefined);
    connection.query(this.#text);
  }

  handleCopyInResponse(connection: CopyIn): void {
    connection.sendCopyFromChunk(Buffer.from(this.#upload ?? []));
    connection.endCopyFrom();
  }

  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    this.copies.at(-1)?.push(Buffer.from(chunk));
  }

  handleError(error: Error): void {
    this.#failure = error;
    // The server still reports that it is ready, unless the connection itself is gone.
    if (!('severity' in error)) this.#reject(error);
  }

  handleReadyForQuery(): void {
    if (this.#failure === undefined) this.#resolve();
    else this.#reject(this.#failure);
  }

  handleRowDescription(): void {
    // The number of columns identifies a row.
  }

  handleDataRow({ fields }: { readonly fields: (string | null)[] }): void {
    this.rows.push(fields);
  }

  handleCommandComplete(): void {
    // There are several; `handleReadyForQuery` marks the end.
  }

  handleEmptyQuery(): void {
    // Never sent for these commands.
  }
}

/** Runs commands one after the other in one replication session. */
export async function replicate(server: TestServer, commands: readonly ReplicationCommand[]): Promise<void> {
  const options = { host: '127.0.0.1', port: server.port, user: 'postgres', replication: 'true' };
  const client = new Client(options);
  await client.connect();
  try {
    for (const command of commands) {
      client.query(command);
      await command.done;
    }
  } finally {
    await client.end();
  }
}
