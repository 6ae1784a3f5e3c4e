import { joinPath, leadsOutside } from '../../ground/paths';
import type { Finding, FindingCode } from '../../ground/finding';
import { isFailure } from '../../ground/ports';
import type { BoundedFindings } from './boundedFindings';
import type { FileTable, ListedFile } from './fileTable';
import type { HashResult } from './hashing';
import type { IgnoreList } from './ignoreList';
import { Tablespaces, tablespaceOf } from './tablespaces';
import type { FileWitness } from './walkFiles';

/** Compares the files on disk with those that the manifest lists, and reports the differences. */
export class FileComparison implements FileWitness {
  readonly #directory: string;
  readonly #table: FileTable;
  readonly #ignored: IgnoreList;
  readonly #findings: BoundedFindings;
  readonly #tablespaces = new Tablespaces();
  /** What was found under a listed name instead of a file. */
  readonly #instead = new Map<string, 'directory' | 'not-regular'>();

  constructor(directory: string, table: FileTable, ignored: IgnoreList, findings: BoundedFindings) {
    this.#directory = directory;
    this.#table = table;
    this.#ignored = ignored;
    this.#findings = findings;
  }

  file(path: string, size: number): void {
    const listed = this.#table.sizeOf(path);
    if (listed === undefined) {
      this.#add('manifest-extra-file', path, { size });
      return;
    }
    this.#tablespaces.fileSeen(path);
    this.#table.mark(path, listed === size);
    if (listed !== size) this.#add('manifest-size-mismatch', path, { size, expected: listed });
  }

  irregular(path: string): void {
    if (this.#table.sizeOf(path) === undefined)
      this.#add('manifest-extra-file', path, { reason: 'not-regular' });
    else this.#instead.set(path, 'not-regular');
  }

  directory(path: string): void {
    this.#tablespaces.directorySeen(path);
    if (this.#table.sizeOf(path) !== undefined) this.#instead.set(path, 'directory');
  }

  /** Listed files below it cannot be distinguished from missing ones, so they are not reported. */
  unreadable(path: string, kind: 'file' | 'directory' | 'link', code: string): void {
    if (kind === 'link' && tablespaceOf(path) === path) {
      this.#tablespaces.brokenLink(path);
      return;
    }
    this.#ignored.add(path);
    const reason = kind === 'link' && code === 'ENOENT' ? 'broken-link' : code;
    this.#add(kind === 'directory' ? 'unreadable-directory' : 'unreadable-file', path, { reason });
  }

  loop(path: string): void {
    this.#ignored.add(path);
    this.#add('unreadable-directory', path, { reason: 'ELOOP' });
  }

  /** Reports what was not seen. Call this when everything on disk has been. */
  reportMissing(): void {
    for (const { path, size } of this.#table.unseen()) {
      if (this.#ignored.covers(path) || this.#tablespaces.takeMissing(path, size)) continue;
      const reason = this.#instead.get(path) ?? (leadsOutside(path) ? 'outside' : undefined);
      this.#add('manifest-missing-file', path, { size, ...(reason === undefined ? {} : { reason }) });
    }
    for (const { oid, path, ...args } of this.#tablespaces.missing()) {
      if (!this.#ignored.covers(path)) this.#add('missing-tablespace', path, { oid, ...args });
    }
  }

  hashed({ path, size, algorithm, checksum }: ListedFile, result: HashResult): void {
    if (isFailure(result)) {
      this.#add('unreadable-file', path, { reason: result.code });
    } else if (result.bytes !== size) {
      // The size was right a moment ago: another process is writing here.
      const args = { size: result.bytes, expected: size, reason: 'changed-while-reading' };
      this.#add('manifest-size-mismatch', path, args);
    } else if (result.checksum !== checksum) {
      const args = { algorithm: algorithm ?? '', found: result.checksum, expected: checksum };
      const reason = checksum.length === result.checksum.length ? {} : { reason: 'length' };
      this.#add('manifest-file-checksum-mismatch', path, { ...args, ...reason });
    }
  }

  #add(code: FindingCode, path: string, args: Finding['args']): void {
    const named = path !== '' && !leadsOutside(path);
    const file = named ? joinPath(this.#directory, path) : this.#directory;
    this.#findings.add({ code, severity: 'error', file, args: { path, ...args } });
  }
}
