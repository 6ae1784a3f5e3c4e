import { joinPath, leadsOutside } from '../../../ground/paths';
import type { ManifestAlgorithm } from '../../../formats/manifest/manifestModel';
import type { Finding, FindingCode } from '../../../ground/finding';
import { isFailure } from '../../../ground/ports';
import { BoundedFindings } from '../boundedFindings';
import { type FilesInput, type FilesVerification, outcomeOf } from '../filesVerification';
import type { HashResult } from '../hashing';
import { inBatches } from './lanes';

/** A file as a tool's list describes its stored form. */
export interface ToolFile {
  /** Relative to the backup's directory. */
  readonly path: string;
  /** Bytes as stored; undefined if the list does not say. */
  readonly size: number | undefined;
  /** Checksum of the stored bytes in the form of a manifest; undefined if only presence and size can be compared. */
  readonly sum: { readonly algorithm: ManifestAlgorithm; readonly checksum: string } | undefined;
}

/** A line of a list: a file, the text of a line that cannot be read, or the path of a file that the backup should hold and does not. */
export type ListLine = ToolFile | string | { readonly notStored: string };

const ORDER: readonly FindingCode[] = [
  'manifest-unreadable',
  'manifest-checksum-mismatch',
  'base-files-not-seen',
  'manifest-without-checksums',
  'unreadable-file',
  'manifest-missing-file',
  'manifest-size-mismatch',
  'manifest-file-checksum-mismatch',
];

interface Present extends ToolFile {
  readonly size: number;
}

/** Compares stored files with a tool's own list of them. Does not keep the list in memory. */
export class ListedCheck {
  /** Number of listed files, and of those whose content cannot be distinguished from another. */
  listed = 0;
  withoutSum = 0;
  readonly signal: AbortSignal | undefined;
  readonly findings: BoundedFindings;
  readonly #input: FilesInput;
  readonly #list: string;
  #files = 0;
  #bytes = 0;

  /** @param list name of the list, for messages */
  constructor(input: FilesInput, list: string) {
    this.#input = input;
    this.#list = list;
    this.signal = input.signal;
    this.findings = new BoundedFindings(input.findingLimit);
  }

  async run(files: Iterable<ListLine>): Promise<void> {
    await inBatches(this.#present(files), this.#input.hasher.lanes, this.signal, (batch) =>
      this.#hash(batch),
    );
  }

  /** A file without a checksum in the list was compared by one of its own. */
  countAsSummed(): void {
    this.withoutSum--;
  }

  add(code: FindingCode, file: string, args: Finding['args'], severity: Finding['severity'] = 'error'): void {
    this.findings.add({ code, severity, file, args: { list: this.#list, ...args } });
  }

  /** @param version of the list, 1 if it has none */
  result(isRead = true, version = 1): FilesVerification {
    const { findings, signal, listed, withoutSum } = this;
    const facts = { systemIdentifier: undefined, walRanges: [] };
    return {
      outcome: outcomeOf(findings, signal),
      findings: findings.sorted(ORDER, this.#input.directory),
      manifest: isRead ? { version, ...facts, files: listed, filesWithoutChecksum: withoutSum } : undefined,
      hashedFiles: this.#files,
      hashedBytes: this.#bytes,
    };
  }

  /** Files that are present in the right size, and have a checksum to compare. */
  async *#present(files: Iterable<ListLine>): AsyncGenerator<Present, undefined> {
    const { tree, directory, manifest, checksums = true } = this.#input;
    for (const file of files) {
      if (this.signal?.aborted === true) return undefined;
      this.listed++;
      if (typeof file === 'string') {
        this.add('manifest-unreadable', manifest, { reason: 'list-line', found: file });
        continue;
      }
      if ('notStored' in file) {
        const path = file.notStored;
        const outside = leadsOutside(path);
        this.add('manifest-missing-file', outside ? directory : joinPath(directory, path), { path });
        continue;
      }
      const size = await this.#sizeOf(file, tree, directory);
      if (size === undefined) continue;
      if (file.sum === undefined) this.withoutSum++;
      else if (checksums) yield { ...file, size };
    }
    return undefined;
  }

  async #sizeOf(file: ToolFile, tree: FilesInput['tree'], directory: string): Promise<number | undefined> {
    const { path, size } = file;
    if (leadsOutside(path)) {
      this.add('manifest-missing-file', directory, { path, reason: 'outside' });
      return undefined;
    }
    const full = joinPath(directory, path);
    const facts = await tree.stat(full);
    if (isFailure(facts)) {
      const { code } = facts;
      if (code === 'ENOENT' || code === 'ENOTDIR') this.add('manifest-missing-file', full, { path });
      else this.add('unreadable-file', full, { path, reason: code });
    } else if (facts.kind !== 'file') {
      const reason = facts.kind === 'directory' ? 'directory' : 'not-regular';
      this.add('manifest-missing-file', full, { path, reason });
    } else if (size !== undefined && facts.size !== size) {
      this.add('manifest-size-mismatch', full, { path, size: facts.size, expected: size });
    } else return facts.size;
    return undefined;
  }

  async #hash(batch: readonly Present[]): Promise<void> {
    const { directory, hasher, onProgress } = this.#input;
    const ranges = batch.map(({ path, size, sum }) => ({
      path: joinPath(directory, path),
      algorithm: sum?.algorithm ?? 'CRC32C',
      offset: 0,
      length: size,
      last: true,
    }));
    const results = await hasher.hash(ranges, this.signal);
    if (this.signal?.aborted === true) return;
    for (const [i, file] of batch.entries()) this.#judge(file, results[i] ?? { failed: true, code: 'EIO' });
    onProgress?.({ doneBytes: this.#bytes, totalBytes: this.#bytes });
  }

  #judge({ path, size, sum }: Present, result: HashResult): void {
    const full = joinPath(this.#input.directory, path);
    if (isFailure(result)) {
      this.add('unreadable-file', full, { path, reason: result.code });
      return;
    }
    this.#files++;
    this.#bytes += Math.min(result.bytes, size);
    if (result.bytes !== size) {
      const args = { path, size: result.bytes, expected: size, reason: 'changed-while-reading' };
      this.add('manifest-size-mismatch', full, args);
    } else if (sum !== undefined && result.checksum !== sum.checksum) {
      const args = { path, algorithm: sum.algorithm, found: result.checksum, expected: sum.checksum };
      this.add('manifest-file-checksum-mismatch', full, args);
    }
  }
}
