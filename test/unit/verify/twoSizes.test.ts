import assert from 'node:assert/strict';
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { segmentName, segmentNumber, parseSegmentName } from '../../../src/core/wal/segmentName';
import type { Report, ReportFinding } from '../../../src/core/report/report';
import { command } from '../cli/console';
import { temporaryFolder } from '../io/temporary';
import { WalBuilder } from '../records/walBuilder';

const MEGABYTE = 1 << 20;

/** Whole segments of a server of 15, full of records. */
function wal(first: number, count: number, segmentSize: number): Map<string, Uint8Array> {
  const builder = new WalBuilder(150000, first, segmentSize);
  const payload = new Uint8Array(segmentSize / 8);
  while (builder.segments.size <= count) builder.append({ manager: 10, info: 0, payload });
  const names = [...builder.segments].slice(0, count);
  return new Map(names.map(([segment, bytes]) => [segmentName(1, segment, builder.geometry), bytes]));
}

describe('an archive with segments of two sizes', () => {
  const folder = temporaryFolder();
  /** One cluster: `pg_resetwal --wal-segsize=1` reduced the size after the second segment. */
  let large: Map<string, Uint8Array>;
  let small: Map<string, Uint8Array>;

  before(() => {
    large = wal(1, 2, 16 * MEGABYTE);
    small = wal(0x30, 5, MEGABYTE);
  });

  function put(segments: ReadonlyMap<string, Uint8Array>, pack?: (bytes: Uint8Array) => Uint8Array): void {
    for (const [name, bytes] of segments) {
      if (pack === undefined) writeFileSync(`${folder.path}/${name}`, bytes);
      else writeFileSync(`${folder.path}/${name}.gz`, pack(bytes));
    }
  }

  const path = (segments: ReadonlyMap<string, Uint8Array>, place: number): string =>
    `${folder.path}/${[...segments.keys()].at(place) ?? ''}`;

  async function verified(): Promise<{ code: number; findings: ReportFinding[]; report: Report }> {
    const { code, out } = await command(['verify', folder.path, '--json']);
    const report = JSON.parse(out) as Report;
    return { code, report, findings: report.archives.flatMap(({ findings }) => findings) };
  }

  async function told(): Promise<string[]> {
    return (await verified()).findings.map(
      ({ code, severity, segment }) => `${severity} ${code} ${segment ?? ''}`,
    );
  }

  const NOTE = (segments: ReadonlyMap<string, Uint8Array>): string =>
    `warning wrong-size-segment ${[...segments.keys()][0] ?? ''}`;

  it('is sound if each segment has the size that it says itself, and one warning is about the other size', async () => {
    put(large);
    put(small);
    const { code, findings } = await verified();
    assert.deepEqual(
      findings.map(({ code: what, severity }) => `${severity} ${what}`),
      ['warning wrong-size-segment'],
    );
    assert.equal(code, 0);
  });

  it('is read by its records, whichever size most segments have', async () => {
    put(large);
    const [some] = small;
    assert.ok(some);
    put(new Map([some]));
    assert.deepEqual(await told(), [NOTE(new Map([some]))]);
    put(small);
    rmSync(path(large, 1));
    assert.deepEqual(await told(), [NOTE(large)]);
  });

  it('has a truncated segment of each size found as such, and no other', async () => {
    for (const [segments, size] of [
      [small, MEGABYTE / 2],
      [large, 10 * MEGABYTE],
      // As large as the other cluster's segments, but not a whole one.
      [large, MEGABYTE],
    ] as const) {
      put(large);
      put(small);
      truncateSync(path(segments, 1), size);
      const all = await told();
      const name = [...segments.keys()][1] ?? '';
      assert.deepEqual(
        all.filter((text) => text.startsWith('error')),
        [`error truncated-segment ${name}`],
        String(size),
      );
    }
  });

  it('has an empty, a zeroed and a flipped segment of the other size found', async () => {
    put(large);
    put(small);
    const [first = '', second = '', third = ''] = [...small.keys()].slice(1);
    truncateSync(`${folder.path}/${first}`, 0);
    writeFileSync(`${folder.path}/${second}`, new Uint8Array(MEGABYTE));
    const bytes = readFileSync(`${folder.path}/${third}`);
    bytes[500_000] = (bytes[500_000] ?? 0) ^ 1;
    writeFileSync(`${folder.path}/${third}`, bytes);
    const errors = (await told()).filter((text) => text.startsWith('error'));
    assert.deepEqual(errors.sort(), [
      `error empty-segment ${first}`,
      `error record-checksum-mismatch ${third}`,
      `error zeroed-segment ${second}`,
    ]);
  });

  it('is judged in the same way if it is compressed', async () => {
    const pack = (bytes: Uint8Array): Uint8Array => gzipSync(bytes, { level: 1 });
    put(large, pack);
    put(small, pack);
    assert.deepEqual((await verified()).code, 0);
    const cut = readFileSync(`${path(small, 2)}.gz`);
    writeFileSync(`${path(small, 2)}.gz`, cut.subarray(0, cut.length - 10));
    assert.deepEqual(
      (await told()).filter((text) => text.startsWith('error')),
      [`error unreadable-compression ${[...small.keys()][2] ?? ''}`],
    );
  });

  it('has gaps within a size and none between the sizes, and no stray files', async () => {
    put(large);
    put(small);
    rmSync(path(small, 2));
    const { findings, report } = await verified();
    const gaps = findings.filter(({ code }) => code === 'archive-gap').map(({ segment }) => segment);
    assert.deepEqual(gaps, [[...small.keys()][2]]);
    assert.deepEqual(
      report.archives[0]?.timelines[0]?.gaps.map(({ first, count }) => [first, count]),
      [[[...small.keys()][2], 1]],
    );
    assert.ok(!findings.some(({ code }) => code === 'stray-file'));
  });

  it('finds names that only the small size has', async () => {
    put(large);
    // With 16 MB no name ends in more than FF.
    const high = wal(0x300, 1, MEGABYTE);
    put(high);
    for (const name of high.keys()) {
      const parts = parseSegmentName(name);
      assert.ok(parts !== undefined && parts.low > 0xff);
      assert.equal(segmentNumber(parts, { segmentSize: 16 * MEGABYTE, skipsLastSegment: false }), undefined);
    }
    assert.deepEqual(await told(), [NOTE(high)]);
    truncateSync(path(high, 0), 700_000);
    assert.ok((await told()).includes(`error truncated-segment ${[...high.keys()][0] ?? ''}`));
  });
});
