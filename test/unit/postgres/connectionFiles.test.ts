import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findPassword } from '../../../src/postgres/connection/libpqFiles/passwordFile';
import { readService } from '../../../src/postgres/connection/libpqFiles/serviceFile';

describe('A service file', () => {
  const text = [
    '# comment',
    'host=before',
    '[shop]',
    '  host=db1.example  ',
    'port=5433',
    'host=db2.example',
    '',
    'password=a=b c',
    '[other]',
    'nonsense',
    '[shop]',
    'user=late',
  ].join('\r\n');

  it('gives the first section of a name, the first value of a key, and no blanks around a line', () => {
    const reading = readService(text, 'shop');
    assert.ok(reading.kind === 'found');
    assert.deepEqual(
      [...reading.settings],
      [
        ['host', 'db1.example'],
        ['port', '5433'],
        ['password', 'a=b c'],
      ],
    );
  });

  it('is judged only where it is used', () => {
    assert.deepEqual(readService(text, 'other'), {
      kind: 'malformed',
      line: 10,
      problem: 'it does not have the form key=value',
    });
    assert.equal(readService(text, 'sho').kind, 'absent');
  });

  for (const [line, problem] of [
    ['service=x', /cannot refer/],
    ['host = x', /no blanks/],
    ['=x', /key=value/],
  ] as const) {
    it(`is refused with the line “${line}”`, () => {
      const reading = readService(`[a]\n${line}\n`, 'a');
      assert.match(reading.kind === 'malformed' ? reading.problem : '', problem);
    });
  }
});

describe('A password file', () => {
  const key = { host: 'db', port: 5432, database: 'shop', user: 'dba' };

  it('gives the password of the first line that fits', () => {
    const lines = [
      '#db:5432:shop:dba:comment',
      'db:5433:shop:dba:port',
      'db:*:shop:dba:first',
      '*:*:*:*:last',
    ];
    assert.equal(findPassword(lines.join('\n'), key), 'first');
    assert.equal(findPassword(lines.join('\r\n'), { ...key, user: 'x' }), 'last');
  });

  it('takes a star for anything only when it stands alone and unescaped', () => {
    assert.equal(findPassword('\\*:*:*:*:no\nd*:*:*:*:no', key), undefined);
    assert.equal(findPassword('\\*:*:*:*:yes', { ...key, host: '*' }), 'yes');
  });

  it('does without lines that are too short, and stops the password at a colon', () => {
    assert.equal(findPassword('db:5432:shop:dba\n\ndb:5432:shop:dba:se\\:cret:more', key), 'se:cret');
  });

  it('gives back whatever was escaped into it', () => {
    const field = fc
      .string({ minLength: 1, unit: 'grapheme' })
      .filter((text) => !/[\r\n]/.test(text) && !text.startsWith('#'));
    const escape = (text: string): string => text.replaceAll(/[\\:]/g, '\\$&').replace(/^\*$/, '\\*');
    fc.assert(
      fc.property(field, field, field, field, (host, database, user, password) => {
        const line = [host, '5432', database, user, password].map(escape).join(':');
        assert.equal(findPassword(line, { host, port: 5432, database, user }), password);
      }),
    );
  });
});
