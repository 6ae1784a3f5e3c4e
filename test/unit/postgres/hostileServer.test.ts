import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MessageGate } from '../../../src/postgres/connection/wire/guardMessages';
import { type MessageFlaw, messageFlaw } from '../../../src/postgres/connection/wire/messageFlaw';
import { PostgresError } from '../../../src/postgres/postgresError';
import { asking, connect, packet, playing, ready } from './support/playedServer';

const MALFORMED = /sent something that is not a message of a PostgreSQL server\. The connection was closed/;

/** An error or a notice whose first field has no end: six bytes. */
const endless = (letter: 'E' | 'N'): Buffer => Buffer.from([letter.charCodeAt(0), 0, 0, 0, 5, 0x53]);
const welcome = Buffer.concat([asking(0), ready]);

function refused(words: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof PostgresError, String(error));
    assert.match(error.message, words);
    return true;
  };
}

describe('A hostile server', () => {
  for (const letter of ['E', 'N'] as const) {
    it(`does not keep the driver in a loop by six bytes (${letter}) before the login`, () =>
      playing([endless(letter)], (port) => assert.rejects(connect(port), refused(MALFORMED))));

    it(`does not by the same bytes (${letter}) after it, and the session ends`, () =>
      playing([welcome, endless(letter)], async (port) => {
        const session = await connect(port);
        const ended: unknown[] = [];
        session.onEnd((error) => ended.push(error));
        await assert.rejects(session.query('SELECT 1', [], { doing: 'Asking' }), refused(MALFORMED));
        assert.equal(session.isOpen, false);
        assert.equal(ended.length, 1);
      }));
  }

  it('is told from a firewall where it asks for authentication that the driver does not know', async () => {
    for (const [kind, method] of [
      [7, 'GSSAPI'],
      [9, 'SSPI'],
    ] as const) {
      const words = new RegExp(`requires authentication by ${method}, which this program does not support`);
      await playing([asking(kind)], (port) => assert.rejects(connect(port), refused(words)));
    }
    await playing([asking(4711)], (port) => assert.rejects(connect(port), refused(MALFORMED)));
  });

  it('is connected to once if it refuses a password before it asks for one', async () => {
    const refusal = packet('E', 'SFATAL\0C28P01\0Mno\0\0');
    const answers = Array.from({ length: 9 }, () => refusal);
    await playing(answers, (port, received) =>
      assert.rejects(connect(port), (error: unknown) => {
        assert.match(String(error), /refused the password of “dba” before it asked for one/);
        assert.equal(received().split('user\0dba').length - 1, 1);
        return true;
      }),
    );
  });

  it('cannot take much more memory with small rows than with large ones', async () => {
    const columns = packet('T', Buffer.concat([Buffer.from([0, 1]), Buffer.from('a\0'), Buffer.alloc(18)]));
    const row = packet('D', Buffer.from([0, 1, 0, 0, 0, 1, 0x78]));
    const rows = Buffer.concat(Array.from({ length: 50_000 }, () => row));
    // Six megabytes as bytes, and about a hundred as rows.
    const many = Array.from({ length: 10 }, () => rows);
    await playing([welcome, Buffer.concat([columns, ...many])], async (port) => {
      const session = await connect(port);
      const words = /the answer was larger than 64 MB, so the session was closed/;
      await assert.rejects(session.query('SELECT 1', [], { doing: 'Asking' }), refused(words));
    });
  });
});

describe('The gate before the driver', () => {
  function passed(pieces: readonly Buffer[]): { readonly bytes: Buffer; readonly flaws: MessageFlaw[] } {
    const got: Buffer[] = [];
    const flaws: MessageFlaw[] = [];
    const gate = new MessageGate(
      (bytes) => got.push(bytes),
      (flaw) => flaws.push(flaw),
    );
    for (const piece of pieces) gate.take(piece);
    return { bytes: Buffer.concat(got), flaws };
  }

  const good = Buffer.concat([
    asking(0),
    packet('S', 'TimeZone\0UTC\0'),
    packet('K', Buffer.alloc(8)),
    packet('N', 'SNOTICE\0Mhello\0\0'),
    ready,
    packet('C', 'SET\0'),
    packet('D', Buffer.from([0, 2, 255, 255, 255, 255, 0, 0, 0, 1, 0x78])),
  ]);

  it('passes whole messages, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 40 }), (sizes) => {
        const pieces: Buffer[] = [];
        for (let at = 0, i = 0; at < good.length; i++) {
          const size = sizes[i % sizes.length] ?? 1;
          pieces.push(good.subarray(at, at + size));
          at += size;
        }
        const { bytes, flaws } = passed(pieces);
        assert.deepEqual([bytes, flaws], [good, []]);
      }),
    );
  });

  it('passes what is before a flaw, and nothing after it', () => {
    const { bytes, flaws } = passed([good, endless('E'), good]);
    assert.deepEqual([bytes, flaws], [good, [{ kind: 'malformed' }]]);
  });

  it('closes when the driver throws', () => {
    const flaws: MessageFlaw[] = [];
    const gate = new MessageGate(
      () => {
        throw new Error('driver');
      },
      (flaw) => flaws.push(flaw),
    );
    gate.take(good);
    gate.take(good);
    assert.deepEqual(flaws, [{ kind: 'malformed' }]);
  });

  it('finds the flaw of every message that is cut inside of its content', () => {
    const messages: readonly (readonly [string, Buffer])[] = [
      ['E', Buffer.from('SFATAL\0Mx\0\0')],
      ['A', Buffer.concat([Buffer.alloc(4), Buffer.from('a\0b\0')])],
      ['D', Buffer.from([0, 1, 0, 0, 0, 2, 1, 2])],
      ['G', Buffer.from([0, 0, 1, 0, 0])],
      ['K', Buffer.alloc(8)],
      ['S', Buffer.from('a\0b\0')],
      ['T', Buffer.concat([Buffer.from([0, 1]), Buffer.from('a\0'), Buffer.alloc(18)])],
      ['t', Buffer.from([0, 1, 0, 0, 0, 25])],
      ['Z', Buffer.from('I')],
      ['R', Buffer.from([0, 0, 0, 10, 0x41, 0, 0])],
      ['R', Buffer.from([0, 0, 0, 5, 1, 2, 3, 4])],
    ];
    for (const [letter, body] of messages) {
      assert.equal(messageFlaw(letter, body), undefined, letter);
      for (let length = 0; length < body.length; length++)
        assert.deepEqual(
          messageFlaw(letter, body.subarray(0, length)),
          { kind: 'malformed' },
          `${letter} ${length}`,
        );
    }
    for (const letter of ['v', '\0', 'X', 'constructor'])
      assert.deepEqual(messageFlaw(letter, Buffer.alloc(9)), { kind: 'malformed' }, letter);
  });
});
