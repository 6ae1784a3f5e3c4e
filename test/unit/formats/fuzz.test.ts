import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseBackupHistory } from '../../../src/core/formats/label/backupHistory';
import { parseBackupLabel } from '../../../src/core/formats/label/backupLabel';
import { parseBackupManifest } from '../../../src/core/formats/manifest/backupManifest';
import { parseControlFile } from '../../../src/core/formats/controlFile';
import type { Problem } from '../../../src/core/formats/parsed';
import { parsePgVersion } from '../../../src/core/formats/pgVersion';
import { parseTablespaceMap } from '../../../src/core/formats/tablespaceMap';
import { parseTimelineHistory } from '../../../src/core/formats/timelineHistory';
import { parseLongPageHeader } from '../../../src/core/wal/pageHeader';
import { hexBytes, sample } from './samples';

interface Format {
  readonly name: string;
  readonly seed: Uint8Array;
  readonly parse: (bytes: Uint8Array) => { readonly value: unknown; readonly problems: readonly Problem[] };
}

const FORMATS: readonly Format[] = [
  { name: 'backup_label', seed: sample('18/backup_label'), parse: (bytes) => parseBackupLabel(bytes) },
  {
    name: 'forged backup_label',
    seed: sample('18/forged_label'),
    parse: (bytes) => parseBackupLabel(bytes, 160000),
  },
  {
    name: 'backup history',
    seed: sample('9.2/0000000100000002000000FB.00000020.backup'),
    parse: parseBackupHistory,
  },
  {
    name: 'timeline history',
    seed: sample('9.6/standby/00000002.history'),
    parse: (bytes) => parseTimelineHistory(bytes, 2),
  },
  {
    name: 'old timeline history',
    seed: sample('9.2/00000002.history'),
    parse: (bytes) => parseTimelineHistory(bytes, 2),
  },
  {
    name: 'tablespace_map',
    seed: sample('18/tablespace_map'),
    parse: (bytes) => parseTablespaceMap(bytes, 180000),
  },
  {
    name: 'old tablespace_map',
    seed: sample('10/tablespace_map'),
    parse: (bytes) => parseTablespaceMap(bytes, 100000),
  },
  { name: 'PG_VERSION', seed: sample('18/PG_VERSION'), parse: parsePgVersion },
  { name: 'pg_control', seed: sample('18/pg_control').slice(0, 400), parse: parseControlFile },
  { name: 'old pg_control', seed: sample('9.2/pg_control').slice(0, 400), parse: parseControlFile },
  {
    name: 'backup_manifest',
    seed: sample('18/backup_manifest.br').slice(0, 700),
    parse: parseBackupManifest,
  },
  {
    name: 'page header',
    seed: hexBytes(Buffer.from(sample('18/first-page.hex')).toString()),
    parse: pageHeader,
  },
];

function pageHeader(bytes: Uint8Array): ReturnType<Format['parse']> {
  const { header, problem } = parseLongPageHeader(bytes);
  assert.equal(header === undefined, problem !== undefined);
  return { value: header, problems: [] };
}

/** A change that a disk, an editor or an attacker makes to a file. */
type Change = (bytes: Uint8Array) => Uint8Array;

const anyChange: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(fc.nat(), fc.nat(255)).map(([at, byte]) => (bytes: Uint8Array): Uint8Array => {
    const copy = bytes.slice();
    if (copy.length > 0) copy[at % copy.length] = byte;
    return copy;
  }),
  fc.nat().map(
    (at) =>
      (bytes: Uint8Array): Uint8Array =>
        bytes.slice(0, at % (bytes.length + 1)),
  ),
  fc
    .tuple(fc.nat(), fc.uint8Array({ maxLength: 20 }))
    .map(([at, piece]) => (bytes: Uint8Array): Uint8Array => {
      const where = at % (bytes.length + 1);
      return new Uint8Array([...bytes.slice(0, where), ...piece, ...bytes.slice(where)]);
    }),
  fc.tuple(fc.nat(), fc.nat(), fc.nat(60)).map(([to, from, length]) => (bytes: Uint8Array): Uint8Array => {
    const piece = bytes.slice(from % (bytes.length + 1)).slice(0, length);
    const where = to % (bytes.length + 1);
    return new Uint8Array([...bytes.slice(0, where), ...piece, ...bytes.slice(where)]);
  }),
);

/** Positions are inside the file, and everything has a reason. */
function checkProblems(problems: readonly Problem[], bytes: Uint8Array): void {
  const lines = new TextDecoder().decode(bytes).split(/\r\n|\r|\n/).length;
  assert.ok(problems.length <= 60);
  for (const { line, column, args } of problems) {
    assert.equal(typeof args['reason'], 'string');
    if (line !== undefined)
      assert.ok(line >= 1 && line <= Math.max(lines, 2), `line ${String(line)} of ${String(lines)}`);
    if (column !== undefined) assert.ok(column >= 1 && column <= bytes.length + 2);
  }
}

describe('no input is too strange', () => {
  for (const { name, seed, parse } of FORMATS) {
    it(`for ${name}: random bytes`, () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
          checkProblems(parse(bytes).problems, bytes);
        }),
        { numRuns: 200 },
      );
    });

    it(`for ${name}: a real file, damaged`, () => {
      fc.assert(
        fc.property(fc.array(anyChange, { minLength: 1, maxLength: 4 }), (changes) => {
          const bytes = changes.reduce((current, change) => change(current), seed);
          const before = bytes.slice();
          const { value, problems } = parse(bytes);
          checkProblems(problems, bytes);
          assert.deepEqual(bytes, before);
          assert.ok(value !== undefined || problems.length > 0 || name === 'page header');
        }),
        { numRuns: 300 },
      );
    });
  }
});
