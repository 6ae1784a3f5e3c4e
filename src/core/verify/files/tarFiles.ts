import type { TarPart } from '../../model/backupSet';
import type { TarHasher, TarWitness } from '../../tars/tarWitness';
import { joinPath } from '../../ground/paths';
import type { Finding } from '../../ground/finding';
import { isFailure, type ReadFailure } from '../../ground/ports';
import { tarFindings } from '../../tars/tarFindings';
import type { BoundedFindings } from './boundedFindings';
import type { FileComparison } from './compareFiles';
import type { FileTable } from './fileTable';
import type { IgnoreList } from './ignoreList';
import { LastMembers } from './lastMembers';

export interface TarComparison {
  readonly comparison: FileComparison;
  readonly table: FileTable;
  readonly ignored: IgnoreList;
  readonly findings: BoundedFindings;
  readonly signal: AbortSignal | undefined;
  /** False compares names and sizes only. */
  readonly checksums: boolean;
  readonly onBytes: (bytes: number) => void;
}

/**
 * Compares the members of tars with the manifest; each tar is read once (`verify_tar_file` and astreamer_verify.c of
 * pg_verifybackup 18). Only regular files count, names are taken without `./`, and those of a tablespace's tar belong
 * below `pg_tblspc/OID`. If several members have one path only the last counts, because extracting leaves that one.
 */
export async function compareTars(
  hasher: TarHasher,
  parts: readonly TarPart[],
  comparing: TarComparison,
): Promise<{ files: number; bytes: number }> {
  const members = new LastMembers(comparing.comparison, comparing.table);
  for (const part of parts) {
    if (comparing.signal?.aborted === true) break;
    if (part.prefix !== '') comparing.comparison.directory(part.prefix);
    const result = await hasher.hashTar(part.path, witnessOf(part, comparing, members), comparing.signal);
    const own = isFailure(result)
      ? [unreadable(part.path, result)]
      : tarFindings(part.path, { ...result, compression: 'plain' });
    for (const finding of own) comparing.findings.add(finding);
  }
  members.finish();
  return members.hashedSoFar;
}

function unreadable(file: string, { code }: ReadFailure): Finding {
  return { code: 'unreadable-file', severity: 'error', file, args: { reason: code } };
}

function witnessOf(
  { prefix }: TarPart,
  { table, ignored, checksums, onBytes }: TarComparison,
  members: LastMembers,
): TarWitness {
  const inSet = (path: string): string => (prefix === '' ? path : joinPath(prefix, path));
  return {
    algorithm: checksums ? table.algorithm : undefined,
    file(path, size) {
      const full = inSet(path);
      if (ignored.covers(full)) return undefined;
      const algorithm = members.file(full, size);
      return checksums ? algorithm : undefined;
    },
    irregular(path) {
      if (!ignored.covers(inSet(path))) members.irregular(inSet(path));
    },
    hashed(path, size, checksum) {
      members.hashed(inSet(path), size, checksum);
    },
    passed: onBytes,
  };
}
