import type { Client } from 'pg';
import { segmentEndLsn, segmentOfStart } from '../../../src/core/wal/geometry';
import type { WalGeometry } from '../../../src/core/wal/geometry';
import type { Lsn } from '../../../src/core/ground/lsn';
import { parseLsn } from '../../../src/core/ground/lsn';

/** The backup-end record of 9.5 and later: 34 bytes, aligned to 8. */
const BACKUP_END_BYTES = 40n;
const PAGE = 8192n;
/** Length of the message that shows how much the record adds to it. */
const SAMPLE = 300;

/**
 * Fills the current segment with messages until only the backup-end record fits, so that a stop right after it is
 * exactly at the end of the segment. Other sessions must be quiet.
 */
export async function fillUpToBackupEnd(client: Client, geometry: WalGeometry): Promise<void> {
  const start = await insertLsn(client);
  const target = segmentEndLsn(segmentOfStart(start, geometry), geometry) - BACKUP_END_BYTES;
  const lastPage = target - (target % PAGE);
  for (let at = start; at < lastPage; at = await insertLsn(client)) {
    const gap = Number(lastPage - at);
    await emit(client, Math.max(SAMPLE, Math.min(gap - 2000, 200_000)));
  }
  const before = await insertLsn(client);
  await emit(client, SAMPLE);
  const after = await insertLsn(client);
  const sampleRecord = Number(after - before);
  await emit(client, SAMPLE + Number(target - after) - sampleRecord);
  const reached = await insertLsn(client);
  if (reached !== target) throw new Error(`filled to ${String(reached)} instead of ${String(target)}`);
}

async function emit(client: Client, length: number): Promise<void> {
  await client.query("SELECT pg_logical_emit_message(false, 'fill', repeat('x', $1::int))", [length]);
}

async function insertLsn(client: Client): Promise<Lsn> {
  const { rows } = await client.query<{ lsn: string }>('SELECT pg_current_wal_insert_lsn() AS lsn');
  const lsn = parseLsn(rows[0]?.lsn ?? '');
  if (lsn === undefined) throw new Error('the server told no location');
  return lsn;
}
