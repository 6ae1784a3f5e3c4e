import assert from 'node:assert/strict';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { completeSet } from '../../support/completeSet';
import { fixture } from '../support/fixtures';
import { temporaryFolder } from '../io/temporary';

interface Expected {
  readonly segments_needed: readonly string[];
}

const STOP = '000000010000000300000001';

for (const version of ['9.2', '9.6'] as const) {
  describe(`completing real sets of ${version}`, () => {
    const folder = temporaryFolder();

    /** The set's data directory is a copy; its archive, of which unchanged files are links, is only read. */
    async function take(name: string, backup = 'backup') {
      const origin = join(await fixture(version), name);
      const data = join(folder.path, 'data');
      cpSync(join(origin, backup), data, { recursive: true });
      chmodSync(join(data, 'PG_VERSION'), 0o600);
      const text = readFileSync(join(origin, 'expected.json'), 'utf8');
      return { data, archive: join(origin, 'archive'), expected: JSON.parse(text) as Expected };
    }

    const wal = (data: string): string => join(data, 'pg_xlog');
    const segments = (data: string): string[] =>
      existsSync(wal(data)) ? readdirSync(wal(data)).filter((name) => /^[0-9A-F]{24}$/.test(name)) : [];

    it('makes a set whose archive is taken away restorable by itself', async () => {
      const { data, archive, expected } = await take('A-standalone');
      const { plan, result, alone } = await completeSet(data, { archives: [archive] });
      assert.deepEqual([plan.obstacles, plan.absent, result.problem], [[], [], undefined]);
      assert.equal(result.written, expected.segments_needed.length);
      assert.deepEqual(segments(data).sort(), [...expected.segments_needed].sort());
      assert.ok(!segments(data).some((name) => name.endsWith('FF')) || version !== '9.2');
      assert.equal(alone?.parts.wal.verdict, 'restorable');
      assert.deepEqual(alone.archives, [wal(data)]);
      for (const name of segments(data)) {
        assert.deepEqual(readFileSync(join(wal(data), name)), readFileSync(join(archive, name)));
        if (process.platform !== 'win32') assert.equal(statSync(join(wal(data), name)).mode & 0o777, 0o600);
        assert.equal(statSync(join(wal(data), 'archive_status', `${name}.done`)).size, 0);
      }
    });

    it('lets the group read where it may read the rest', async () => {
      if (process.platform === 'win32') return;
      const { data, archive } = await take('A-standalone');
      chmodSync(join(data, 'PG_VERSION'), 0o640);
      await completeSet(data, { archives: [archive] });
      for (const name of segments(data)) assert.equal(statSync(join(wal(data), name)).mode & 0o777, 0o640);
      assert.equal(statSync(wal(data)).mode & 0o777, 0o750);
    });

    it('has nothing to do the second time', async () => {
      const { data, archive } = await take('A-standalone');
      await completeSet(data, { archives: [archive] });
      const { plan, result } = await completeSet(data, { archives: [archive] });
      assert.deepEqual([plan.copies, plan.absent, plan.companions], [[], [], []]);
      assert.deepEqual([plan.present, result.written], [plan.required, 0]);
    });

    it('unpacks what is packed', async () => {
      const { data, archive, expected } = await take('C-damaged/00-control-all-gz');
      const { alone } = await completeSet(data, { archives: [archive] });
      assert.equal(alone?.parts.wal.verdict, 'restorable');
      for (const name of expected.segments_needed) {
        const compressed = join(archive, `${name}.gz`);
        if (existsSync(compressed))
          assert.deepEqual(readFileSync(join(wal(data), name)), gunzipSync(readFileSync(compressed)));
      }
    });

    for (const backup of ['backup1', 'backup2']) {
      it(`takes ${backup} of an archive that holds several timelines`, async () => {
        const { data, archive } = await take('B-pitr-archive', backup);
        const { alone } = await completeSet(data, { archives: [archive] });
        assert.equal(alone?.parts.wal.verdict, 'restorable');
      });
    }

    it('takes the backup of a standby that was promoted later', async () => {
      const { data, archive } = await take('S-standby-promoted');
      const { alone } = await completeSet(data, { archives: [archive] });
      assert.equal(alone?.parts.wal.verdict, 'restorable');
    });

    for (const name of ['E-stop-at-boundary', ...(version === '9.2' ? ['E2-stop-at-FF-boundary'] : [])]) {
      it(`takes no segment too many: ${name}`, async () => {
        const { data, archive, expected } = await take(name);
        const { alone } = await completeSet(data, { archives: [archive] });
        assert.equal(alone?.parts.wal.verdict, 'restorable');
        assert.deepEqual(segments(data).sort(), [...expected.segments_needed].sort());
      });
    }

    it('takes the good one of two copies that differ, whichever it is', async () => {
      for (const name of ['12a-dup-gz-damaged', '12b-dup-plain-truncated', '12c-dup-same']) {
        rmSync(join(folder.path, 'data'), { recursive: true, force: true });
        const { data, archive } = await take(`C-damaged/${name}`);
        const { alone } = await completeSet(data, { archives: [archive] });
        assert.equal(alone?.parts.wal.verdict, 'restorable', name);
      }
    });

    const REFUSED: readonly (readonly [string, string])[] = [
      ['03-recycled-stop', 'recycled-segment'],
      ['03b-recycled-middle', 'recycled-segment'],
      ['04a-stop-copied-early', 'incomplete-segment'],
      ['04b-stop-copied-early-zero-tail', 'incomplete-segment'],
      ['05-byte-flipped', 'record-checksum-mismatch'],
      ['06-truncated-half', 'truncated-segment'],
      ['07-zero-length', 'empty-segment'],
      ['07b-all-zero-bytes', 'zeroed-segment'],
      ['08-other-cluster', 'foreign-segment'],
      ['13-gz-cut-off', 'unreadable-compression'],
    ];

    for (const [name, code] of REFUSED) {
      it(`does not copy a segment that is no good: ${name}`, async () => {
        const { data, archive, expected } = await take(`C-damaged/${name}`);
        const { plan, result, alone } = await completeSet(data, { archives: [archive] });
        const found = [...plan.refused, ...result.refused].map((finding) => finding.code);
        assert.deepEqual(found, [code]);
        assert.equal(segments(data).length, expected.segments_needed.length - 1);
        assert.equal(result.written, expected.segments_needed.length - 1);
        assert.notEqual(alone?.parts.wal.verdict, 'restorable');
        assert.deepEqual(
          readdirSync(wal(data)).filter((file) => file.endsWith('.tmp')),
          [],
        );
      });
    }

    it('replaces no recycled or cut file of the copy, and goes on once it is moved away', async () => {
      const { data, archive } = await take('A-standalone');
      const damaged = join(await fixture(version), 'C-damaged');
      const recycled = readFileSync(join(damaged, '03-recycled-stop', 'archive', STOP));
      const fb = '0000000100000002000000FB';
      mkdirSync(wal(data));
      writeFileSync(join(wal(data), STOP), recycled);
      writeFileSync(join(wal(data), fb), readFileSync(join(archive, fb)).subarray(0, 1_000_000));
      const first = await completeSet(data, { archives: [archive] });
      assert.deepEqual(
        first.plan.obstacles.map(({ finding, replaceable }) => [finding.code, finding.segment, replaceable]),
        [
          ['truncated-segment', fb, true],
          ['recycled-segment', STOP, true],
        ],
      );
      assert.deepEqual([first.result.problem, first.result.failed], [undefined, []]);
      assert.equal(first.result.written, first.plan.required - 2);
      assert.deepEqual(readFileSync(join(wal(data), STOP)), recycled);
      rmSync(join(wal(data), STOP));
      rmSync(join(wal(data), fb));
      assert.equal((await completeSet(data, { archives: [archive] })).alone?.parts.wal.verdict, 'restorable');
    });

    it('finds a file of the copy that was cut by its records alone', async () => {
      const { data, archive } = await take('A-standalone');
      const early = join(await fixture(version), 'C-damaged', '04a-stop-copied-early', 'archive', STOP);
      mkdirSync(wal(data));
      cpSync(early, join(wal(data), STOP));
      const { plan } = await completeSet(data, { archives: [archive] });
      assert.deepEqual(
        plan.obstacles.map(({ finding }) => [finding.code, finding.file]),
        [['incomplete-segment', join(wal(data), STOP)]],
      );
    });

    it('writes nothing where a server runs', async () => {
      const { data, archive } = await take('A-standalone');
      writeFileSync(join(data, 'postmaster.pid'), '1');
      const { result } = await completeSet(data, { archives: [archive] });
      assert.deepEqual(result.problem, { kind: 'live', path: join(data, 'postmaster.pid') });
      assert.ok(!existsSync(wal(data)));
    });
  });
}
