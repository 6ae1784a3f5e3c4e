import {
  filesOf,
  MULTIXACT_OFFSETS,
  multixactMembers,
  pageOf,
  type Slru,
  slruFileName,
  transactionLog,
} from '../../../formats/cluster/slru';
import type { Look } from '../look';

const FILE = /^[0-9A-F]{4,6}$/;

/** The entries of a log that pg_control's checkpoint names. */
interface Window {
  readonly next: number;
  /** The first that may still be asked for; undefined if it is not known. */
  readonly oldest: number | undefined;
}

/**
 * The pages of the transaction logs that the counters in pg_control need. A server reads the page of the next entry when
 * recovery ends (`TrimCLOG`, `TrimMultiXact`), and older ones as soon as a row asks for them.
 */
export async function checkTransactionLogs(look: Look): Promise<void> {
  const { control, versionNum } = look.input;
  const { counters } = control ?? {};
  if (control === undefined || counters === undefined || !control.crcOk || versionNum === undefined) return;
  const { nextXid, oldestXid, nextMulti, oldestMulti, nextMultiOffset } = counters;
  await checkLog(look, transactionLog(versionNum), { next: nextXid, oldest: oldestXid });
  await checkLog(look, MULTIXACT_OFFSETS, { next: nextMulti, oldest: oldestMulti });
  await checkLog(look, multixactMembers(versionNum), { next: nextMultiOffset, oldest: undefined });
}

async function checkLog(look: Look, log: Slru, { next, oldest }: Window): Promise<void> {
  const pageSize = look.input.control?.blockSize ?? 8192;
  const files = new Set<number>();
  for (const { name, kind } of await look.list(log.directory))
    if (kind === 'file' && FILE.test(name)) files.add(Number.parseInt(name, 16));
  // That the directory is missing or empty is known from the scan.
  if (files.size === 0) return;
  if (isPageRead(look, log, next, pageSize)) await checkPage(look, log, next, pageSize);
  if (oldest !== undefined) checkHoles(look, log, { next, oldest, pageSize }, files);
}

/**
 * The counters are those of a checkpoint at which all pages were written. If pg_control is of a later checkpoint than the
 * start, the page may have been begun after the log was copied: recovery makes it from WAL.
 */
function isPageRead({ input }: Look, log: Slru, next: number, pageSize: number): boolean {
  const { control, start } = input;
  return control !== undefined && start?.lsn === control.redoLsn && log.begins(next, pageSize);
}

async function checkPage(look: Look, log: Slru, next: number, pageSize: number): Promise<void> {
  const { file, offset } = pageOf(log, next, pageSize);
  const name = `${log.directory}/${slruFileName(file)}`;
  const size = await look.size(name);
  if (size === undefined || (size !== 'missing' && size >= offset + pageSize)) return;
  const args =
    size === 'missing' ? { reason: 'log' } : { reason: 'log-cut', size, needed: offset + pageSize };
  look.addFile('missing-file', 'error', name, args);
}

/** A file between the oldest that is there and the newest. Older ones may have been removed while the copy was made. */
function checkHoles(
  look: Look,
  log: Slru,
  { next, oldest, pageSize }: { readonly next: number; readonly oldest: number; readonly pageSize: number },
  files: ReadonlySet<number>,
): void {
  const count = filesOf(log, pageSize);
  const first = pageOf(log, oldest, pageSize).file;
  const last = pageOf(log, next, pageSize).file;
  const length = (last - first + count) % count;
  let begun = false;
  for (let i = 0; i < length; i++) {
    const file = (first + i) % count;
    begun ||= files.has(file);
    if (begun && !files.has(file))
      look.addFile('missing-file', 'error', `${log.directory}/${slruFileName(file)}`, { reason: 'log-hole' });
  }
}
