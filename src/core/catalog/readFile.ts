import type { Finding } from '../finding';
import type { Problem } from '../formats/parsed';
import type { FileTree } from '../ports';
import { isFailure } from '../ports';

/** Formats look at no more of a text file than this, so no more is read. */
export const TEXT_LIMIT = 128 * 1024;

export interface ReadResult {
  readonly bytes: Uint8Array | undefined;
  /** Why it could not be read; absent where the file is not there. */
  readonly finding: Finding | undefined;
}

/** Reads the beginning of a small file. A file that is not there gives neither bytes nor a finding. */
export async function readSmall(tree: FileTree, path: string, limit = TEXT_LIMIT): Promise<ReadResult> {
  const bytes = await tree.read(path, 0, limit);
  if (!isFailure(bytes)) return { bytes, finding: undefined };
  if (bytes.code === 'ENOENT') return { bytes: undefined, finding: undefined };
  const finding: Finding = {
    code: 'unreadable-file',
    severity: 'error',
    file: path,
    args: { reason: bytes.code },
  };
  return { bytes: undefined, finding };
}

/** The findings that a format's problems are, once it is known which file they are in. */
export function fileFindings(path: string, problems: readonly Problem[]): Finding[] {
  return problems.map((problem) => ({ ...problem, file: path }));
}
