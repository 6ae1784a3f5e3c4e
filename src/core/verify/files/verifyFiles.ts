import { joinPath } from '../../ground/paths';
import type { ListingTool } from '../../formats/tools/backupTools';
import type { BackupManifest } from '../../formats/manifest/manifestModel';
import type { Finding, FindingCode } from '../../ground/finding';
import { isFailure } from '../../ground/ports';
import { BoundedFindings } from './boundedFindings';
import { FileComparison } from './compareFiles';
import { checkControlFile, checkWalRanges } from './contradictions';
import { type FilesInput, type FilesVerification, type ManifestFacts, outcomeOf } from './filesVerification';
import type { FileTable } from './fileTable';
import { hashFiles } from './hashFiles';
import { IgnoreList } from './ignoreList';
import { readManifest } from './readManifest';
import { compareTars, type TarComparison } from './tarFiles';
import { verifyPgbackrest } from './stored/verifyPgbackrest';
import { verifyPgmoneta } from './stored/verifyPgmoneta';
import { verifyProbackup } from './stored/verifyProbackup';
import { verifyWalg } from './stored/verifyWalg';
import { walkFiles } from './walkFiles';

/** First what affects everything, then missing files, then wrong ones. */
const ORDER: readonly FindingCode[] = [
  'manifest-unreadable',
  'manifest-checksum-mismatch',
  'manifest-without-checksums',
  'manifest-system-identifier-mismatch',
  'manifest-wal-range-mismatch',
  'control-file-mismatch',
  'checkpoint-mismatch',
  'unreadable-control-file',
  'unreadable-tar',
  'truncated-tar',
  'unusual-tar',
  'unreadable-directory',
  'unreadable-file',
  'missing-tablespace',
  'manifest-missing-file',
  'manifest-size-mismatch',
  'manifest-file-checksum-mismatch',
  'manifest-extra-file',
];
/** The comparison of each tool that lists the files of a backup. */
const STORED: Record<ListingTool, (input: FilesInput) => Promise<FilesVerification>> = {
  pgbackrest: verifyPgbackrest,
  'wal-g': verifyWalg,
  pgmoneta: verifyPgmoneta,
  pg_probackup: verifyProbackup,
};

/**
 * Compares the files of a backup with its manifest (13 and later). Accepts and refuses the same as `pg_verifybackup`
 * (pg_verifybackup.c of 13 to 18, option `-n`, plain format), but continues after the first fatal fault and also
 * compares pg_control and the WAL ranges with other sources. A manifest never leads to a file: only files that were
 * found below the directory, or through a link in it, are opened. Rejects only if its hasher does.
 */
export async function verifyFiles(input: FilesInput): Promise<FilesVerification> {
  if (input.storedBy !== undefined) return STORED[input.storedBy](input);
  const { signal } = input;
  const findings = new BoundedFindings(input.findingLimit);
  const {
    manifest,
    table,
    findings: own,
  } = await readManifest(input.tree, input.manifest, input.hasher, signal);
  own.forEach((finding) => {
    findings.add(finding);
  });
  const hashed =
    manifest === undefined ? { files: 0, bytes: 0 } : await compare(input, manifest, table, findings, signal);
  return {
    outcome: outcomeOf(findings, signal),
    findings: findings.sorted(ORDER, input.directory),
    manifest: manifest && factsOf(manifest, table),
    hashedFiles: hashed.files,
    hashedBytes: hashed.bytes,
  };
}

interface Hashed {
  readonly files: number;
  readonly bytes: number;
}

async function compare(
  input: FilesInput,
  manifest: BackupManifest,
  table: FileTable,
  findings: BoundedFindings,
  signal: AbortSignal | undefined,
): Promise<Hashed> {
  const { tree, directory, expected = {} } = input;
  const ignored = new IgnoreList(input.ignore);
  const comparison = new FileComparison(directory, table, ignored, findings);
  const inTars = await compareTarsOf(input, { comparison, table, ignored, findings, signal });
  if (inTars === undefined) await walkFiles(tree, directory, ignored, comparison, signal);
  if (signal?.aborted === true) return { files: 0, bytes: 0 };
  comparison.reportMissing();
  const contradictions = [
    ...withoutChecksums(input.manifest, table),
    ...checkWalRanges(input.manifest, manifest, expected),
    ...(ignored.covers('global/pg_control')
      ? []
      : await checkControlFile(tree, directory, manifest, expected)),
  ];
  for (const finding of contradictions) findings.add(finding);
  if (inTars !== undefined) return inTars;
  if (input.checksums === false) return { files: 0, bytes: 0 };
  return hash(input, table, comparison, signal);
}

/** Files in tars are hashed while they are read; undefined if the files are on disk. */
async function compareTarsOf(
  { tars, hasher, checksums = true, onProgress }: FilesInput,
  comparing: Omit<TarComparison, 'checksums' | 'onBytes'>,
): Promise<Hashed | undefined> {
  if (tars === undefined) return undefined;
  let doneBytes = 0;
  const onBytes = (bytes: number): void => {
    doneBytes += bytes;
    onProgress?.({ doneBytes, totalBytes: doneBytes });
  };
  return compareTars(hasher, tars, { ...comparing, checksums, onBytes });
}

async function hash(
  { hasher, directory, onProgress }: FilesInput,
  table: FileTable,
  comparison: FileComparison,
  signal: AbortSignal | undefined,
): Promise<Hashed> {
  let totalBytes = 0;
  for (const { size } of table.toHash()) totalBytes += size;
  let doneBytes = 0;
  let files = 0;
  onProgress?.({ doneBytes, totalBytes });
  await hashFiles(() => table.toHash(), {
    hasher,
    signal,
    pathOf: ({ path }) => joinPath(directory, path),
    onFile: (file, result) => {
      if (!isFailure(result)) files++;
      comparison.hashed(file, result);
    },
    onBytes: (bytes) => {
      doneBytes += bytes;
      onProgress?.({ doneBytes, totalBytes });
    },
  });
  return { files, bytes: doneBytes };
}

/** Without checksums only names and sizes can be compared, which must not pass for more. */
function withoutChecksums(path: string, table: FileTable): Finding[] {
  if (table.withoutChecksum === 0) return [];
  const args = { count: table.withoutChecksum, files: table.count };
  return [{ code: 'manifest-without-checksums', severity: 'info', file: path, args }];
}

function factsOf(
  { version, systemIdentifier, walRanges }: BackupManifest,
  { count, withoutChecksum }: FileTable,
): ManifestFacts {
  return { version, systemIdentifier, walRanges, files: count, filesWithoutChecksum: withoutChecksum };
}
