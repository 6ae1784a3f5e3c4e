import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { openSession } from '../../../../src/postgres/connection/connect';
import type { ConnectionSpec } from '../../../../src/postgres/connection/connectionSpec';
import { resolveConnection } from '../../../../src/postgres/connection/resolve';
import type { Session } from '../../../../src/postgres/connection/session';

export const PASSWORD = 's3cr3t $& password';

/** A message of the protocol: a letter, its length, its content. */
export function packet(letter: string, content: Buffer | string): Buffer {
  const body = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeInt32BE(4 + body.length);
  return Buffer.concat([Buffer.from(letter), length, body]);
}

export function asking(...words: readonly number[]): Buffer {
  const body = Buffer.alloc(4 * words.length);
  words.forEach((word, i) => body.writeUInt32BE(word, 4 * i));
  return packet('R', body);
}

export const ready = packet('Z', 'I');
export const refusal = (text: string): Buffer => packet('E', `SFATAL\0C28000\0M${text}\0D${text}\0\0`);

/** A server with one answer for each message of the client; records everything that it got. */
export async function playing(
  answers: readonly (Buffer | ((socket: Socket) => void))[],
  work: (port: number, received: () => string) => Promise<void>,
): Promise<void> {
  const sockets = new Set<Socket>();
  const got: Buffer[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let turn = 0;
    socket.on('data', (bytes) => {
      got.push(bytes);
      const answer = answers[turn++];
      if (typeof answer === 'function') answer(socket);
      else if (answer !== undefined) socket.write(answer);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  try {
    await work(typeof address === 'object' ? (address?.port ?? 0) : 0, () => Buffer.concat(got).toString());
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

/** Opens a session as “dba” with the password, which is sent only if the server asks for it. */
export async function connect(
  port: number,
  more: Partial<ConnectionSpec> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Session> {
  const spec: ConnectionSpec = {
    name: 'x',
    host: '127.0.0.1',
    port,
    user: 'dba',
    database: 'postgres',
    sslmode: 'disable',
    connectTimeoutSeconds: 20,
    ...more,
  };
  const connection = await resolveConnection(spec, env, () => Promise.resolve(PASSWORD));
  return openSession(connection, { applicationName: 'test' }, new AbortController().signal);
}
