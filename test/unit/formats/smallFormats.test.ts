import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parsePgVersion } from '../../../src/core/formats/pgVersion';
import { parseTablespaceMap, type TablespaceMap } from '../../../src/core/formats/tablespaceMap';
import type { Parsed } from '../../../src/core/formats/parsed';
import { parseWrittenTime } from '../../../src/core/formats/writtenTime';
import { bytesOf, sample, SAMPLE_VERSIONS } from './samples';

describe('PG_VERSION', () => {
  for (const [version, versionNum] of SAMPLE_VERSIONS) {
    it(`of ${version} is ${String(versionNum)}`, () => {
      assert.deepEqual(parsePgVersion(sample(`${version}/PG_VERSION`)), {
        value: versionNum,
        problems: [],
      });
    });
  }

  it('needs no line end and takes CRLF', () => {
    assert.equal(parsePgVersion(bytesOf('9.0')).value, 90000);
    assert.equal(parsePgVersion(bytesOf('19\r\n')).value, 190000);
  });

  it('is read as servers read it, whatever follows the number', () => {
    const versions: [string, number][] = [
      ['15.3', 150000],
      ['15abc', 150000],
      ['15beta1\n', 150000],
      ['10.4', 100000],
      [' \n\t15', 150000],
      ['+15', 150000],
      ['015', 150000],
      ['15\u0000\u0000', 150000],
      ['9.6.24', 90600],
      ['9. 6', 90600],
      ['9.2devel', 90200],
    ];
    for (const [text, value] of versions)
      assert.deepEqual(parsePgVersion(bytesOf(text)), { value, problems: [] }, JSON.stringify(text));
  });

  it('of nothing or nonsense is a problem', () => {
    const texts = [
      '',
      '\n',
      'x',
      '9',
      '9.',
      '9 .6',
      '-15',
      '1e5',
      '\u0000\u0000',
      '\ufeff15',
      'v15',
      '99999',
    ];
    for (const text of texts) {
      const { value, problems } = parsePgVersion(bytesOf(text));
      assert.equal(value, undefined, JSON.stringify(text));
      assert.equal(problems[0]?.code, 'unreadable-version-file');
    }
  });
});

describe('tablespace map', () => {
  const of = (text: string, version?: number): Parsed<TablespaceMap> =>
    parseTablespaceMap(bytesOf(text), version);
  const told = ({ problems }: Parsed<TablespaceMap>): string[] =>
    problems.map((one) => `${String(one.args['reason'])} ${String(one.line)}:${String(one.column)}`);
  const paths = ({ value }: Parsed<TablespaceMap>): string[] =>
    value?.entries.map((entry) => entry.path) ?? [];

  for (const [version, versionNum] of SAMPLE_VERSIONS.filter(([name]) => !name.startsWith('9'))) {
    it(`of a real ${version} server gives back a path with a backslash`, () => {
      const path = `/tmp/mk/${version}/ts\\x`;
      assert.deepEqual(parseTablespaceMap(sample(`${version}/tablespace_map`), versionNum), {
        value: { entries: [{ oid: 16387, path, line: 1 }] },
        problems: [],
      });
    });
  }

  it('of 9.6 is read', () => {
    assert.deepEqual(paths(parseTablespaceMap(sample('9.6/nonexclusive/tablespace_map'), 90600)), [
      '/srv/pg/9.6/d-ts',
    ]);
  });

  it('may have newlines, blanks and returns in its paths', () => {
    const map = of('16384 /a\\\nb\\\rc d\n16385  /led by a blank\n');
    // With a leading blank it is not an absolute path.
    assert.deepEqual(
      map.problems.map(({ line, args }) => [line, args['reason']]),
      [[3, 'relative-path']],
    );
    assert.deepEqual(
      map.value?.entries.map((entry) => [entry.path, entry.line]),
      [
        ['/a\nb\rc d', 1],
        [' /led by a blank', 3],
      ],
    );
    assert.deepEqual(paths(of('16384 /a\\\nb\n', 130000)), ['/a\nb']);
  });

  it('comes back from what servers of both kinds write', () => {
    const path = fc.stringMatching(/^\/[a-c \\\n\r/]{1,30}$/);
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 5 }), (all) => {
        const write = (escaped: RegExp): string =>
          all.map((one, index) => `${String(index + 1)} ${one.replaceAll(escaped, '\\$&')}\n`).join('');
        assert.deepEqual(paths(of(write(/[\n\r\\]/g), 140000)), all);
        // Before 14 a backslash at the end, or before a line end, cannot be distinguished from an escape.
        if (!all.some((one) => /\\([\n\r]|$)/.test(one)))
          assert.deepEqual(paths(of(write(/[\n\r]/g), 130000)), all);
      }),
    );
  });

  it('may be empty', () => {
    assert.deepEqual(of(''), { value: { entries: [] }, problems: [] });
  });

  it('warns of a relative path, which no server writes', () => {
    const relative = ['16384 spaces/a\n', '16384 ../a\n', '16384 C:a\n', '16384 ~/a\n'];
    for (const text of relative) {
      const { value, problems } = of(text);
      assert.equal(value?.entries.length, 1, text);
      assert.deepEqual(
        problems.map(({ severity, args, column }) => [severity, args['reason'], column]),
        [['warning', 'relative-path', 7]],
        text,
      );
    }
    for (const text of ['16384 /a\n', '16384 C:/a\n', '16384 d:\\\\a\n', '16384 \\\\\\\\host\\\\a\n'])
      assert.deepEqual(of(text).problems, [], text);
  });

  it('that a server refuses tells where', () => {
    assert.deepEqual(told(of('16384 /a')), ['no-final-newline 1:9']);
    assert.deepEqual(told(of('16384 /a\nx /b\n')), ['oid-malformed 2:1']);
    assert.deepEqual(told(of('4294967296 /b\n')), ['oid-malformed 1:1']);
    assert.deepEqual(told(of('16384\n')), ['path-missing 1:6']);
    assert.deepEqual(told(of('16384 \n')), ['path-missing 1:6']);
    assert.deepEqual(told(of('1 /a\n1 /b\n')), ['duplicate-oid 2:1']);
    assert.deepEqual(told(of('1 /a\u0000\n')), ['binary 1:1']);
    assert.deepEqual(paths(of('x /a\n2 /b\n')), ['/b']);
  });

  it('with CRLF is taken from 14, and refused before', () => {
    assert.deepEqual(paths(of('1 /a\r\n2 /b\r\n', 140000)), ['/a', '/b']);
    assert.deepEqual(told(of('1 /a\r\n2 /b\r\n', 140000)), []);
    assert.deepEqual(told(of('1 /a\r\n2 /b\r\n', 130000)), ['empty-line 1:1', 'empty-line 2:1']);
  });

  it('of 100 MB is refused at its beginning', () => {
    const large = new Uint8Array(100 * 1024 * 1024).fill(0x0a);
    assert.ok(told(parseTablespaceMap(large, 130000)).includes('too-large 1:1'));
    assert.ok(told(parseTablespaceMap(large.fill(0x61), 140000)).includes('too-large 1:1'));
  });
});

describe('a written time', () => {
  const ms = Date.UTC(2026, 10, 21, 22, 38, 12);
  const epoch = (zone: string): number | undefined => parseWrittenTime(`2026-11-21 22:38:12${zone}`)?.epochMs;
  const HOUR = 3_600_000;

  it('means a moment where the zone has one meaning', () => {
    for (const zone of [' UTC', ' GMT', ' UCT', ' Z', ' +00', ' <+00>']) assert.equal(epoch(zone), ms, zone);
    assert.equal(epoch(' +02'), ms - 2 * HOUR);
    assert.equal(epoch(' <+03>'), ms - 3 * HOUR);
    assert.equal(epoch(' -0330'), ms + 3.5 * HOUR);
    assert.equal(epoch(' +05:45'), ms - 5.75 * HOUR);
    assert.equal(epoch(' CET'), ms - HOUR);
    assert.equal(epoch(' CEST'), ms - 2 * HOUR);
  });

  it('keeps its text and means no moment where the zone may be several', () => {
    for (const zone of [' IST', ' CST', ' EST', ' BST', ' MSK', ' XYZ', ' UTC+3', ' +99', ' +0260', '']) {
      const time = parseWrittenTime(`2026-11-21 22:38:12${zone}`);
      assert.deepEqual(time, { text: `2026-11-21 22:38:12${zone}` }, zone);
    }
  });

  it('comes back from every moment that a server in UTC writes', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2900-01-01'), noInvalidDate: true }), (date) => {
        const text = `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
        assert.equal(parseWrittenTime(text)?.epochMs, Math.floor(date.getTime() / 1000) * 1000);
      }),
    );
  });

  it('is nothing else', () => {
    for (const text of [
      '',
      'yesterday',
      '2026-11-21',
      '2026-13-01 00:00:00 UTC',
      '2026-02-30 00:00:00 UTC',
      '2026-11-21 24:00:00 UTC',
      '2026-11-21 00:60:00 UTC',
      '2026-11-21T00:00:00 UTC',
      '2026-11-21 00:00:00 UTC\n',
      '2026-11-21 00:00:00 UTC x',
    ]) {
      assert.equal(parseWrittenTime(text), undefined, text);
    }
  });
});
