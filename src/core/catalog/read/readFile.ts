import type { Finding, FindingCode } from '../../ground/finding';
import { type FileTree, isFailure } from '../../ground/ports';

/** Formats read no more of a text file than this. */
const TEXT_LIMIT = 128 * 1024;
/** Decompressed bytes: a history file is a page of text. */
const COMPRESSED_LIMIT = 64 * 1024;

export interface ReadResult {
  readonly bytes: Uint8Array | undefined;
  /** Why it could not be read; absent if the file is not there. */
  readonly finding: Finding | undefined;
}

/** Reads the beginning of a small file. A file that is not there yields neither bytes nor a finding. */
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

/**
 * Reads the beginning of a small file whose name may have a suffix after `ending`: an archive command that compresses
 * everything compresses history files too.
 *
 * @param code of the finding if the compressed file cannot be read
 */
export async function readMaybeCompressed(
  tree: FileTree,
  path: string,
  ending: string,
  code: FindingCode,
): Promise<ReadResult> {
  if (path.endsWith(ending)) {
    const plain = await readSmall(tree, path);
    // Barman compresses without adding a suffix to the name.
    if (plain.bytes === undefined || isText(plain.bytes)) return plain;
    const compressed = await tree.readHead(path, COMPRESSED_LIMIT);
    if (isFailure(compressed) || compressed.compression === 'plain') return plain;
  }
  const head = await tree.readHead(path, COMPRESSED_LIMIT);
  if (!isFailure(head) && head.bytes !== undefined) return { bytes: head.bytes, finding: undefined };
  const reason = isFailure(head) ? head.code : (head.problem ?? head.compression);
  return { bytes: undefined, finding: { code, severity: 'warning', file: path, args: { reason } } };
}

const TEXT_SAMPLE = 24;

function isText(bytes: Uint8Array): boolean {
  return bytes
    .subarray(0, TEXT_SAMPLE)
    .every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x09);
}

/**
 * A directory that could not be listed. If its name is not UTF-8 it was listed with U+FFFD, a name that no file has.
 */
export function unreadableDirectory(path: string, code: string, severity: Finding['severity']): Finding {
  const reason = code === 'ENOENT' && path.includes('\ufffd') ? 'not-utf8' : code;
  return { code: 'unreadable-directory', severity, file: path, args: { reason } };
}
