import assert from 'node:assert/strict';
import type { BackupSet } from '../../../src/core/model/backupSet';
import type { FilesVerification } from '../../../src/core/verify/files/filesVerification';
import type { SetVerification } from '../../../src/core/verify/records/setVerification';
import type { Report, ReportSet } from '../../../src/core/report/report';
import { aCatalog, aSet, anArchive, lsn } from '../report/fabricated';
import { command, type Result, type StandIns } from './console';

const PROVEN: SetVerification = {
  verdict: 'restorable',
  stop: { lsn: lsn('3/145D8A8'), timeline: 1, source: 'backup-end-record' },
  reached: lsn('3/145D8A8'),
  records: 10,
  findings: [],
  canceled: false,
};
const FILES: FilesVerification = {
  outcome: 'verified',
  findings: [],
  manifest: { version: 1, systemIdentifier: undefined, walRanges: [], files: 1, filesWithoutChecksum: 0 },
  hashedFiles: 1,
  hashedBytes: 1,
};

const complete = (more: Partial<BackupSet> = {}): BackupSet =>
  aSet({ verdict: 'complete', missing: [], ...more });
const withManifest = complete({ files: { dataDirectory: '/b', manifest: '/b/backup_manifest' } });
const archives = [anArchive({ runs: [] })];

async function verify(
  set: BackupSet,
  result: SetVerification | Error,
  ...options: string[]
): Promise<Result> {
  return command(['verify', '/x', ...options], aCatalog({ sets: [set], archives }), {
    verifySet: () => (result instanceof Error ? Promise.reject(result) : Promise.resolve(result)),
    verifyFiles: () => Promise.resolve(FILES),
  });
}

function only({ out }: Result): ReportSet {
  const [set] = (JSON.parse(out) as Report).sets;
  assert.ok(set);
  return set;
}

describe('verify at level records', () => {
  it('calls restorable what records prove, and exits with 0', async () => {
    const result = await verify(complete(), PROVEN);
    assert.equal(result.code, 0);
    assert.match(result.out, /✓ restorable[^]*evidence {2}WAL verified \(every record\)/);
  });

  it('exits with 0 for a set without base files, which it calls complete, and with 3 if they could not be looked at', async () => {
    const seen = (more: Partial<BackupSet>, structure: StandIns['structure'] = {}) =>
      command(['verify', '/x'], aCatalog({ sets: [complete(more)], archives }), {
        verifySet: () => Promise.resolve(PROVEN),
        structure,
      });
    const findings = [{ code: 'base-files-not-seen', severity: 'info', args: {} }] as const;
    const evidence = { wal: 'headers', data: 'not-checked', files: 'no-manifest' } as const;
    const loose = await seen({ files: { history: '/b/x.backup' }, findings, evidence });
    assert.equal(loose.code, 0);
    assert.match(
      loose.out,
      /○ complete[^]*evidence {2}WAL verified \(every record\) · data files not available\n/,
    );
    const stored = await seen({ files: { toolMetadata: '/b/info' }, evidence });
    assert.equal(stored.code, 0);
    assert.match(stored.out, /○ complete[^]*WAL verified \(every record\) · data directory not verified\n/);
  });

  it('is not content with complete', async () => {
    const unreadable = complete({ start: undefined });
    assert.equal((await verify(unreadable, PROVEN)).code, 3);
    assert.equal((await verify(unreadable, PROVEN, '--level', 'headers')).code, 0);
  });

  it('turns a verification that broke off into a finding, and goes on', async () => {
    const result = await verify(complete(), new Error('the thread ended'), '--json');
    const set = only(result);
    assert.equal(result.code, 3);
    assert.equal(set.verdict, 'undetermined');
    assert.match(set.findings[0]?.message ?? '', /failed before it was finished: the thread ended\./);
  });
});

describe('verify --files', () => {
  it('compares only where there is a manifest', async () => {
    const checked = only(await verify(withManifest, PROVEN, '--files', '--json'));
    assert.equal(checked.evidence.files, 'checked');
    assert.equal(checked.verdict, 'restorable');
    const none = only(await verify(complete(), PROVEN, '--files', '--json'));
    assert.equal(none.evidence.files, 'no-manifest');
    const notAsked = only(await verify(withManifest, PROVEN, '--json'));
    assert.equal(notAsked.evidence.files, 'no-manifest');
  });

  it('calls a set damaged whose files are, although its WAL is whole', async () => {
    const finding = {
      code: 'manifest-size-mismatch',
      severity: 'error',
      args: { path: 'base/1/2' },
    } as const;
    const result = await command(
      ['verify', '/x', '--files', '--json'],
      aCatalog({ sets: [withManifest], archives }),
      {
        verifySet: () => Promise.resolve(PROVEN),
        verifyFiles: () => Promise.resolve({ ...FILES, outcome: 'refused', findings: [finding] }),
      },
    );
    assert.equal(only(result).verdict, 'damaged');
    assert.equal(result.code, 1);
  });
});
