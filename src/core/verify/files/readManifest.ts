import { parseBackupManifest } from '../../formats/manifest/backupManifest';
import type { BackupManifest } from '../../formats/manifest/manifestModel';
import type { Finding } from '../../ground/finding';
import { type FileTree, isFailure } from '../../ground/ports';
import { FileTable } from './fileTable';
import type { FileHasher } from './hashing';

/** About five million files. */
const LARGEST_MANIFEST = 1024 * 1024 * 1024;

export interface ReadManifest {
  /** Absent if it cannot be read to its end: pg_verifybackup stops there too. */
  readonly manifest: BackupManifest | undefined;
  /** The manifest's files, which are not in `manifest`. */
  readonly table: FileTable;
  readonly findings: readonly Finding[];
}

/** Reads a manifest as `pg_verifybackup` does, with its own SHA-256. */
export async function readManifest(
  tree: FileTree,
  path: string,
  hasher: FileHasher,
  signal: AbortSignal | undefined,
): Promise<ReadManifest> {
  const table = new FileTable();
  const facts = await tree.stat(path);
  if (isFailure(facts)) return unreadable(path, facts.code);
  if (facts.size > LARGEST_MANIFEST) return unreadable(path, 'too-large');
  const bytes = await tree.read(path, 0, facts.size);
  if (isFailure(bytes)) return unreadable(path, bytes.code);
  const { value, problems } = parseBackupManifest(bytes, table);
  const findings: Finding[] = problems.map((problem) => ({ ...problem, file: path }));
  if (value?.checksum === undefined) return { manifest: undefined, table, findings };
  const { sha256, coveredBytes } = value.checksum;
  const range = { path, algorithm: 'SHA256', offset: 0, length: coveredBytes, last: false } as const;
  const [hashed] = await hasher.hash([range], signal);
  if (hashed === undefined || isFailure(hashed)) {
    return signal?.aborted === true
      ? { manifest: value, table, findings }
      : unreadable(path, hashed?.code ?? 'EIO');
  }
  if (hashed.checksum !== sha256) {
    const args = { found: hashed.checksum, expected: sha256 };
    findings.push({ code: 'manifest-checksum-mismatch', severity: 'error', file: path, args });
  }
  return { manifest: value, table, findings };
}

function unreadable(path: string, reason: string): ReadManifest {
  return {
    manifest: undefined,
    table: new FileTable(),
    findings: [{ code: 'manifest-unreadable', severity: 'error', file: path, args: { reason } }],
  };
}
