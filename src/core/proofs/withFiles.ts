import { withFindings } from '../model/withFindings';
import type { Part } from '../model/consequences';
import type { Finding, FindingCode } from '../ground/finding';
import type { ExpectedFacts, FilesVerification } from '../verify/files/filesVerification';
import { type BackupSet, ofSet } from '../model/backupSet';

/**
 * The set after its files were compared with its manifest. This can only lower the verdict. A canceled verification
 * changes nothing.
 */
export function withFiles(set: BackupSet, result: FilesVerification): BackupSet {
  if (result.outcome === 'canceled') return set;
  const fresh = result.findings.map((finding) => ofSet(ofFiles(finding), set.id, set.versionNum));
  const kept = set.findings.filter(
    (finding) => !fresh.some((other) => saysAgain(other, finding)) && !isAnswered(finding, result),
  );
  return withFindings(set, [...kept, ...fresh], { ...set.evidence, files: evidenceOf(result) });
}

/** Codes that the scan has as well. A file that could not be read was not compared either. */
const NOT_COMPARED = new Set<FindingCode>([
  'unreadable-file',
  'unreadable-directory',
  'unreadable-tar',
  'truncated-tar',
]);

function ofFiles(finding: Finding): Finding {
  if (!NOT_COMPARED.has(finding.code)) return finding;
  return { ...finding, args: { ...finding.args, part: 'files' satisfies Part } };
}

function evidenceOf({ manifest }: FilesVerification): BackupSet['evidence']['files'] {
  if (manifest === undefined) return 'not-checked';
  const { files, filesWithoutChecksum } = manifest;
  return files > 0 && filesWithoutChecksum === files ? 'sizes-only' : 'checked';
}

/**
 * The finding that files in a tool's format were not read applies until they are read, or until it is known why they
 * cannot be.
 */
function isAnswered({ code, args }: Finding, { manifest, findings }: FilesVerification): boolean {
  if (code !== 'base-files-not-seen' || args['reason'] !== 'stored') return false;
  return manifest !== undefined || findings.some((finding) => finding.code === code);
}

/** Whether the scan has already reported the same about this file. */
function saysAgain(fresh: Finding, old: Finding): boolean {
  if (fresh.code !== old.code) return false;
  if (fresh.code === 'manifest-system-identifier-mismatch' || fresh.code === 'manifest-unreadable')
    return true;
  return fresh.file === old.file && fresh.args['reason'] === old.args['reason'];
}

/** What a set's other files say, for the comparison with its manifest. */
export function expectedFacts({ checkpointLsn, start, stop }: BackupSet): ExpectedFacts {
  const foreign = stop?.source === 'backup-history-file' || stop?.source === 'backup-end-record';
  return {
    ...(checkpointLsn === undefined ? {} : { checkpointLsn }),
    ...(start === undefined ? {} : { start: { lsn: start.lsn, timeline: start.timeline } }),
    ...(foreign ? { stop: { lsn: stop.lsn, timeline: stop.timeline } } : {}),
  };
}
