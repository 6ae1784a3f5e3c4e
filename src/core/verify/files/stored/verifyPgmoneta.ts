import { pgmonetaSums } from '../../../formats/tools/pgmonetaSums';
import type { FilesInput, FilesVerification } from '../filesVerification';
import { ListedCheck, type ToolFile } from './listedCheck';
import { noList, readList } from './readList';

const LIST = 'backup.sha512';

/**
 * Compares the files of a pgmoneta backup with its `backup.sha512`. The checksums cover the files as they are stored,
 * so compressed and encrypted ones are compared too, without being opened. The list has no sizes. pgmoneta's own
 * `backup.info` is left out: it is written once more after the checksums (`sha512_execute`, wf_sha512.c).
 */
export async function verifyPgmoneta(input: FilesInput): Promise<FilesVerification> {
  const check = new ListedCheck(input, LIST);
  const bytes = await readList(input.tree, input.manifest);
  if ('reason' in bytes) {
    if (bytes.reason === 'ENOENT') check.findings.add(noList(input.directory, 'pgmoneta', LIST));
    else check.add('manifest-unreadable', input.manifest, { reason: bytes.reason });
    return check.result(false);
  }
  await check.run(listed(bytes));
  return check.result();
}

function* listed(bytes: Uint8Array): Generator<ToolFile | string> {
  for (const entry of pgmonetaSums(bytes)) {
    if (typeof entry === 'string') yield entry;
    else if (entry.path !== 'backup.info') {
      const sum = { algorithm: 'SHA512', checksum: entry.checksum } as const;
      yield { path: entry.path, size: undefined, sum };
    }
  }
}
