import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { inspect } from 'node:util';
import { PostgresError } from '../../../src/postgres/postgresError';
import { asking, connect, packet, PASSWORD, playing, ready, refusal } from './support/playedServer';

const CLEARTEXT = [3];
const MD5 = [5, 0x01020304];

/** Everything that could get into a message or a log. */
function allOf(error: unknown): string {
  assert.ok(error instanceof PostgresError, String(error));
  return [error.message, error.remedy, error.serverText, inspect(error, { depth: 9, showHidden: true })].join(
    '\n',
  );
}

describe('A login', () => {
  it('is cut off where the server sends without end before there is a session', async () => {
    const flood = (socket: Socket): void => {
      // One message that claims to be 32 MB long, which the driver would keep until it is whole.
      const head = Buffer.from([0x4e, 0x02, 0, 0, 0]);
      const piece = Buffer.alloc(1 << 16, 'x');
      const pour = (): void => {
        while (!socket.destroyed && socket.write(piece));
      };
      socket.on('drain', pour);
      socket.write(head);
      pour();
    };
    await playing([flood], (port) =>
      assert.rejects(connect(port), (error: unknown) => {
        assert.match(allOf(error), /sent more than 1 MB before a session began/);
        return true;
      }),
    );
  });

  it('may take as many notices as servers send, which count no more once the session is there', async () => {
    const notice = packet('N', `SNOTICE\0C00000\0M${'x'.repeat(200_000)}\0\0`);
    const many = Buffer.concat(Array.from({ length: 8 }, () => notice));
    await playing([Buffer.concat([asking(0), notice, ready])], async (port) => {
      const session = await connect(port);
      assert.equal(session.isOpen, true);
      session.cut();
    });
    await playing(
      [Buffer.concat([asking(0), ready]), Buffer.concat([many, packet('I', ''), ready])],
      async (port) => {
        const session = await connect(port);
        assert.deepEqual(await session.query('SELECT 1', [], { doing: 'Asking' }), []);
        session.cut();
      },
    );
  });

  it('does not repeat a password that the server throws back', async () => {
    await playing(
      [asking(...CLEARTEXT), refusal(`You said “${PASSWORD}”, host=x password='${PASSWORD}'`)],
      (port) =>
        assert.rejects(connect(port), (error: unknown) => {
          const said = allOf(error);
          assert.ok(!said.includes('s3cr3t'), said);
          assert.match(said, /You said “•••”/);
          return true;
        }),
    );
  });

  it('does not repeat it later either: in errors, notices and the end of the session', async () => {
    const welcome = Buffer.concat([asking(0), ready]);
    const later = Buffer.concat([
      packet('N', `SNOTICE\0C00000\0M${PASSWORD}\0\0`),
      packet('E', `SERROR\0C42601\0Mno: ${PASSWORD}\0H${PASSWORD}\0\0`),
      ready,
    ]);
    const end = packet('E', `SFATAL\0C57P01\0Mgo, ${PASSWORD}\0\0`);
    const goodbye = (socket: Socket): void => {
      socket.end(end);
    };
    await playing([asking(...CLEARTEXT), welcome, later, goodbye], async (port) => {
      const session = await connect(port);
      const notices: string[] = [];
      session.onNotice((_, text) => notices.push(text));
      const told: unknown[] = [];
      session.onEnd((error) => told.push(error));
      for (const doing of ['Asking', 'Asking again']) {
        await assert.rejects(session.query('SELECT 1', [], { doing }), (error: unknown) => {
          assert.ok(!allOf(error).includes('s3cr3t'), allOf(error));
          return true;
        });
      }
      assert.deepEqual(notices, ['•••']);
      assert.equal(told.length, 1);
      assert.ok(!inspect(told).includes('s3cr3t'));
    });
  });

  it('sends no password where channel binding is demanded and cannot be had', async () => {
    const demands: readonly (readonly [Buffer, RegExp])[] = [
      [asking(...CLEARTEXT), /channel_binding=require is set, but the connection is not encrypted/],
      [asking(...MD5), /channel_binding=require/],
      [
        packet('R', Buffer.concat([Buffer.from([0, 0, 0, 10]), Buffer.from('SCRAM-SHA-256\0\0')])),
        /channel_binding=require/,
      ],
      [Buffer.concat([asking(0), ready]), /the server accepted the connection without it/],
    ];
    for (const [question, words] of demands) {
      await playing([question, refusal('x')], (port, received) =>
        assert.rejects(connect(port, { channelBinding: 'require' }), (error: unknown) => {
          assert.match(allOf(error), words);
          assert.ok(error instanceof PostgresError && error.reason === 'authentication');
          assert.ok(!received().includes('s3cr3t') && !received().includes('SCRAM'), received());
          return true;
        }),
      );
    }
  });

  it('answers only as require_auth allows, also when the server asks a second time', async () => {
    const scram = packet('R', Buffer.concat([Buffer.from([0, 0, 0, 10]), Buffer.from('SCRAM-SHA-256\0\0')]));
    const env = { PGREQUIREAUTH: 'scram-sha-256' };
    await playing([scram, asking(...CLEARTEXT), refusal('x')], (port, received) =>
      assert.rejects(connect(port, {}, env), (error: unknown) => {
        assert.match(allOf(error), /requires authentication by password, but require_auth does not allow/);
        assert.ok(received().includes('SCRAM-SHA-256') && !received().includes('s3cr3t'));
        return true;
      }),
    );
    await playing([Buffer.concat([asking(0), ready])], (port) =>
      assert.rejects(connect(port, {}, env), /accepts the connection without authentication/),
    );
    await playing([asking(...MD5), Buffer.concat([asking(0), ready])], async (port) => {
      (await connect(port, {}, { PGREQUIREAUTH: '!password,!none' })).cut();
    });
    await assert.rejects(connect(1, {}, { PGREQUIREAUTH: 'md5,!none' }), /mixes/);
    await assert.rejects(connect(1, {}, { PGREQUIREAUTH: 'kerberos' }), /not a way to authenticate/);
    await assert.rejects(connect(1, {}, { PGCHANNELBINDING: 'maybe' }), /not a channel_binding/);
  });
});
