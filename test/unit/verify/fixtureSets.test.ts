import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifySetRecords } from '../../../src/core/verify/records/verifyRecords';
import type { SetVerification } from '../../../src/core/verify/records/setVerification';
import { checkCopy } from '../../../src/core/verify/records/checkCopy';
import { formatLsn } from '../../../src/core/ground/lsn';
import { segmentNumber } from '../../../src/core/wal/segmentName';
import { fixture } from '../support/fixtures';
import { archiveSource } from './archiveSource';
import { setInput } from './setInputs';

type Version = '9.2' | '9.6';

async function verify(
  version: Version,
  set: string,
  backup = 'backup',
  prefer?: readonly string[],
): Promise<SetVerification> {
  const folder = join(await fixture(version), set);
  const input = setInput({ folder, backup: join(folder, backup), archive: join(folder, 'archive') }, prefer);
  assert(input !== undefined, 'the label cannot be read');
  return verifySetRecords(input);
}

async function expected(version: Version, set: string, backup: string): Promise<string> {
  const truth: unknown = JSON.parse(readFileSync(join(await fixture(version), set, 'expected.json'), 'utf8'));
  const text = JSON.stringify(truth);
  const scope = backup === 'backup' ? text : text.slice(0, text.indexOf(`"backup_dir":"${backup}"`));
  const stops = [...scope.matchAll(/"stop_lsn":"([^"]+)"/g)].map((match) => match[1]);
  const stop = backup === 'backup' ? stops[0] : stops.at(-1);
  assert(stop !== undefined);
  return stop;
}

const WHOLE: readonly (readonly [Version, string, string?])[] = [
  ['9.2', 'A-standalone'],
  ['9.2', 'B-pitr-archive', 'backup1'],
  ['9.2', 'B-pitr-archive', 'backup2'],
  ['9.2', 'E-stop-at-boundary'],
  ['9.2', 'E2-stop-at-FF-boundary'],
  ['9.2', 'S-standby-promoted'],
  ['9.6', 'A-standalone'],
  ['9.6', 'B-pitr-archive', 'backup1'],
  ['9.6', 'B-pitr-archive', 'backup2'],
  ['9.6', 'D-nonexclusive'],
  ['9.6', 'E-stop-at-boundary'],
  ['9.6', 'S-standby-promoted'],
];

/** Harmless: everything compressed, a byte after the switch, no history file, two equal copies. */
const CONTROLS = [
  'C-damaged/00-control-all-gz',
  'C-damaged/05b-byte-flipped-after-switch',
  'C-damaged/09-no-history-file',
  'C-damaged/12c-dup-same',
];

const FE = '0000000100000002000000FE';
const STOP = '000000010000000300000001';

/** Damage, the finding that names it, the segment, and the resulting verdict. */
const DAMAGED: readonly (readonly [string, string, string | undefined, string])[] = [
  ['01-middle-missing', 'missing-segment', FE, 'incomplete'],
  ['01b-start-missing', 'missing-segment', '0000000100000002000000FB', 'incomplete'],
  ['02-stop-missing', 'missing-segment', STOP, 'incomplete'],
  ['03-recycled-stop', 'recycled-segment', STOP, 'damaged'],
  ['03b-recycled-middle', 'recycled-segment', FE, 'damaged'],
  ['04a-stop-copied-early', 'incomplete-segment', STOP, 'damaged'],
  ['04b-stop-copied-early-zero-tail', 'incomplete-segment', STOP, 'damaged'],
  ['05-byte-flipped', 'record-checksum-mismatch', FE, 'damaged'],
  ['06-truncated-half', 'truncated-segment', FE, 'damaged'],
  ['06b-stop-truncated-half', 'truncated-segment', STOP, 'damaged'],
  ['07-zero-length', 'empty-segment', FE, 'damaged'],
  ['07b-all-zero-bytes', 'zeroed-segment', FE, 'damaged'],
  ['08-other-cluster', 'foreign-segment', FE, 'damaged'],
  ['13-gz-cut-off', 'unreadable-compression', FE, 'damaged'],
  ['14-never-stopped', 'never-stopped', undefined, 'undetermined'],
  ['14b-never-stopped-archive-only', 'never-stopped', undefined, 'undetermined'],
];

const G = [
  '1-gap-between-backups',
  '2-history-missing',
  '3-first-segment-of-timeline-2-missing',
  '4-old-timeline-segment-of-fork-missing',
  '5-history-garbage',
];

/** The server's own statement of where its WAL ended (`record with zero length at`, `incorrect … checksum … at`). */
const REACHED: readonly (readonly [Version, string, string])[] = [
  ['9.2', '04a-stop-copied-early', '3/138F868'],
  ['9.2', '05-byte-flipped', '2/FE7FF840'],
  ['9.6', '04a-stop-copied-early', '3/13884D8'],
  ['9.6', '05-byte-flipped', '2/FE7FFB08'],
  ['9.6', '14-never-stopped', '3/13884D8'],
];

describe('sets of real servers, verified by records', () => {
  before(async () => {
    assert(existsSync(await fixture('9.2')) && existsSync(await fixture('9.6')));
  });

  for (const [version, set, backup = 'backup'] of WHOLE) {
    it(`${version} ${set} ${backup} is restorable, with the server's own stop location`, async () => {
      const result = await verify(version, set, backup);
      assert.deepEqual(result.findings, []);
      assert.equal(result.verdict, 'restorable');
      assert(result.stop !== undefined);
      assert.equal(formatLsn(result.stop.lsn), await expected(version, set, backup));
      assert.equal(result.reached, result.stop.lsn);
      const standby = set.startsWith('S-');
      assert.equal(result.stop.source, standby ? 'minimum-recovery-point' : 'backup-end-record');
    });
  }

  for (const version of ['9.2', '9.6'] as const) {
    for (const set of CONTROLS) {
      it(`${version} ${set} is restorable`, async () => {
        for (const prefer of [
          ['', '.gz'],
          ['.gz', ''],
        ]) {
          const result = await verify(version, set, 'backup', prefer);
          assert.deepEqual([result.verdict, result.findings], ['restorable', []]);
        }
      });
    }

    for (const [set, code, segment, verdict] of DAMAGED) {
      it(`${version} ${set}: ${code} ${segment === undefined ? 'names no segment' : `names ${segment}`}`, async () => {
        const result = await verify(version, `C-damaged/${set}`);
        assert.equal(result.verdict, verdict);
        assert.deepEqual(
          result.findings.map((finding) => [finding.code, finding.segment, finding.severity]),
          [[code, segment, 'error']],
        );
        assert.equal(result.stop, undefined);
      });
    }

    it(`${version} duplicates that differ: the copy that is read decides`, async () => {
      const gzDamaged = 'C-damaged/12a-dup-gz-damaged';
      const plainCut = 'C-damaged/12b-dup-plain-truncated';
      const verdicts = [
        (await verify(version, gzDamaged)).verdict,
        (await verify(version, gzDamaged, 'backup', ['.gz', ''])).verdict,
        (await verify(version, plainCut)).verdict,
        (await verify(version, plainCut, 'backup', ['.gz', ''])).verdict,
      ];
      assert.deepEqual(verdicts, ['restorable', 'damaged', 'damaged', 'restorable']);
    });

    it(`${version} duplicates that differ: which copy is good can be told`, async () => {
      const good = { plain: [] as boolean[], compressed: [] as boolean[] };
      for (const set of ['12a-dup-gz-damaged', '12b-dup-plain-truncated', '12c-dup-same']) {
        const folder = join(await fixture(version), 'C-damaged', set);
        const archive = join(folder, 'archive');
        const input = setInput({ folder, backup: join(folder, 'backup'), archive });
        assert(input !== undefined);
        const segment = segmentNumber({ timeline: 1, log: 2, low: 0xfe }, input.geometry);
        assert(segment !== undefined);
        for (const [form, suffix] of [['plain', ''] as const, ['compressed', '.gz'] as const]) {
          const copy = archiveSource(archive, input.geometry, [suffix]);
          good[form].push((await checkCopy(input, { timeline: 1, segment }, copy)).good);
        }
      }
      assert.deepEqual(good, { plain: [true, false, true], compressed: [false, true, true] });
    });

    for (const set of G) {
      it(`${version} ${set}: both backups are whole, whatever happens behind their stop`, async () => {
        for (const backup of ['backup1', 'backup2']) {
          const result = await verify(version, `G-pitr-damaged/${set}`, backup);
          assert.deepEqual([result.verdict, result.findings], ['restorable', []]);
        }
      });
    }
  }

  for (const [version, set, end] of REACHED) {
    it(`${version} ${set} ends where the server's log says`, async () => {
      const result = await verify(version, `C-damaged/${set}`);
      assert.equal(formatLsn(result.reached), end);
    });
  }
});
