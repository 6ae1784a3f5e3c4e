import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type ControlFile, parseControlFile } from '../../../src/core/formats/controlFile';
import { CONTROL_LAYOUTS } from '../../../src/core/formats/controlLayout';
import { crc32c, legacyCrc } from '../../../src/core/formats/crc';
import { parseLsn } from '../../../src/core/ground/lsn';
import { sample, SAMPLE_VERSIONS } from './samples';

function read(bytes: Uint8Array): ControlFile {
  const { value, problems } = parseControlFile(bytes);
  assert.deepEqual(problems, []);
  assert.ok(value);
  return value;
}

function reasons(bytes: Uint8Array): unknown[] {
  return parseControlFile(bytes).problems.map((problem) => problem.args['reason']);
}

/** A control file of a version, with a right checksum and a value at each of its offsets. */
function synthetic(layoutIndex: number, catalogVersion: number, edit: (view: DataView) => void): Uint8Array {
  const layout = CONTROL_LAYOUTS[layoutIndex] ?? assert.fail();
  const bytes = new Uint8Array(8192);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, 7710757433223093857n, true);
  view.setUint32(8, layout.controlVersion, true);
  view.setUint32(12, catalogVersion, true);
  view.setUint32(layout.segmentSize, 2 ** 24, true);
  view.setUint32(layout.blockSize, 8192, true);
  view.setUint32(layout.walBlockSize, 8192, true);
  view.setInt32(16, 6, true);
  // In both forms, a location has its low half in its first or last four bytes.
  view.setUint32(layout.splitLsn ? 36 : 32, 0x2000028, true);
  edit(view);
  const crc = layout.legacyCrc ? legacyCrc(bytes, 0, layout.crc) : crc32c(bytes, 0, layout.crc);
  view.setUint32(layout.crc, crc, true);
  return bytes;
}

describe('pg_control', () => {
  for (const [version, versionNum] of SAMPLE_VERSIONS) {
    it(`of a real ${version} server is read`, () => {
      const value = read(sample(`${version}/pg_control`));
      assert.equal(value.versionNum, versionNum);
      assert.equal(value.crcOk, true);
      const identifier = Buffer.from(sample(`${version}/system-identifier.txt`))
        .toString()
        .trim();
      assert.equal(value.systemIdentifier, BigInt(identifier));
      assert.equal(value.segmentSize, 2 ** 24);
      assert.deepEqual([value.walBlockSize, value.blockSize], [8192, 8192]);
      assert.equal(value.timeline, 1);
      assert.ok(value.redoLsn <= value.checkpointLsn && value.redoLsn > 0n);
      // Taken in November 2026.
      assert.equal(new Date(value.timeMs).toISOString().slice(0, 7), '2026-11');
      assert.equal(value.minRecoveryPoint, 0n);
      assert.equal(value.backupStartPoint, 0n);
      assert.equal(value.backupEndRequired, false);
      assert.equal(value.fullPageWrites, true);
      const { limits } = value;
      assert.deepEqual([limits.maxConnections, limits.maxLocksPerTransaction], [100, 64]);
      assert.equal(limits.maxWorkerProcesses, versionNum >= 90400 ? 8 : undefined);
      assert.equal(limits.maxWalSenders, versionNum >= 120000 ? 10 : undefined);
      assert.equal(limits.trackCommitTimestamp, versionNum >= 90500 ? false : undefined);
      const running = versionNum < 100000;
      assert.equal(value.state, running ? 'in production' : 'shut down');
      assert.equal(value.walLevel, versionNum === 90200 ? 'archive' : 'replica');
      // initdb turns checksums on from 18.
      assert.equal(value.dataChecksums, versionNum < 90300 ? undefined : versionNum >= 180000);
    });
  }

  it('of a standby tells how far it must recover', () => {
    const old = read(sample('9.2/standby/pg_control'));
    assert.equal(old.state, 'in archive recovery');
    assert.ok(old.minRecoveryPoint >= (parseLsn('0/2B75650') ?? 0n));
    assert.equal(old.minRecoveryTimeline, undefined);
    const recent = read(sample('9.6/standby/pg_control'));
    assert.equal(recent.state, 'in archive recovery');
    assert.equal(recent.minRecoveryTimeline, 1);
    assert.ok(recent.minRecoveryPoint > recent.redoLsn);
  });

  it('of every version is read back from where its fields lie', () => {
    for (const [index, layout] of CONTROL_LAYOUTS.entries()) {
      const value = read(
        synthetic(index, layout.versions[0]?.catalogVersion ?? 0, (view) => {
          view.setUint32(layout.minRecoveryPoint, layout.splitLsn ? 5 : 0x1000028, true);
          view.setUint32(layout.minRecoveryPoint + 4, layout.splitLsn ? 0x1000028 : 5, true);
          view.setUint32(layout.timeline, 42, true);
          view.setUint32(layout.walLevel, 1, true);
        }),
      );
      assert.equal(value.versionNum, layout.versions[0]?.versionNum);
      assert.equal(value.minRecoveryPoint, parseLsn('5/1000028'));
      assert.equal(value.timeline, 42);
      assert.equal(value.segmentSize, 2 ** 24);
      assert.equal(value.walLevel, layout.controlVersion < 960 ? 'archive' : 'replica');
    }
  });

  it('numbered 942 is of 9.4 or of 9.5, whichever checksum fits', () => {
    const [v94, v95] = CONTROL_LAYOUTS.flatMap((layout, index) =>
      layout.controlVersion === 942 ? [index] : [],
    );
    assert.equal(read(synthetic(v94 ?? 0, 201409291, () => undefined)).versionNum, 90400);
    assert.equal(read(synthetic(v95 ?? 0, 201510051, () => undefined)).versionNum, 90500);
    const broken = synthetic(v95 ?? 0, 201510051, () => undefined);
    broken[300] = 0;
    broken[30] = 1;
    const { value, problems } = parseControlFile(broken);
    assert.equal(value?.versionNum, 90500);
    assert.equal(value.crcOk, false);
    assert.deepEqual(
      problems.map((one) => one.args['reason']),
      ['checksum'],
    );
  });

  it('numbered 903 and 1300 tells its version by the catalogue', () => {
    const of = (controlVersion: number, catalog: number): number | undefined => {
      const index = CONTROL_LAYOUTS.findIndex((layout) => layout.controlVersion === controlVersion);
      return read(synthetic(index, catalog, () => undefined)).versionNum;
    };
    assert.equal(of(903, 201008051), 90000);
    assert.equal(of(903, 201105231), 90100);
    assert.deepEqual(
      [202007201, 202107181, 202209061, 202307071].map((catalog) => of(1300, catalog)),
      [130000, 140000, 150000, 160000],
    );
    assert.equal(of(1902, 202606011), 190000);
  });

  it('of a later version is read as far as a known layout fits', () => {
    const bytes = synthetic(CONTROL_LAYOUTS.length - 1, 202708011, (view) => {
      view.setUint32(8, 1903, true);
    });
    const { value, problems } = parseControlFile(bytes);
    assert.equal(value?.versionNum, undefined);
    assert.equal(value?.segmentSize, 2 ** 24);
    assert.deepEqual(
      problems.map((one) => `${one.severity} ${String(one.args['reason'])}`),
      ['warning unknown-version'],
    );
    bytes[20] = 1;
    assert.deepEqual(reasons(bytes), ['unknown-version']);
    assert.equal(parseControlFile(bytes).value, undefined);
  });

  it('of a version up to 9.2 may have its checkpoint right after the shorter page header', () => {
    const at = (index: number, low: number): unknown[] => {
      const layout = CONTROL_LAYOUTS[index] ?? assert.fail();
      const bytes = synthetic(index, layout.versions[0]?.catalogVersion ?? 0, (view) => {
        view.setUint32(layout.splitLsn ? 36 : 32, low, true);
      });
      return reasons(bytes);
    };
    for (const [index, { splitLsn }] of CONTROL_LAYOUTS.entries()) {
      assert.deepEqual(at(index, 0x2002010), splitLsn ? [] : ['checkpoint'], String(index));
      assert.deepEqual(at(index, 0x2002008), ['checkpoint'], String(index));
      assert.deepEqual(at(index, 0x2002018), [], String(index));
    }
  });

  it('that is damaged says how', () => {
    const good = sample('15/pg_control');
    assert.deepEqual(reasons(new Uint8Array()), ['empty']);
    assert.deepEqual(reasons(good.slice(0, 100)), ['truncated']);
    assert.deepEqual(reasons(good.slice(0, 290)), ['truncated']);
    assert.deepEqual(reasons(good.slice(0, 4096)), ['truncated']);
    assert.deepEqual(reasons(new Uint8Array(8192)), ['zeroed']);
    assert.deepEqual(reasons(new Uint8Array(8192).fill(0xab)), ['not-a-control-file']);
    const swapped = good.slice();
    swapped.subarray(8, 12).reverse();
    assert.deepEqual(reasons(swapped), ['big-endian']);
    const older = good.slice();
    new DataView(older.buffer).setUint32(8, 843, true);
    assert.deepEqual(reasons(older), ['too-old']);
    assert.deepEqual(
      reasons(
        synthetic(8, 201909212, (view) => {
          view.setUint32(228, 12345, true);
        }),
      ),
      ['segment-size'],
    );
  });

  it('with one flipped bit before its checksum is never taken for good', () => {
    const good = sample('18/pg_control');
    fc.assert(
      fc.property(fc.nat(292 * 8 - 1), (bit) => {
        const bytes = good.slice();
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const { value, problems } = parseControlFile(bytes);
        assert.ok(problems.length > 0);
        assert.notEqual(value?.crcOk, true);
      }),
    );
  });

  it('may lie anywhere in a larger buffer', () => {
    const good = sample('18/pg_control');
    const larger = new Uint8Array(good.length + 7);
    larger.set(good, 7);
    assert.deepEqual(parseControlFile(larger.subarray(7)), parseControlFile(good));
  });
});
