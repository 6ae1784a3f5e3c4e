import assert from 'node:assert/strict';
import fc from 'fast-check';
import { quoteLiteral } from '../../../src/postgres/facts/sqlText';
import { serverVersion } from '../../../src/postgres/facts/version';
import { backupSql, endExclusiveSql, startCall } from '../../../src/postgres/session/backupCalls';

const started = { mode: 'non-exclusive', label: "it's", fast: true } as const;

function lastOf(
  number: number,
  mode: 'exclusive' | 'non-exclusive',
): { start: string; stop: string; abort: string } {
  const sql = backupSql(serverVersion(number), { ...started, mode });
  return { start: sql.start.at(-1) ?? '', stop: sql.stop.at(-1) ?? '', abort: sql.abort.join(' ') };
}

describe('The statements of a backup', () => {
  const columns =
    "SELECT lsn, encode(textsend(labelfile), 'hex') AS label, encode(textsend(spcmapfile), 'hex') AS map FROM ";

  for (const [number, mode, start, stop, abort] of [
    [
      90124,
      'exclusive',
      "SELECT pg_start_backup('it''s', true) AS lsn;",
      'SELECT pg_stop_backup() AS lsn;',
      'SELECT pg_stop_backup();',
    ],
    [
      90525,
      'exclusive',
      "SELECT pg_start_backup('it''s', true) AS lsn;",
      'SELECT pg_stop_backup() AS lsn;',
      'SELECT pg_stop_backup();',
    ],
    [
      90624,
      'non-exclusive',
      "SELECT pg_start_backup(label => 'it''s', fast => true, exclusive => false) AS lsn;",
      `${columns}pg_stop_backup(exclusive => false);`,
      '',
    ],
    [
      90624,
      'exclusive',
      "SELECT pg_start_backup(label => 'it''s', fast => true, exclusive => true) AS lsn;",
      `${columns}pg_stop_backup(exclusive => true);`,
      'SELECT lsn FROM pg_stop_backup(exclusive => true);',
    ],
    [
      100023,
      'non-exclusive',
      "SELECT pg_start_backup(label => 'it''s', fast => true, exclusive => false) AS lsn;",
      `${columns}pg_stop_backup(exclusive => false, wait_for_archive => false);`,
      '',
    ],
    [
      140023,
      'exclusive',
      "SELECT pg_start_backup(label => 'it''s', fast => true, exclusive => true) AS lsn;",
      `${columns}pg_stop_backup(exclusive => true, wait_for_archive => false);`,
      'SELECT lsn FROM pg_stop_backup(exclusive => true, wait_for_archive => false);',
    ],
    [
      150018,
      'non-exclusive',
      "SELECT pg_backup_start(label => 'it''s', fast => true) AS lsn;",
      `${columns}pg_backup_stop(wait_for_archive => false);`,
      '',
    ],
  ] as const) {
    it(`are those of ${serverVersion(number).text}, ${mode}`, () => {
      assert.deepEqual(lastOf(number, mode), { start, stop, abort });
    });
  }

  it('switch off what could end the session, as far as the version has it', () => {
    const settings = (number: number) =>
      backupSql(serverVersion(number), started).start.filter((text) => text.includes('timeout')).length;
    assert.deepEqual([90200, 90300, 90600, 140000, 170000].map(settings), [1, 2, 3, 4, 5]);
  });

  it('are not to be had where there is no exclusive mode', () => {
    assert.equal(endExclusiveSql(serverVersion(150000)), undefined);
  });

  it('keep the label a parameter when they run, and a constant when they are shown', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (label) => {
        const version = serverVersion(160000);
        assert.equal(startCall(version, { ...started, label }).values[0], label);
        const shown = backupSql(version, { ...started, label }).start.at(-1) ?? '';
        assert.equal(shown, `SELECT pg_backup_start(label => ${quoteLiteral(label)}, fast => true) AS lsn;`);
        assert.equal(unquote(quoteLiteral(label)), label);
      }),
    );
  });
});

/** Reads a constant as the server's scanner does, and fails if it ends early. */
function unquote(literal: string): string {
  const escapes = literal.startsWith('E');
  let text = '';
  let i = escapes ? 2 : 1;
  for (; i < literal.length - 1; i++) {
    const char = literal[i];
    const doubled = char === "'" || (escapes && char === '\\');
    assert.ok(!(char === '\\' && !escapes), 'a backslash needs E');
    if (doubled) assert.equal(literal[++i], char);
    text += char ?? '';
  }
  assert.equal(literal[i], "'");
  return text;
}
