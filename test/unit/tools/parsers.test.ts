import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Parsed } from '../../../src/core/formats/parsed';
import { sha1Hex } from '../../../src/core/formats/sha1';
import { parseBarmanIdentity } from '../../../src/core/formats/tools/barmanIdentity';
import { parseBarmanInfo } from '../../../src/core/formats/tools/barmanInfo';
import {
  parsePgbackrestArchiveInfo,
  parsePgbackrestInfo,
  parsePgbackrestManifestHead,
} from '../../../src/core/formats/tools/pgbackrestInfo';
import { parsePgmonetaInfo } from '../../../src/core/formats/tools/pgmonetaInfo';
import {
  parseProbackupConfig,
  parseProbackupControl,
} from '../../../src/core/formats/tools/probackupControl';
import { parsePythonLiteral } from '../../../src/core/formats/tools/pythonLiteral';
import { parseWalgMetadata, parseWalgSentinel } from '../../../src/core/formats/tools/walgSentinel';
import { createHash } from 'node:crypto';
import {
  BARMAN_INFO,
  pgbackrestFile,
  PGBACKREST_INFO,
  PGMONETA_INFO,
  PROBACKUP_CONTROL,
  SENTINEL,
} from './samples';

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function reasons({ problems }: Parsed<unknown>): unknown[] {
  return problems.map(({ args }) => args['reason']);
}

const NAME = 'base_0000000200000000000000FE_D_0000000200000000000000FA';

describe('metadata of backup tools', () => {
  it('of Barman tell all that a set needs', () => {
    const { value, problems } = parseBarmanInfo(bytes(BARMAN_INFO));
    assert.deepEqual(problems, []);
    assert.equal(value?.state, 'done');
    assert.equal(value.systemIdentifier, 7712098122039542313n);
    assert.equal(value.versionNum, 150000);
    assert.equal(value.segmentSize, 1048576);
    assert.equal(value.start?.lsn, 0xe00028n);
    assert.equal(value.stop?.lsn, 0xf00000n);
    assert.equal(value.start.time?.epochMs, Date.UTC(2026, 10, 25, 13, 19, 42, 42));
    assert.match(value.labelText ?? '', /^START WAL LOCATION: 0\/E00028 .*\nCHECKPOINT/);
    assert.deepEqual(value.tablespaceOids, ['16400']);
    const identity = parseBarmanIdentity(bytes('{"systemid": "7712098122039542313", "version": "9.6"}'));
    assert.deepEqual(identity.value, { systemIdentifier: 7712098122039542313n, versionNum: 90600 });
  });

  it('of Barman that holds WAL for missing are no failure of the files', () => {
    const failed = BARMAN_INFO.replace('status=DONE', 'status=FAILED');
    assert.equal(parseBarmanInfo(bytes(failed)).value?.state, 'failed');
    const wal =
      'error=At least one WAL file is missing. The first missing WAL file is 00000001000000000000002B';
    assert.equal(parseBarmanInfo(bytes(failed.replace('error=None', wal))).value?.state, 'waiting');
  });

  it('of pgBackRest are guarded by their own checksum', () => {
    const whole = pgbackrestFile(PGBACKREST_INFO);
    const { value, problems } = parsePgbackrestInfo(bytes(whole));
    assert.deepEqual(problems, []);
    assert.deepEqual(
      value?.backups.map(({ name, method, parentName, systemIdentifier, start }) => [
        name,
        method,
        parentName,
        systemIdentifier,
        start?.lsn,
      ]),
      [
        ['20261125-131934F', 'full', undefined, 7712098122039542313n, 0x700028n],
        ['20261125-131934F_20261125-131937D', 'diff', '20261125-131934F', 7712098122039542313n, 0x900028n],
      ],
    );
    assert.equal(value.clusters[0]?.archiveId, '15-1');
    assert.deepEqual(reasons(parsePgbackrestInfo(bytes(whole.replace('0/700028', '0/700029')))), [
      'checksum',
    ]);
    assert.deepEqual(reasons(parsePgbackrestInfo(bytes(whole.slice(0, 900)))), ['cut']);
    assert.deepEqual(reasons(parsePgbackrestInfo(bytes('Salted__x'))), ['encrypted']);
    assert.deepEqual(reasons(parsePgbackrestArchiveInfo(bytes('[db]\nkey\n'))), ['malformed', 'cut']);
    const head =
      '[backup]\nbackup-label="20261125-131934F"\nbackup-lsn-start="0/700028"\n' +
      'backup-archive-start="000000010000000000000007"\n\n[target:file]\npg_data/x={"check';
    assert.equal(parsePgbackrestManifestHead(bytes(head)).value?.start?.timeline, 1);
  });

  it('of WAL-G keep locations beyond 2^53', () => {
    const { value, problems } = parseWalgSentinel(bytes(SENTINEL), NAME);
    assert.deepEqual(problems, []);
    assert.equal(value?.start?.lsn, 18014398509481985n);
    assert.equal(value.stop?.lsn, 18014398526259200n);
    assert.equal(value.systemIdentifier, 18446744073709551615n);
    assert.equal(value.start.timeline, 2);
    assert.equal(value.parentName, 'base_0000000200000000000000FA');
    assert.equal(value.start.time?.epochMs, Date.UTC(2026, 10, 25, 1, 2, 3, 123));
    const beyond = SENTINEL.replace('18014398509481985', '18446744073709551616');
    assert.deepEqual(reasons(parseWalgSentinel(bytes(beyond), NAME)), ['bad-value']);
    assert.deepEqual(reasons(parseWalgSentinel(bytes(SENTINEL.slice(0, 60)), NAME)), ['cut']);
    assert.deepEqual(reasons(parseWalgSentinel(bytes('[]'), NAME)), ['foreign']);
    assert.equal(value.retained, undefined);
    const permanent = SENTINEL.replace('"IsPermanent":false', '"IsPermanent":true');
    const keep = { word: 'permanent', ownWalOnly: true };
    assert.deepEqual(parseWalgSentinel(bytes(permanent), NAME).value?.retained, keep);
    assert.deepEqual(parseWalgMetadata(bytes('{"is_permanent": true}'), NAME).value?.retained, keep);
    assert.equal(
      parseWalgMetadata(bytes('{"start_lsn": 1, "finish_lsn": null}'), NAME).value?.state,
      'running',
    );
  });

  it('of pgmoneta and pg_probackup tell state, chain and place', () => {
    const moneta = parsePgmonetaInfo(bytes(PGMONETA_INFO)).value;
    assert.deepEqual(
      [moneta?.name, moneta?.state, moneta?.start?.lsn, moneta?.stop?.lsn, moneta?.start?.timeline],
      ['20261125131942', 'done', 0xe00028n, 0xe00100n, 1],
    );
    const probackup = parseProbackupControl(bytes(PROBACKUP_CONTROL)).value;
    assert.deepEqual(
      [probackup?.method, probackup?.kind, probackup?.parentName, probackup?.state, probackup?.stop?.lsn],
      ['PAGE stream', 'incremental', 'QO8RU1', 'done', 0x3000130n],
    );
    for (const [status, state] of [
      ['ORPHAN', 'orphan'],
      ['CORRUPT', 'corrupt'],
      ['RUNNING', 'running'],
      ['ERROR', 'failed'],
    ]) {
      const text = PROBACKUP_CONTROL.replace('status = OK', `status = ${status ?? ''}`);
      assert.equal(parseProbackupControl(bytes(text)).value?.state, state);
    }
    assert.equal(moneta?.retained, undefined);
    const kept = parsePgmonetaInfo(bytes(PGMONETA_INFO.replace('KEEP=0', 'KEEP=1'))).value;
    assert.deepEqual(kept?.retained, { word: 'kept', ownWalOnly: false });
    assert.equal(probackup?.retained, undefined);
    const pinned = parseProbackupControl(
      bytes(`${PROBACKUP_CONTROL}expire-time = '2027-02-01 00:00:00+00'\n`),
    ).value;
    const until = { text: '2027-02-01 00:00:00+00', epochMs: Date.UTC(2027, 1, 1) };
    assert.deepEqual(pinned?.retained, { word: 'pinned', ownWalOnly: false, until });
    const config = parseProbackupConfig(
      bytes('# x\nsystem-identifier = 6944\nxlog-seg-size = 1048576\n'),
    ).value;
    assert.deepEqual(config, { systemIdentifier: 6944n, segmentSize: 1048576 });
  });

  it('whose last line is cut are read without it', () => {
    const cut = parseBarmanInfo(bytes('begin_wal=00000001000000000000000E\nend_xlog=0/F00'));
    assert.deepEqual(reasons(cut), ['cut']);
    assert.equal(cut.value?.stop, undefined);
  });

  it('with values of megabytes or of no sense are told, and the rest is read', () => {
    const long = BARMAN_INFO.replace('error=None', `error=${'x'.repeat(100_000)}`);
    assert.deepEqual(reasons(parseBarmanInfo(bytes(long))), ['long-value']);
    assert.equal(parseBarmanInfo(bytes(long)).value?.stop?.lsn, 0xf00000n);
    const huge = bytes(`${BARMAN_INFO}error=${'x'.repeat(10 * 1024 * 1024)}\n`);
    assert.ok(reasons(parseBarmanInfo(huge)).includes('too-large'));
    const odd = BARMAN_INFO.replace('timeline=1', 'timeline=one').replace(
      'begin_xlog=0/E00028',
      'begin_xlog=nowhere',
    );
    assert.deepEqual(reasons(parseBarmanInfo(bytes(odd))).slice(0, 2), ['bad-value', 'bad-value']);
    const name = new Uint8Array([...bytes(BARMAN_INFO), ...bytes('server_name='), 0xff, 0xfe, 0x0a]);
    assert.deepEqual(parseBarmanInfo(name).problems, []);
  });

  it('of one tool are not taken for those of another', () => {
    const samples = [BARMAN_INFO, PGBACKREST_INFO, SENTINEL, PGMONETA_INFO, PROBACKUP_CONTROL];
    const parsers = [
      parseBarmanInfo,
      parsePgbackrestInfo,
      (input: Uint8Array) => parseWalgSentinel(input, NAME),
      parsePgmonetaInfo,
      parseProbackupControl,
    ];
    samples.forEach((sample, i) => {
      parsers.forEach((parse, j) => {
        const { value, problems } = parse(bytes(sample));
        if (i !== j) assert.ok(value === undefined && problems.length > 0, `${i} by ${j}`);
      });
    });
  });

  it('never throw and stay bounded, whatever is in them', () => {
    const parsers = [
      parseBarmanInfo,
      parseBarmanIdentity,
      parsePgbackrestInfo,
      parsePgbackrestArchiveInfo,
      parsePgbackrestManifestHead,
      parsePgmonetaInfo,
      parseProbackupControl,
      parseProbackupConfig,
      (input: Uint8Array) => parseWalgSentinel(input, NAME),
      (input: Uint8Array) => parseWalgMetadata(input, NAME),
    ];
    const samples = [
      BARMAN_INFO,
      pgbackrestFile(PGBACKREST_INFO),
      SENTINEL,
      PGMONETA_INFO,
      PROBACKUP_CONTROL,
    ].map(bytes);
    const spoilt = fc
      .tuple(fc.constantFrom(...samples), fc.nat(2000), fc.uint8Array({ maxLength: 8 }), fc.nat(2000))
      .map(([sample, at, piece, length]) => {
        const copy = sample.slice(0, Math.max(1, sample.length - (length % sample.length)));
        copy.set(piece.subarray(0, Math.max(0, copy.length - (at % copy.length))), at % copy.length);
        return copy;
      });
    fc.assert(
      fc.property(fc.oneof(spoilt, fc.uint8Array({ maxLength: 300 })), (input) => {
        for (const parse of parsers) {
          const { value, problems } = parse(input);
          assert.ok(problems.length < 200 && (value !== undefined || problems.length > 0));
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('Python literals', () => {
  it('are read without being run', () => {
    const cases: [string, unknown][] = [
      ['None', null],
      ['True', true],
      ["'it\\'s\\n\\x41\\u00e9'", "it's\nAé"],
      ['"a\'b"', "a'b"],
      ['-12', -12],
      ['18446744073709551615', 18446744073709551615n],
      ['1.5', 1.5],
      ["[('n', 16400, '/x'), ]", [['n', 16400, '/x']]],
      ["{'a': {1: ()}}", new Map([['a', new Map([['1', []]])]])],
    ];
    for (const [text, value] of cases) assert.deepEqual(parsePythonLiteral(text), value, text);
    for (const text of [
      "__import__('os')",
      "'open",
      '[1',
      '{1}',
      'None None',
      '[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]',
      '1_0',
      "'\\xg1'",
    ]) {
      assert.equal(parsePythonLiteral(text), undefined, text);
    }
  });
});

describe('SHA-1', () => {
  it('is that of the platform', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (input) => {
        assert.equal(sha1Hex(input), createHash('sha1').update(input).digest('hex'));
      }),
    );
  });
});
