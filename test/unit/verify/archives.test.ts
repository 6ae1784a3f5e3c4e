import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { ChunkResult } from '../../../src/core/verify/records/chunk';
import {
  type ArchiveRange,
  type ArchiveWalk,
  findingOfArchiveCut,
  walkArchive,
} from '../../../src/core/verify/records/walkArchive';
import type { WalContext } from '../../../src/core/verify/records/walContext';
import { walkInChunks } from '../../../src/core/verify/records/walkInChunks';
import { walkChunk } from '../../../src/core/verify/records/walkChunk';
import { verifySetRecords } from '../../../src/core/verify/records/verifyRecords';
import { verifySetInChunks } from '../../../src/core/verify/records/verifySetInChunks';
import { walGeometry } from '../../../src/core/wal/geometry';
import { formatLsn, parseLsn } from '../../../src/core/ground/lsn';
import { fixture } from '../support/fixtures';
import { archiveSource } from './archiveSource';
import { highestSegment, pathInArchive, setInput } from './setInputs';

type Version = '9.2' | '9.6';

interface Case {
  readonly version: Version;
  readonly set: string;
  readonly timeline: number;
  readonly from: string;
  /** The server's `redo done at` is the start of the last record; this is its end. */
  readonly reached: string;
  /** `last completed transaction was at log time`. */
  readonly lastCommit: string;
  readonly restorePoints?: readonly string[];
  readonly cut?: string;
}

const SWITCH = 'before_mistake';

const CASES: readonly Case[] = [
  {
    version: '9.2',
    set: 'B-pitr-archive',
    timeline: 1,
    from: '0/41C9AE8',
    reached: '0/B000000',
    lastCommit: '2026-11-21T22:48:46.403743',
    restorePoints: [SWITCH],
  },
  {
    version: '9.2',
    set: 'B-pitr-archive',
    timeline: 2,
    from: '0/7697188',
    // 9.2 stops before the restore point's record, and the new timeline overwrites it.
    reached: '0/C000000',
    lastCommit: '2026-11-21T22:48:53.998046',
  },
  {
    version: '9.6',
    set: 'B-pitr-archive',
    timeline: 1,
    from: '0/31C3640',
    reached: '0/A000000',
    lastCommit: '2026-11-21T23:03:52.554293',
    restorePoints: [SWITCH],
  },
  {
    version: '9.6',
    set: 'B-pitr-archive',
    timeline: 2,
    from: '0/66972E8',
    reached: '0/B000000',
    lastCommit: '2026-11-21T23:03:55.405753',
    restorePoints: [SWITCH],
  },
  {
    version: '9.6',
    set: 'S-standby-promoted',
    timeline: 2,
    from: '0/458E7B0',
    reached: '0/8000000',
    lastCommit: '2026-11-21T23:09:04.095051',
  },
  {
    version: '9.2',
    set: 'S-standby-promoted',
    timeline: 2,
    from: '0/2B756E8',
    reached: '0/6000000',
    lastCommit: '2026-11-21T23:03:02.399886',
  },
  {
    version: '9.2',
    set: 'G-pitr-damaged/1-gap-between-backups',
    timeline: 1,
    from: '0/3000020',
    reached: '0/5000000',
    lastCommit: '2026-11-21T22:48:40.345617',
    cut: 'missing-segment 000000010000000000000005 warning',
  },
  {
    version: '9.6',
    set: 'G-pitr-damaged/4-old-timeline-segment-of-fork-missing',
    timeline: 1,
    from: '0/66972E8',
    reached: '0/7FFF438',
    lastCommit: '2026-11-21T23:03:51.966252',
    cut: 'missing-segment 000000010000000000000008 warning',
  },
  {
    version: '9.6',
    set: 'G-pitr-damaged/3-first-segment-of-timeline-2-missing',
    timeline: 2,
    from: '0/66972E8',
    reached: '0/7FFF438',
    lastCommit: '2026-11-21T23:03:51.966252',
    cut: 'missing-segment 000000020000000000000008 error',
  },
];

async function contextOf(version: Version, set: string, timeline: number): Promise<WalContext> {
  const archive = join(await fixture(version), set, 'archive');
  const geometry = walGeometry(16 * 1024 * 1024, version === '9.2' ? 90200 : 90600);
  return {
    source: archiveSource(archive, geometry),
    geometry,
    timelinePath: pathInArchive(archive, timeline, geometry),
    systemIdentifier: undefined,
    versionNum: version === '9.2' ? 90200 : 90600,
  };
}

async function rangeOf(test: Case, context: WalContext): Promise<ArchiveRange> {
  const archive = join(await fixture(test.version), test.set, 'archive');
  const lastSegment = highestSegment(archive, test.timeline, context.geometry);
  const from = parseLsn(test.from);
  assert(lastSegment !== undefined && from !== undefined);
  return { from, lastSegment };
}

function isoMicros(micros: number): string {
  const millis = Math.floor(micros / 1000);
  const rest = String(micros % 1000).padStart(3, '0');
  return new Date(millis).toISOString().replace('Z', rest);
}

function summary(walk: ArchiveWalk, context: WalContext): Record<string, unknown> {
  const { cut } = walk;
  const finding = cut === undefined ? undefined : findingOfArchiveCut(cut, walk.reached, context);
  return {
    reached: walk.reached === undefined ? '' : formatLsn(walk.reached),
    lastCommit: isoMicros(walk.commits.last),
    restorePoints: walk.restorePoints.map((point) => point.name),
    cut: finding === undefined ? undefined : `${finding.code} ${finding.segment ?? ''} ${finding.severity}`,
  };
}

function inOnePiece(context: WalContext): Parameters<typeof walkArchive>[2] {
  const plan = { segmentsPerChunk: Number.MAX_SAFE_INTEGER, inFlight: 1 };
  return { plan, run: (spec) => walkChunk(context, spec) };
}

describe('archives of real servers', function () {
  for (const test of CASES) {
    const title = `${test.version} ${test.set} on timeline ${test.timeline} from ${test.from}`;
    const expected = {
      reached: test.reached,
      lastCommit: test.lastCommit,
      restorePoints: test.restorePoints ?? [],
      cut: test.cut,
    };

    it(`${title}: reaches what the server reached`, async () => {
      const context = await contextOf(test.version, test.set, test.timeline);
      const walk = await walkArchive(context, await rangeOf(test, context), inOnePiece(context));
      assert.deepEqual(summary(walk, context), expected);
    });

    it(`${title}: chunks of one and two segments come to the same`, async () => {
      const context = await contextOf(test.version, test.set, test.timeline);
      const range = await rangeOf(test, context);
      const whole = await walkArchive(context, range, inOnePiece(context));
      for (const segmentsPerChunk of [1, 2]) {
        const plan = { segmentsPerChunk, inFlight: 3 };
        const joined = await walkArchive(context, range, { plan, run: (spec) => walkChunk(context, spec) });
        assert.deepEqual(joined, whole);
      }
    });
  }

  for (const version of ['9.2', '9.6'] as const) {
    for (const set of ['A-standalone', 'C-damaged/05-byte-flipped', 'C-damaged/03b-recycled-middle']) {
      it(`${version} ${set}: verified in chunks as in one`, async () => {
        const folder = join(await fixture(version), set);
        const input = setInput({ folder, backup: join(folder, 'backup'), archive: join(folder, 'archive') });
        assert(input !== undefined);
        const whole = await verifySetRecords(input);
        const plan = { segmentsPerChunk: 1, inFlight: 2 };
        const chunked = await verifySetInChunks(input, plan, (spec) => walkChunk(input, spec));
        assert(chunked !== undefined);
        assert.deepEqual({ ...chunked, records: 0 }, { ...whole, records: 0 });
      });
    }

    it(`${version}: a chunk of another place in the WAL does not join`, async () => {
      const context = await contextOf(version, 'A-standalone', 1);
      const chunk = (segment: number): Promise<ChunkResult> =>
        walkChunk(context, { firstSegment: segment, lastSegment: segment });
      const first = 2 * (version === '9.2' ? 255 : 256) + 0xfb;
      const plan = { segmentsPerChunk: 1, inFlight: 1 };
      const range = { firstSegment: first, lastSegment: first + 2 };
      const whole = await walkInChunks(context, range, plan, (spec) => chunk(spec.firstSegment));
      assert.equal(whole.end.kind, 'range-end');
      // The second chunk is taken from one segment later.
      const skipped = await walkInChunks(context, range, plan, ({ firstSegment }) =>
        chunk(firstSegment === first ? first : firstSegment + 1),
      );
      assert(skipped.end.kind === 'cut');
      assert.equal(skipped.end.cut.code, 'broken-record-chain');
      assert.equal(skipped.reached, (await chunk(first)).reached);
    });
  }
});
