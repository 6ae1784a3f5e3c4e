import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hideSecretsIn, withoutSecrets } from '../../../src/postgres/connection/secrets';

describe('A text without secrets', () => {
  it('has no value that is called a password or a secret', () => {
    const cases = [
      ['password=hunter2 host=db', 'password=••• host=db'],
      ["sslpassword = 'it''s, here' user=x", 'sslpassword = ••• user=x'],
      ['AWS_SECRET_ACCESS_KEY=abc/def+ wal-g wal-push', 'AWS_SECRET_ACCESS_KEY=••• wal-g wal-push'],
      ['PGPASSWORD="a b" psql', 'PGPASSWORD=••• psql'],
      ['to postgresql://anna:p%40ss@db:5432/shop', 'to postgresql://anna:•••@db:5432/shop'],
    ] as const;
    for (const [text, clean] of cases) assert.equal(withoutSecrets(text), clean);
  });

  it('is otherwise what it was', () => {
    for (const text of [
      'password authentication failed for user "dba"',
      'a token: none, 5 = 4 + 1',
      'no secret is kept, and host=db user=anna',
      'see https://www.postgresql.org/docs/',
    ]) {
      assert.equal(withoutSecrets(text), text);
    }
  });

  it('is found at once in megabytes that a hostile server sends', () => {
    const megabyte = 1_000_000;
    for (const part of ['a', 'token', 'a.', 'token ', "''", 'a://']) {
      const text = part.repeat(megabyte / part.length);
      assert.equal(withoutSecrets(`${text}: password=hunter2`), `${text}: password=•••`);
    }
  });

  it('is found in the value of something that is no secret', () => {
    assert.equal(
      withoutSecrets("primary_conninfo='user=a password=hunter2'"),
      "primary_conninfo='user=a password=•••'",
    );
  });

  it('hides a short password only where it stands alone', () => {
    assert.equal(withoutSecrets('a database and "a"', ['a']), '••• database and "•••"');
    assert.equal(withoutSecrets('(1+1) is 2', ['1+1']), '(•••) is 2');
    assert.equal(withoutSecrets('all', ['']), 'all');
  });

  it('never holds what was given', () => {
    const secret = fc.string({ minLength: 4, unit: 'grapheme' }).filter((text) => !text.includes('•'));
    fc.assert(
      fc.property(fc.string(), secret, fc.string(), (before, given, after) => {
        assert.ok(!withoutSecrets(`${before}${given}${after}`, [given]).includes(given));
      }),
    );
  });

  it('is taken out of all that an error says, its stack too', () => {
    const error = Object.assign(new Error('you said hunter2'), { detail: 'hunter2!', code: '28000' });
    hideSecretsIn(error, new Set(['hunter2']));
    assert.deepEqual([error.message, error.detail, error.code], ['you said •••', '•••!', '28000']);
    assert.ok(error.stack?.includes('hunter2') === false);
  });
});
