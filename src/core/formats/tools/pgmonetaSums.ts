import { decodeText } from '../textInput';
import { linesOf } from './lines';

/** One file of a pgmoneta backup as stored, possibly compressed and encrypted. */
export interface PgmonetaSum {
  /** Below the backup's directory: `data/base/5/1259.zstd`. */
  readonly path: string;
  /** SHA-512 of the stored bytes, in lower-case hexadecimal. */
  readonly checksum: string;
}

const LINE = /^([0-9a-f]{128}) [ *](.+)$/;

/**
 * The lines of pgmoneta's `backup.sha512`, `HASH *./PATH` as `sha512sum` writes them; a line that is not one, or was
 * cut, yields its text. The checksums are taken after everything else in the backup (wf_backup, workflow.c), over the
 * files as they are stored.
 */
export function* pgmonetaSums(bytes: Uint8Array): Generator<PgmonetaSum | string> {
  for (const { content, whole } of linesOf(bytes)) {
    const text = decodeText(content);
    const [, checksum, name] = LINE.exec(text) ?? [];
    // A later update of one line omits the `/`.
    const path = name?.replace(/^\.?\/?/, '');
    if (!whole || checksum === undefined || path === undefined || path === '') yield text.slice(0, 200);
    else yield { path, checksum };
  }
}
