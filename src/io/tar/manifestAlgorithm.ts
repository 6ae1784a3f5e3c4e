import { closeSync, readSync } from 'node:fs';
import { joinPath, parentPath } from '../../core/ground/paths';
import type { ManifestAlgorithm } from '../../core/formats/manifest/manifestModel';
import { openRegularNow } from '../regularFile';

const HEAD = 64 * 1024;
const KNOWN: readonly ManifestAlgorithm[] = ['CRC32C', 'SHA224', 'SHA256', 'SHA384', 'SHA512'];

/**
 * The algorithm by which the files of a tar are most likely compared: that of the manifest beside it. If there is none
 * (it is in the tar then), CRC-32C, the default of pg_basebackup. A wrong guess costs reading the tar again. Undefined
 * if the manifest has no checksums.
 */
export function manifestAlgorithm(tar: string): ManifestAlgorithm | undefined {
  const opened = openRegularNow(joinPath(parentPath(tar), 'backup_manifest'));
  if ('failed' in opened) return 'CRC32C';
  try {
    const head = Buffer.alloc(HEAD);
    const text = head.toString('latin1', 0, readSync(opened.descriptor, head, 0, HEAD, 0));
    const name = /"Checksum-Algorithm":\s*"(\w{1,10})"/.exec(text)?.[1]?.toUpperCase();
    return KNOWN.find((known) => known === name);
  } catch {
    return 'CRC32C';
  } finally {
    closeSync(opened.descriptor);
  }
}
