import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import type { WalGeometry } from '../../src/core/wal/geometry';
import { offsetInSegment, segmentOfEnd, segmentOfStart } from '../../src/core/wal/geometry';
import type { Lsn } from '../../src/core/ground/lsn';
import { formatLsn, parseLsn } from '../../src/core/ground/lsn';
import { rangeNames, segmentName } from '../../src/core/wal/segmentName';
import { lowLevelBackup } from './support/lowLevelBackup';
import { TestServer } from './support/testServer';
import { availableMajors, newestMajor } from './support/versions';

for (const major of availableMajors()) {
  describe(`WAL arithmetic of PostgreSQL ${String(major)}`, () => {
    arithmetic(major, undefined);
  });
}

for (const megabytes of [16, 64, 1024]) {
  const major = newestMajor();
  describe(`WAL arithmetic with segments of ${String(megabytes)} MB`, () => {
    arithmetic(major, megabytes);
  });
}

function arithmetic(major: number, walSegmentSize: number | undefined): void {
  let server: TestServer;

  before(async () => {
    server = await TestServer.create(major, walSegmentSize === undefined ? {} : { walSegmentSize });
  });
  after(() => server.destroy());

  it('names files and offsets as the server does', async () => {
    const { geometry } = server;
    const lsns = locations(geometry);
    const rows = await server.sql<{ lsn: string; number: string; name: string; file: string; at: number }>(
      `SELECT lsn::text, (lsn - '0/0'::pg_lsn)::text AS number, pg_walfile_name(lsn) AS name,
              (pg_walfile_name_offset(lsn)).file_name AS file, (pg_walfile_name_offset(lsn)).file_offset AS at
       FROM unnest($1::pg_lsn[]) AS lsn`,
      [lsns.map(formatLsn)],
    );
    assert.equal(rows.length, lsns.length);
    for (const row of rows) {
      const lsn = BigInt(row.number);
      assert.equal(parseLsn(row.lsn), lsn);
      assert.equal(formatLsn(lsn), row.lsn);
      assert.deepEqual([row.name, row.file], Array(2).fill(serverName(lsn, major, geometry)), row.lsn);
      assert.equal(row.at, offsetInSegment(lsn, geometry), row.lsn);
    }
  });

  it('places the current location in the file that the server writes', async () => {
    const lsn = parseLsn(await server.value('SELECT pg_current_wal_lsn()'));
    assert.ok(lsn !== undefined);
    const name = segmentName(1, segmentOfEnd(lsn, server.geometry), server.geometry);
    assert.ok((await readdir(join(server.dataDirectory, 'pg_wal'))).includes(name), name);
  });

  // A segment size of 1 GB shows nothing more here, and takes half a minute to archive.
  if (walSegmentSize === 1024) return;

  it('lists the segments of a backup as they come into the archive', async () => {
    const backup = await lowLevelBackup(server, join(server.archive, '..', 'backup'), {
      label: 'arithmetic',
      writesDuring: () => fillSegments(server, walSegmentSize === 64 ? 1 : 3),
    });
    const first = segmentOfStart(mustParse(backup.startLsn), server.geometry);
    const last = segmentOfEnd(mustParse(backup.stopLsn), server.geometry);
    const ours = [...rangeNames({ timeline: 1, first, last }, server.geometry)];
    const archived = (await readdir(server.archive)).filter((name) => /^[0-9A-F]{24}$/.test(name)).sort();
    assert.deepEqual(archived.slice(archived.indexOf(backup.startWalFile)), ours);
    assert.equal(
      await historyFileOf(server),
      `${backup.startWalFile}.${offsetText(backup.startLsn, server)}`,
    );
  });
}

/**
 * At a boundary, `pg_walfile_name` names the file that ends there up to 16, and the one that begins there from 17 on.
 */
function serverName(lsn: Lsn, major: number, geometry: WalGeometry): string {
  return segmentName(1, major >= 17 ? segmentOfStart(lsn, geometry) : segmentOfEnd(lsn, geometry), geometry);
}

/** Random locations, and both sides of segment and log file boundaries. */
function locations(geometry: WalGeometry): Lsn[] {
  const anywhere = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n });
  const random = fc.sample(anywhere, 300);
  const segments = random.map((lsn) => lsn - (lsn % BigInt(geometry.segmentSize))).filter((lsn) => lsn > 0n);
  const logs = random.map((lsn) => ((lsn >> 32n) + 1n) << 32n);
  return [...random, ...[...segments, ...logs].flatMap((lsn) => [lsn - 1n, lsn, lsn + 1n])];
}

async function fillSegments(server: TestServer, segments: number): Promise<void> {
  for (let done = 0; done < segments; done++) {
    await server.sql(`CREATE TABLE filler_${String(done)} AS SELECT generate_series(1, 5000) AS i`);
    await server.switchWal();
  }
}

async function historyFileOf(server: TestServer): Promise<string> {
  const name = (await readdir(server.archive)).find((entry) => entry.endsWith('.backup'));
  return name?.slice(0, -'.backup'.length) ?? 'no backup history file was archived';
}

function offsetText(lsn: string, server: TestServer): string {
  const offset = offsetInSegment(mustParse(lsn), server.geometry);
  return offset.toString(16).toUpperCase().padStart(8, '0');
}

function mustParse(text: string): Lsn {
  const lsn = parseLsn(text);
  assert.ok(lsn !== undefined, text);
  return lsn;
}
