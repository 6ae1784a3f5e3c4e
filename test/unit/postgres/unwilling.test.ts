import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { openSession } from '../../../src/postgres/connection/connect';
import { resolveConnection } from '../../../src/postgres/connection/resolve';
import { PostgresError } from '../../../src/postgres/postgresError';
import { startInSession } from '../../../src/postgres/session/startBackup';
import { OldServer } from './support/oldServer';
import { ScriptedServer } from './support/scriptedServer';

const never = new AbortController().signal;

async function connectTo(
  port: number,
  host = '127.0.0.1',
  signal = never,
  sslmode: 'disable' | 'prefer' | 'require' = 'prefer',
) {
  const spec = {
    name: 'x',
    host,
    port,
    user: 'dba',
    database: 'postgres',
    sslmode,
    connectTimeoutSeconds: 2,
  };
  const connection = await resolveConnection(spec, {}, () => Promise.resolve(undefined));
  return openSession(connection, { applicationName: 'test' }, signal);
}

async function listening(
  onSocket: (socket: Socket) => void,
  work: (port: number) => Promise<void>,
): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  try {
    await work(typeof address === 'object' ? (address?.port ?? 0) : 0);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

/** A message of the protocol: a letter, its length, its content. */
function packet(letter: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(4 + content.length);
  return Buffer.concat([Buffer.from(letter), length, content]);
}

describe('A server that does not want to', () => {
  it('times out where it takes the connection and says nothing', async () => {
    await listening(
      () => undefined,
      (port) => assert.rejects(connectTo(port), says('timeout', /within 2 s/)),
    );
  });

  it('is cut off where it answers without end', async () => {
    const flood = (socket: Socket): void => {
      const row = packet('D', Buffer.concat([Buffer.from([0, 1, 0, 16, 0, 0]), Buffer.alloc(1 << 20, 'x')]));
      const pour = (): void => {
        while (!socket.destroyed && socket.write(row));
      };
      socket.on('drain', pour);
      const column = Buffer.concat([Buffer.from([0, 1]), Buffer.from('version\0'), Buffer.alloc(18)]);
      socket.write(packet('T', column));
      pour();
    };
    const welcome = (socket: Socket): void => {
      socket.once('data', () => {
        socket.once('data', () => {
          flood(socket);
        });
        socket.write(packet('R', Buffer.alloc(4)));
        socket.write(packet('Z', Buffer.from('I')));
      });
    };
    await listening(welcome, async (port) => {
      const session = await connectTo(port, '127.0.0.1', never, 'disable');
      await assert.rejects(
        session.query('SELECT 1', [], { doing: 'Asking' }),
        says('server', /^Asking: the answer was larger than 64 MB/),
      );
      assert.equal(session.isOpen, false);
    });
  });

  it('is quoted with the beginning of what it says', async () => {
    const refusal = packet('E', Buffer.from(`SFATAL\0C28000\0M${'no '.repeat(200_000)}\0\0`));
    const refuse = (socket: Socket): void => {
      socket.once('data', () => socket.write(refusal));
    };
    await listening(refuse, (port) =>
      assert.rejects(connectTo(port, '127.0.0.1', never, 'disable'), (error: unknown) => {
        assert.ok(error instanceof PostgresError && error.reason === 'authentication');
        assert.ok(error.message.length < 5000 && (error.serverText ?? '').length < 5000);
        return true;
      }),
    );
  });

  it('can be given up before', async () => {
    const abort = new AbortController();
    await listening(
      () => {
        abort.abort();
      },
      (port) => assert.rejects(connectTo(port, '127.0.0.1', abort.signal), says('canceled', /was canceled/)),
    );
  });

  it('is named where its port refuses', async () => {
    let closed = 0;
    await listening(
      () => undefined,
      (port) => Promise.resolve(void (closed = port)),
    );
    await assert.rejects(
      connectTo(closed),
      says('unreachable', /127\.0\.0\.1, port \d+: the connection was refused/),
    );
  });

  it('is named where there is no such socket', async () => {
    await assert.rejects(
      connectTo(5432, '/nonexistent'),
      says('unreachable', /no socket \/nonexistent\/\.s\.PGSQL\.5432/),
    );
  });

  it('is recognised where it is no PostgreSQL server, or hangs up', async () => {
    const greet =
      (text: string) =>
      (socket: Socket): void => {
        socket.on('data', () => socket.end(text));
      };
    await listening(greet('HTTP/1.1 400 Bad Request\r\n\r\n'), (port) =>
      assert.rejects(connectTo(port), says('unreachable')),
    );
    await listening(greet(''), (port) =>
      assert.rejects(connectTo(port), says('unreachable', /broke before/)),
    );
  });

  it('offers no TLS', async () => {
    await listening(
      (socket) => {
        socket.on('data', () => socket.write('N'));
      },
      (port) =>
        assert.rejects(connectTo(port, '127.0.0.1', never, 'require'), says('tls', /does not offer TLS/)),
    );
  });

  it('is passed over for the next host where it is not there, as in libpq', async () => {
    const old = new OldServer({ version: 90525 });
    const server = await ScriptedServer.start(old.script);
    let refused = 0;
    await listening(
      () => undefined,
      (port) => Promise.resolve(void (refused = port)),
    );
    const env = { PGPORT: `${String(refused)},${String(server.port)}` };
    const connection = await resolveConnection(
      { name: 'x', host: '127.0.0.1,127.0.0.1', user: 'dba' },
      env,
      () => Promise.resolve(undefined),
    );
    const session = await openSession(connection, { applicationName: 'test' }, never);
    assert.equal(session.endpoint.port, server.port);
    await session.close();
    await server.stop();
  });

  it('is a pooler, which cannot hold a backup', async () => {
    const old = new OldServer({ version: 90525 });
    const server = await ScriptedServer.start(old.script, { announcedPid: (pid) => pid + 1 });
    const spec = { name: 'x', host: '127.0.0.1', port: server.port, user: 'dba' };
    const connection = await resolveConnection(spec, {}, () => Promise.resolve(undefined));
    const start = startInSession(connection, { mode: 'exclusive', label: 'x', fast: true }, never);
    await assert.rejects(start, says('configuration', /pooler/));
    assert.equal(old.inBackup, false);
    await server.stop();
  });
});

function says(reason: string, message = /./): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof PostgresError, String(error));
    assert.equal(error.reason, reason, error.message);
    assert.match(error.message, message);
    assert.notEqual(error.remedy, '');
    return true;
  };
}
