import assert from 'node:assert/strict';
import { crossChecks } from '../../../src/core/catalog/assess/crossChecks';
import type { WalRequirement } from '../../../src/core/catalog/assess/walRequirement';
import type { ArchiveEvidence } from '../../../src/core/catalog/read/archiveEvidence';
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

/** An archive with the history of a timeline that left the first one there. */
function historyOf(timeline: number, switchLsn: bigint): ArchiveEvidence {
  const change = { timeline: 1, switchLsn, switchSegment: undefined, reason: '', line: 1 };
  const histories = new Map([[timeline, { timeline, switches: [change] }]]);
  const historyNames = new Map([[timeline, '00000002.history']]);
  const archive: Partial<ArchiveEvidence> = { path: '/a', histories, historyNames };
  return archive as ArchiveEvidence;
}

function foundWith(redoLsn: bigint, timeline = 1, archives: readonly ArchiveEvidence[] = []): string[] {
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
  return crossChecks(evidence, range, archives)
    .filter(({ code, args }) => code === 'control-file-mismatch' || args['reason'] === 'control')
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

  it('from after the stop shows that files were copied too late', () => {
    assert.deepEqual(foundWith(0x7000000n), ['error after-stop']);
  });

  it('of an older timeline is from before the start', () => {
    assert.deepEqual(foundWith(0x6000000n, 0), ['error before-start']);
  });

  it('of a later timeline needs the history that leads there', () => {
    assert.deepEqual(foundWith(0x6000000n, 2), ['error control']);
    assert.deepEqual(foundWith(0x6000000n, 2, [historyOf(2, 0x5500000n)]), []);
    // The label's checkpoint is no longer on that way.
    assert.deepEqual(foundWith(0x6000000n, 2, [historyOf(2, 0x5000060n)]), ['error timeline']);
  });
});
