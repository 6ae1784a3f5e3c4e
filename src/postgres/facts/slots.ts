import { hidden, known, observed, type Observer } from './observed';
import type { Fact, SlotFacts } from './serverFacts';
import type { ServerVersion } from './serverVersion';

/** pg_replication_slots, which every role may read. `wal_status` came with 13. */
export function readSlots(
  { session, signal }: Observer,
  { number }: ServerVersion,
): Promise<Fact<readonly SlotFacts[]>> {
  if (number < 90400) return Promise.resolve(hidden('replication slots came with 9.4'));
  const status = number >= 130000 ? 'wal_status' : 'NULL';
  return observed(async () => {
    const rows = await session.query<'name' | 'kind' | 'active' | 'restart' | 'status'>(
      `SELECT slot_name AS name, slot_type AS kind, active, restart_lsn AS restart, ${status} AS status
 FROM pg_catalog.pg_replication_slots ORDER BY slot_name`,
      [],
      { signal, doing: 'Reading the replication slots' },
    );
    return known(
      rows.map(({ name, kind, active, restart, status: walStatus }): SlotFacts => ({
        name: name ?? '',
        kind: kind === 'logical' ? 'logical' : 'physical',
        active: active === 't',
        ...(restart === null ? {} : { restartLsn: restart }),
        ...(walStatus === null ? {} : { walStatus }),
      })),
    );
  });
}
