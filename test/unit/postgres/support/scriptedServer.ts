import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';

/** A scripted server's answer to a statement. */
export type Answer =
  | { readonly columns: readonly string[]; readonly rows: readonly (readonly (string | null)[])[] }
  | { readonly error: string; readonly code: string; readonly hint?: string; readonly severity?: string }
  /** No answer until the promise settles. */
  | { readonly later: Promise<Answer> }
  /** Ends the connection. */
  | 'hang-up';

export type Script = (sql: string, values: readonly (string | null)[], session: ScriptedSession) => Answer;

/** One client of the scripted server. */
export interface ScriptedSession {
  readonly pid: number;
  readonly startup: Readonly<Record<string, string>>;
  notice(severity: string, text: string): void;
}

export interface ScriptedServerOptions {
  /** Called with a request to cancel a session's statement. */
  readonly onCancel?: (pid: number) => void;
  /** The process number that the server announces; a pooler announces another one than pg_backend_pid(). */
  readonly announcedPid?: (pid: number) => number;
}

const SSL_REQUEST = 80877103;
const CANCEL_REQUEST = 80877102;

/**
 * A server that implements PostgreSQL's protocol 3.0 and answers from a script; it offers no TLS and asks for no
 * password.
 */
export class ScriptedServer {
  readonly port: number;
  readonly statements: string[] = [];
  readonly #server: Server;
  readonly #sockets: Set<Socket>;

  private constructor(server: Server, sockets: Set<Socket>, port: number, statements: string[]) {
    this.#server = server;
    this.#sockets = sockets;
    this.port = port;
    this.statements = statements;
  }

  static async start(script: Script, options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
    const sockets = new Set<Socket>();
    const statements: string[] = [];
    let nextPid = 4000;
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
      serve(
        socket,
        ++nextPid,
        (sql, values, session) => {
          statements.push(sql);
          return script(sql, values, session);
        },
        options,
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return new ScriptedServer(server, sockets, address.port, statements);
  }

  /** Drops every connection and stops listening. */
  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

function serve(socket: Socket, pid: number, script: Script, options: ScriptedServerOptions): void {
  let input = Buffer.alloc(0);
  let session: ScriptedSession | undefined;
  const statement = { sql: '', values: [] as (string | null)[] };
  // Answers are sent in order, even if one is late.
  let turn: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void> | void): void => {
    turn = turn.then(work);
  };
  const run = (sql: string, values: readonly (string | null)[]): void => {
    inTurn(async () => {
      if (session !== undefined) await send(socket, script(sql, values, session));
    });
  };
  const ready = (): void => {
    inTurn(() => void socket.write(message('Z', Buffer.from('I'))));
  };

  socket.on('data', (chunk: Buffer) => {
    input = Buffer.concat([input, chunk]);
    for (;;) {
      const head = session === undefined ? 0 : 1;
      if (input.length < head + 4) return;
      const length = input.readUInt32BE(head);
      if (input.length < head + length) return;
      const type = head === 0 ? '' : String.fromCharCode(input[0] ?? 0);
      const body = Buffer.from(input.subarray(head + 4, head + length));
      input = Buffer.from(input.subarray(head + length));
      handle(type, body);
    }
  });

  function handle(type: string, body: Buffer): void {
    if (type === '') begin(body);
    else if (type === 'Q') {
      run(textAt(body, 0).text, []);
      ready();
    } else if (type === 'P') {
      statement.sql = textAt(body, textAt(body, 0).end).text;
      inTurn(() => void socket.write(message('1')));
    } else if (type === 'B') {
      statement.values = bound(body);
      inTurn(() => void socket.write(message('2')));
    } else if (type === 'E') run(statement.sql, statement.values);
    else if (type === 'S') ready();
    else if (type === 'X') socket.end();
  }

  function begin(body: Buffer): void {
    const code = body.readInt32BE(0);
    if (code === SSL_REQUEST) socket.write('N');
    else if (code === CANCEL_REQUEST) {
      options.onCancel?.(body.readInt32BE(4));
      socket.end();
    } else {
      session = {
        pid,
        startup: pairs(body.subarray(4)),
        notice: (severity, text) => void socket.write(fault('N', severity, text, '00000')),
      };
      const key = Buffer.alloc(8);
      key.writeInt32BE(options.announcedPid?.(pid) ?? pid, 0);
      socket.write(
        Buffer.concat([message('R', Buffer.alloc(4)), message('K', key), message('Z', Buffer.from('I'))]),
      );
    }
  }
}

async function send(socket: Socket, answer: Answer): Promise<void> {
  if (answer === 'hang-up') {
    socket.destroy();
  } else if ('later' in answer) {
    await send(socket, await answer.later);
  } else if ('error' in answer) {
    socket.write(fault('E', answer.severity ?? 'ERROR', answer.error, answer.code, answer.hint));
  } else {
    const rows = answer.rows.map((row) => message('D', Buffer.concat([int16(row.length), ...row.map(cell)])));
    const command = message('C', Buffer.from(`SELECT ${String(rows.length)}\0`));
    socket.write(Buffer.concat([description(answer.columns), ...rows, command]));
  }
}

function description(columns: readonly string[]): Buffer {
  const fields = columns.map((name) => {
    const rest = Buffer.alloc(18);
    // Everything is text.
    rest.writeInt32BE(25, 6);
    return Buffer.concat([Buffer.from(`${name}\0`), rest]);
  });
  return message('T', Buffer.concat([int16(columns.length), ...fields]));
}

function cell(value: string | null): Buffer {
  if (value === null) return int32(-1);
  const bytes = Buffer.from(value);
  return Buffer.concat([int32(bytes.length), bytes]);
}

function fault(type: 'E' | 'N', severity: string, text: string, code: string, hint?: string): Buffer {
  const fields = [`S${severity}`, `C${code}`, `M${text}`, ...(hint === undefined ? [] : [`H${hint}`])];
  return message(type, Buffer.from(`${fields.map((field) => `${field}\0`).join('')}\0`));
}

function message(type: string, body: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function bound(body: Buffer): (string | null)[] {
  let at = textAt(body, textAt(body, 0).end).end;
  at += 2 + 2 * body.readInt16BE(at);
  const values: (string | null)[] = [];
  const count = body.readInt16BE(at);
  at += 2;
  for (let i = 0; i < count; i++) {
    const length = body.readInt32BE(at);
    at += 4;
    values.push(length < 0 ? null : body.toString('utf8', at, at + length));
    at += Math.max(length, 0);
  }
  return values;
}

function pairs(body: Buffer): Record<string, string> {
  const parts = body.toString().split('\0');
  const found: Record<string, string> = {};
  for (let i = 0; i + 1 < parts.length && parts[i] !== ''; i += 2) found[parts[i] ?? ''] = parts[i + 1] ?? '';
  return found;
}

function textAt(body: Buffer, start: number): { text: string; end: number } {
  const end = body.indexOf(0, start);
  return { text: body.toString('utf8', start, end), end: end + 1 };
}

function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}
