import { joinPath } from '../../../ground/paths';
import { crc32c } from '../../../formats/crc';
import {
  type ProbackupFile,
  probackupFiles,
  type ProbackupListFacts,
  probackupListFacts,
} from '../../../formats/tools/probackupContent';
import { isFailure } from '../../../ground/ports';
import type { FilesInput, FilesVerification } from '../filesVerification';
import { ListedCheck, type ListLine, type ToolFile } from './listedCheck';
import { readList } from './readList';

const LIST = 'backup_content.control';
const LARGEST_CONTROL = 1024 * 1024;
const CONTROL_FILE = 'global/pg_control';
/** From this version on CRC-32C again, and pg_control's own checksum for itself (validate.c). */
const SUMS_OF_FILES = 20_025;
/** From this version on, the checksum covers the headers before the pages (`get_page_header`, data.c). */
const SUMS_OF_PAGES = 20_400;

/**
 * Compares the files of a pg_probackup backup with its `backup_content.control`, as `pg_probackup validate` does except
 * for the pages themselves: presence and size of the stored files, and the CRC-32C of the stored bytes if it is certain
 * what it covers. From 2.4 on that is everything but files that the server compressed itself; from 2.0.25 everything
 * but tables and indexes; before that nothing. Files that an incremental backup does not contain, because they had not
 * changed, are left to its parents.
 */
export async function verifyProbackup(input: FilesInput): Promise<FilesVerification> {
  const { tree, manifest, directory } = input;
  const check = new ListedCheck(input, LIST);
  const bytes = await readList(tree, manifest);
  if ('reason' in bytes) {
    check.add('manifest-unreadable', manifest, { reason: bytes.reason, tool: 'pg_probackup' });
    return check.result(false);
  }
  const control = await tree.read(joinPath(directory, 'backup.control'), 0, LARGEST_CONTROL);
  const facts = probackupListFacts(isFailure(control) ? new Uint8Array() : control);
  if (facts.contentCrc !== undefined && crc32c(bytes, 0, bytes.length) !== facts.contentCrc)
    check.add('manifest-checksum-mismatch', manifest, { name: LIST, tool: 'pg_probackup' });
  const list = new List(facts);
  await check.run(list.files(bytes));
  await checkControl(check, input, list.control);
  await checkHeaders(check, input, list.headersEnd);
  if (check.withoutSum > 0) {
    const args = { tool: 'pg_probackup', count: check.withoutSum, files: check.listed };
    check.add('manifest-without-checksums', manifest, args, 'info');
  }
  return check.result();
}

class List {
  /** pg_control, which has a rule of its own. */
  control: ProbackupFile | undefined;
  /** The least length of `page_header_map`. */
  headersEnd = 0;
  readonly #facts: ProbackupListFacts;

  constructor(facts: ProbackupListFacts) {
    this.#facts = facts;
  }

  *files(bytes: Uint8Array): Generator<ListLine> {
    for (const file of probackupFiles(bytes)) {
      if (typeof file === 'string') yield file;
      else if (file.size < 0) {
        // A full backup contains everything.
        if (this.#facts.isFull) yield { notStored: storedPath(file) };
      } else if (file.size > 0) yield this.#stored(file);
    }
  }

  #stored(file: ProbackupFile): ToolFile {
    const { program = 0 } = this.#facts;
    const { path, size, external } = file;
    this.headersEnd = Math.max(this.headersEnd, file.headersEnd);
    const isControl = external === 0 && path === CONTROL_FILE;
    if (isControl && program >= SUMS_OF_FILES) this.control = file;
    const since = file.isDataFile ? SUMS_OF_PAGES : SUMS_OF_FILES;
    const covered = program >= since && !file.isCfs && !isControl;
    const sum = covered ? ({ algorithm: 'CRC32C', checksum: hexOf(file.crc) } as const) : undefined;
    return { path: storedPath(file), size, sum };
  }
}

/** Where a file is below the directory of the backup. */
function storedPath({ path, external }: ProbackupFile): string {
  const directory = external === 0 ? 'database' : `external_directories/externaldir${String(external)}`;
  return `${directory}/${path}`;
}

/** pg_control ends with its own CRC-32C, which is the listed one. A missing file was already reported. */
async function checkControl(
  check: ListedCheck,
  { tree, directory }: FilesInput,
  listed: ProbackupFile | undefined,
): Promise<void> {
  if (listed === undefined || check.signal?.aborted === true) return;
  const path = `database/${CONTROL_FILE}`;
  // A wrong size was reported too.
  const bytes = await tree.read(joinPath(directory, path), 0, listed.size + 1);
  if (isFailure(bytes) || bytes.length !== listed.size) return;
  check.countAsSummed();
  if (endsWith(bytes, listed.crc)) return;
  const args = { path, algorithm: 'CRC32C', expected: hexOf(listed.crc) };
  check.add('manifest-file-checksum-mismatch', joinPath(directory, path), args);
}

/** Whether a field of pg_control contains this checksum of everything before it. */
function endsWith(bytes: Uint8Array, crc: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 128; at + 4 <= Math.min(bytes.length, 512); at += 4) {
    if (view.getUint32(at, true) === crc && crc32c(bytes, 0, at) === crc) return true;
  }
  return false;
}

/** Without the headers of its pages no table can be restored (2.4 and later). */
async function checkHeaders(
  check: ListedCheck,
  { tree, directory }: FilesInput,
  expected: number,
): Promise<void> {
  if (expected === 0) return;
  const path = 'page_header_map';
  const file = joinPath(directory, path);
  const facts = await tree.stat(file);
  if (isFailure(facts)) check.add('manifest-missing-file', file, { path });
  else if (facts.size < expected)
    check.add('manifest-size-mismatch', file, { path, size: facts.size, expected });
}

/** A CRC in the form of a manifest: from its lowest byte. */
function hexOf(crc: number): string {
  const bytes = [crc, crc >>> 8, crc >>> 16, crc >>> 24];
  return bytes.map((byte) => (byte & 0xff).toString(16).padStart(2, '0')).join('');
}
