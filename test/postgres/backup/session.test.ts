import assert from 'node:assert/strict';
import { parseBackupLabel } from '../../../src/core/formats/backupLabel';
import { postgres } from '../../../src/postgres/entry';
import type { StopProgress } from '../../../src/postgres/session/backupTypes';
import { connectionTo, noSignal } from '../support/connections';
import type { SharedServer } from '../support/sharedServer';
import { sharedServer } from '../support/sharedServer';
import { availableMajors } from '../support/versions';

for (const major of availableMajors()) {
  describe(`A backup held on PostgreSQL ${String(major)}`, () => {
    let shared: SharedServer;

    before(async () => {
      shared = await sharedServer(major);
    });

    it('is started and stopped, with label, segments and the archive', async () => {
      const connection = await connectionTo(shared.server);
      const label = `O'Reilly \\ "quoted" äöü 日本 $1`;
      const running = await postgres.startBackup(
        connection,
        { mode: 'non-exclusive', label, fast: true },
        noSignal(),
      );
      assert.equal(running.state, 'running');
      assert.equal(running.started.startSegment, running.started.serverStartSegment);
      const facts = await postgres.readServerFacts(connection, noSignal());
      const { backupId } = running.started;
      assert.ok(facts.backups.some((seen) => seen.kind === 'ours' && seen.backupId === backupId));
      await shared.server.sql('CREATE TABLE IF NOT EXISTS filler AS SELECT generate_series(1, 100) AS i');
      const progress: StopProgress[] = [];
      const result = await running.stop({ waitForArchive: true }, (one) => progress.push(one), noSignal());
      assert.equal(result.archive, 'archived');
      assert.equal(running.state, 'stopped');
      const parsed = parseBackupLabel(result.labelFile ?? new Uint8Array());
      assert.deepEqual(parsed.problems, []);
      assert.equal(parsed.value?.label, label);
      assert.equal(parsed.value.start?.file, running.started.startSegment);
      assert.equal(result.tablespaceMap, undefined);
      assert.equal(result.required[0]?.first, running.started.startSegment);
      assert.equal(result.required.at(-1)?.last, result.stopSegment);
    });
  });
}
