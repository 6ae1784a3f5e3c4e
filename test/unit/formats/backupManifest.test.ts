import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { parseBackupManifest } from '../../../src/core/formats/manifest/backupManifest';
import type { BackupManifest } from '../../../src/core/formats/manifest/manifestModel';
import type { Parsed } from '../../../src/core/formats/parsed';
import { segmentCases } from '../wal/segmentCases';
import { bytesOf, sample } from './samples';

/** A manifest with the right checksum, as a server writes it. */
function sealed(...lines: string[]): string {
  const body = `{ "PostgreSQL-Backup-Manifest-Version": 2,\n${lines.map((line) => `${line}\n`).join('')}`;
  return `${body}"Manifest-Checksum": "${createHash('sha256').update(body).digest('hex')}"}\n`;
}

const anyName = fc.string({
  unit: fc.constantFrom('a', '/', '.', '"', '\\', 'ü', '😀', '\n', '\u0001', '\u2028', ' ', '}', '\uFEFF'),
  minLength: 1,
});

const of = (text: string): Parsed<BackupManifest> => parseBackupManifest(bytesOf(text));

function read(text: string): BackupManifest {
  const { value, problems } = of(text);
  assert.deepEqual(problems, []);
  assert.ok(value);
  return value;
}

/** Reason and position of the only problem. */
function told({ problems }: Parsed<BackupManifest>): string {
  assert.equal(problems.length, 1);
  const [problem] = problems;
  assert.equal(problem?.severity, 'error');
  return `${String(problem.args['reason'])} ${String(problem.line)}:${String(problem.column)}`;
}

describe('backup manifest', () => {
  for (const [version, format] of [
    ['15', 1],
    ['17', 2],
    ['18', 2],
  ] as const) {
    it(`of a real ${version} server is read, and its own checksum is right`, () => {
      const bytes = sample(`${version}/backup_manifest.br`);
      const { value, problems } = parseBackupManifest(bytes);
      assert.deepEqual(problems, []);
      assert.ok(value);
      assert.equal(value.version, format);
      assert.equal(value.complete, true);
      assert.equal(value.systemIdentifier !== undefined, format === 2);
      const covered = bytes.subarray(0, value.checksum?.coveredBytes);
      assert.equal(createHash('sha256').update(covered).digest('hex'), value.checksum?.sha256);
      assert.ok(value.files.length > 900);
      const label = value.files.find((file) => file.path === 'backup_label');
      assert.match(label?.checksum ?? '', /^[0-9a-f]{8}$/);
      assert.equal(label?.algorithm, 'CRC32C');
      const control = value.files.find((file) => file.path === 'global/pg_control');
      assert.deepEqual(
        [control?.size, control?.checksum],
        [8192, version === '18' ? '93513075' : '43872087'],
      );
      const [range, more] = value.walRanges;
      assert.equal(more, undefined);
      assert.deepEqual([range?.timeline, range?.start], [1, 0x2000028n]);
    });
  }

  it('keeps a system identifier beyond 2^53 exactly', () => {
    const manifest = read(
      sealed('"System-Identifier": 7710757433223093857,', '"Files": [ ],', '"WAL-Ranges": [ ],'),
    );
    assert.equal(manifest.systemIdentifier, 7710757433223093857n);
    assert.equal(
      read(sealed('"System-Identifier": 18446744073709551615,', '"Files": [],')).systemIdentifier,
      2n ** 64n - 1n,
    );
  });

  it('decodes paths: escapes, UTF-8, and names that are none', () => {
    const { files } = read(
      sealed(
        '"Files": [',
        String.raw`{ "Path": "a\"\\\/\u00fc\ud83d\ude00", "Size": 1 },`,
        '{ "Path": "pg_tblspc/16387/PG_15_202209061/5/größe", "Size": 2 },',
        '{ "Encoded-Path": "62fc6f", "Size": 3, "Last-Modified": "2026-11-21 22:45:17 GMT" },',
        '{ "Encoded-Path": "C3BC", "Size": 4, "Checksum-Algorithm": "sha256", "Checksum": "ABcd" }',
        '],',
      ),
    );
    assert.deepEqual(
      files.map((file) => file.path),
      ['a"\\/ü😀', 'pg_tblspc/16387/PG_15_202209061/5/größe', 'b\uFFFDo', 'ü'],
    );
    assert.deepEqual(files[2]?.rawPath, new Uint8Array([0x62, 0xfc, 0x6f]));
    assert.equal(files[2].lastModified, '2026-11-21 22:45:17 GMT');
    assert.deepEqual([files[3]?.algorithm, files[3]?.checksum], ['SHA256', 'abcd']);
    assert.deepEqual([files[1]?.algorithm, files[1]?.checksum], [undefined, undefined]);
  });

  it('lists the WAL of several timelines, padded or not', () => {
    const { walRanges } = read(
      sealed(
        '"WAL-Ranges": [',
        '{ "Timeline": 3, "Start-LSN": "0/1002F8D0", "End-LSN": "0/1003CB08" },',
        '{ "Timeline": 2, "Start-LSN": "0/10000028", "End-LSN": "0/01002F8D" }',
        '],',
      ),
    );
    assert.deepEqual(walRanges, [
      { timeline: 3, start: 0x1002f8d0n, end: 0x1003cb08n },
      { timeline: 2, start: 0x10000028n, end: 0x01002f8dn },
    ]);
  });

  it('comes back from any file name', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyName, { maxLength: 8 }), (names) => {
        const files = names.map((name) => JSON.stringify({ Path: name, Size: name.length }));
        assert.deepEqual(
          read(sealed(`"Files": [${files.join(',')}],`)).files.map((file) => [file.path, file.size]),
          names.map((name) => [name, name.length]),
        );
      }),
    );
  });
});

describe('a manifest that only looks strange', () => {
  const file = (entry: string): unknown => {
    const [first] = read(sealed(`"Files": [ ${entry} ],`)).files;
    return [first?.path, first?.size, first?.algorithm];
  };

  it('is taken as pg_verifybackup 15 takes it', () => {
    assert.deepEqual(file('{ "Path": "a", "Size": "12" }'), ['a', 12, undefined]);
    assert.deepEqual(file('{ "Path": "a", "Size": " +12" }'), ['a', 12, undefined]);
    assert.deepEqual(file('{ "Path": "a", "Size": "" }'), ['a', 0, undefined]);
    assert.deepEqual(file('{ "Path": null, "Size": 1 }'), ['null', 1, undefined]);
    assert.deepEqual(file('{ "Path": "a", "Path": "b", "Size": 1 }'), ['b', 1, undefined]);
    assert.deepEqual(file('{ "Path": "a", "Size": 1, "Checksum-Algorithm": "NONE" }'), ['a', 1, undefined]);
    assert.deepEqual(file('{ "Path": "a", "Size": 1, "Checksum-Algorithm": "crc32c" }'), ['a', 1, 'CRC32C']);
    const ranges = '"WAL-Ranges": [ { "Timeline": 1, "Start-LSN": "0/1junk", "End-LSN": " 0/2" } ],';
    assert.deepEqual(read(sealed(ranges)).walRanges, [{ timeline: 1, start: 1n, end: 2n }]);
    assert.deepEqual(read(sealed('"Files": [],', '"Files": [],')).files, []);
  });
});

describe('a manifest that pg_verifybackup refuses', () => {
  for (const { content, error } of segmentCases().manifest_errors) {
    it(error, () => {
      const { problems } = of(content);
      assert.equal(problems.length, 1);
      const words = error.replace(/^could not parse backup manifest: |^error: | in backup manifest$/g, '');
      assert.equal(problems[0]?.args['reason'], words.replaceAll(/[ "]+/g, '-').toLowerCase());
      assert.equal(problems[0].code, 'manifest-unreadable');
    });
  }

  it('tells line and column', () => {
    assert.equal(told(of('')), 'empty 1:1');
    assert.equal(told(of('{}\n')), 'unexpected-object-end 1:2');
    const bad = sealed('"Files": [', '{ "Path": "a", "Size": 1 },', '{ "Path": "ü", "Oops": 1 }', '],');
    assert.equal(told(of(bad)), 'unexpected-file-field 4:16');
    assert.equal(of(bad).value?.files.length, 1);
    assert.equal(of(bad).value?.complete, false);
    assert.equal(of(bad).value?.checksum, undefined);
  });

  it('is no JSON', () => {
    const invalid = (text: string, place: string): void => {
      assert.equal(told(of(`{ "PostgreSQL-Backup-Manifest-Version": 1,\n${text}`)), `invalid-json ${place}`);
    };
    assert.equal(told(of('hello\n')), 'invalid-json 1:1');
    assert.equal(told(of('{ "PostgreSQL-Backup-Manifest-Version" 1}')), 'invalid-json 1:40');
    invalid('', '2:1');
    invalid('"Files": [ } ]', '2:12');
    invalid('"Files": [ ] "x"', '2:14');
    invalid('"Files": [ ], }', '2:15');
    invalid('"Files": [{ "Path": "a\nb" }]', '2:23');
    invalid('"Files": [{ "Path": "a\\x" }]', '3:1'.replace('3:1', '2:21'));
    invalid('"Files": [{ "Path": "\\ud800" }]', '2:21');
    invalid('"Files": [{ "Path": "\\u0000" }]', '2:21');
    invalid('"Files": [{ "Path": "a', '2:23');
    invalid('"Files": [{ "Size": 01 }]', '2:21');
    invalid('"Files": [{ "Size": 1. }]', '2:21');
    invalid('"Files": [{ "Size": nul }]', '2:21');
    invalid("'Files': []", '2:1');
    assert.equal(told(of(`${sealed('"Files": [],')}x\n`)), 'invalid-json 4:1');
  });

  it('is nested deeper than a manifest is', () => {
    const deep = `{ "PostgreSQL-Backup-Manifest-Version": 1,\n"Files": ${'['.repeat(5_000_000)}`;
    assert.equal(told(of(deep)), 'unexpected-array-start 2:11');
  });

  it('has other things where a value belongs', () => {
    const files = (entry: string): string => told(of(sealed(`"Files": [ ${entry} ],`)));
    assert.equal(files('{ "Path": { } , "Size": 1 }'), 'unexpected-object-start 2:22');
    assert.equal(files('{ "Path": [ ] , "Size": 1 }'), 'unexpected-array-start 2:22');
    assert.equal(files('{ "Size": 1 }'), 'missing-path-name 2:24');
    assert.equal(files('{ "Path": "a" }'), 'missing-size 2:26');
    assert.equal(files('{ "Path": "a", "Size": 1.5 }'), 'file-size-is-not-an-integer 2:39');
    assert.equal(
      files('{ "Path": "a", "Size": 1, "Checksum-Algorithm": "CRC32C", "Checksum": "0g" }'),
      'invalid-checksum-for-file 2:87',
    );
    assert.equal(files('1'), 'unexpected-scalar 2:12');
    assert.equal(told(of(sealed('"Oops": 1,'))), 'unrecognized-top-level-field 2:1');
    assert.equal(
      told(of(sealed('"System-Identifier": "x",'))),
      'manifest-system-identifier-not-an-integer 2:22',
    );
  });

  it('was not finished', () => {
    const whole = sealed('"Files": [', '{ "Path": "a", "Size": 1 }', '],');
    for (let length = 0; length < whole.length; length++) {
      assert.equal(of(whole.slice(0, length)).problems.length, 1, String(length));
    }
    assert.equal(
      told(of('{ "PostgreSQL-Backup-Manifest-Version": 1, "Manifest-Checksum": "00"}\n')),
      'expected-at-least-2-lines 2:1',
    );
    assert.equal(
      told(of('{ "PostgreSQL-Backup-Manifest-Version": 1,\n"Manifest-Checksum": "00"}\n')),
      'invalid-manifest-checksum 2:1',
    );
  });
});

describe('a large manifest', () => {
  it('is read in time that grows with its size, not faster', () => {
    const time = (count: number): number => {
      const file = (index: number): string =>
        `{ "Path": "base/5/${String(index)}", "Size": 8192, "Checksum-Algorithm": "CRC32C", "Checksum": "d010d007" }`;
      const files = Array.from({ length: count }, (_, index) => file(index));
      const bytes = bytesOf(sealed('"Files": [', files.join(',\n'), '],'));
      const started = process.cpuUsage();
      const { value, problems } = parseBackupManifest(bytes);
      assert.deepEqual(problems, []);
      assert.equal(value?.files.length, count);
      return process.cpuUsage(started).user;
    };
    time(2000);
    const small = time(5000);
    // Ten times the size; quadratic work would take a hundred times as long.
    assert.ok(time(50_000) < 50 * Math.max(small, 2000));
  });
});
