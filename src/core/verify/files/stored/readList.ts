import type { Finding } from '../../../ground/finding';
import { type FileTree, isFailure } from '../../../ground/ports';

/** Some millions of files. */
const LARGEST = 1024 * 1024 * 1024;

/** A tool's list of files, or why there is none: `ENOENT` if it is not there. */
export async function readList(tree: FileTree, path: string): Promise<Uint8Array | { reason: string }> {
  const facts = await tree.stat(path);
  if (isFailure(facts)) return { reason: facts.code };
  if (facts.size > LARGEST) return { reason: 'too-large' };
  const bytes = await tree.read(path, 0, facts.size);
  return isFailure(bytes) ? { reason: bytes.code } : bytes;
}

/** Reports that nothing lists what the files should be. */
export function noList(file: string, tool: string, list: string): Finding {
  return { code: 'base-files-not-seen', severity: 'info', file, args: { tool, list, reason: 'no-list' } };
}
