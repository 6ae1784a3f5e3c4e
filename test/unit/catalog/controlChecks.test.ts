import assert from 'node:assert/strict';
import { crossChecks } from '../../../src/core/catalog/assess/crossChecks';
import type { WalRequirement } from '../../../src/core/catalog/assess/walRequirement';
import type { BackupEvidence } from '../../../src/core/catalog/read/backupEvidence';
import { parseBackupLabel } from '../../../src/core/formats/label/backupLabel';
import type { ControlFile } from '../../../src/core/formats/controlFile';

const LABEL = `START WAL LOCATION: 0/5000028 (file 000000010000000000000005)
CHECKPOINT LOCATION: 0/5000060
BACKUP METHOD: streamed
BACKUP FROM: primary
START TIME: 2026-11-21 23:04:51 UTC
LABEL: one
START TIMELINE: 1
`;

function foundWith(redoLsn: bigint, timeline = 1): string[] {
  const label = parseBackupLabel(new TextEncoder().encode(LABEL)).value;
  assert.ok(label);
  const control = { redoLsn, timeline, crcOk: true } as ControlFile;
  const files = { dataDirectory: '/d', label: '/d/backup_label', control: '/d/global/pg_control' };
  const evidence = { layout: 'data-directory', label, control, files } as BackupEvidence;
  const at = (lsn: bigint) => ({ lsn, timeline: 1, time: undefined });
  const range: WalRequirement = {
    versionNum: 150000,
    geometry: undefined,
    start: at(0x5000028n),
    stop: { ...at(0x7000000n), source: 'backup-history-file' },
    ranges: undefined,
    findings: [],
  };
  return crossChecks(evidence, range, [])
    .filter(({ code }) => code === 'control-file-mismatch')
    .map(({ severity, args }) => `${severity} ${String(args['reason'])}`);
}

describe('pg_control beside a label', () => {
  it('may hold the checkpoint of the start, or a later one of the same backup', () => {
    assert.deepEqual(foundWith(0x5000028n), []);
    assert.deepEqual(foundWith(0x6ffff00n), []);
  });

  it('from before the start gives away the label of another backup', () => {
    assert.deepEqual(foundWith(0x5000027n), ['error before-start']);
  });

  it('from after the stop is worth a warning: a server restores such a set', () => {
    assert.deepEqual(foundWith(0x7000000n), ['warning after-stop']);
  });

  it('of another timeline is not compared', () => {
    assert.deepEqual(foundWith(0x1n, 2), []);
  });
});
