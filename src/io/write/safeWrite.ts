import { join } from 'node:path';
import { writeGuard } from './guard';
import { temporaryName } from './temporaryName';
import type { WriteProblem } from '../../core/complete/writeProblem';
import { type FileAccess, nodeWriteSystem, systemCode, type WriteSystem } from './writeSystem';

/** A file that does not exist yet. */
export interface NewFile {
  /** The data directory for which it is written. No server may run in it. */
  readonly dataDirectory: string;
  /** `dataDirectory` or a directory below it. */
  readonly folder: string;
  readonly name: string;
  readonly access: FileAccess;
}

export interface NewContent {
  /** Passes the content piece by piece. A problem ends the writing. */
  readonly fill: (write: (bytes: Uint8Array) => Promise<void>) => Promise<WriteProblem | undefined>;
  /** Checks what was written, in the file at `path`, before the file gets its name. */
  readonly verify: (path: string) => Promise<WriteProblem | undefined>;
  readonly signal?: AbortSignal;
}

/**
 * Writes a file that is complete and on disk when its name appears: under a temporary name in the same directory,
 * synced, verified, then named without ever replacing anything, not even a file that took the name meanwhile. Returns
 * undefined on success. In every other case the temporary file is removed; if the process is killed, it stays, and
 * nothing has the file's name. Never rejects.
 */
export function writeNewFile(
  file: NewFile,
  content: NewContent,
  system: WriteSystem = nodeWriteSystem,
): Promise<WriteProblem | undefined> {
  return new SafeWrite(file, content, system).run();
}

/** Carries a problem out of the steps of a write. */
class WriteStopped extends Error {
  readonly problem: WriteProblem;

  constructor(problem: WriteProblem) {
    super(problem.kind);
    this.problem = problem;
  }
}

class SafeWrite {
  readonly #file: NewFile;
  readonly #content: NewContent;
  readonly #system: WriteSystem;
  readonly #path: string;
  readonly #temporary: string;
  #created = false;

  constructor(file: NewFile, content: NewContent, system: WriteSystem) {
    this.#file = file;
    this.#content = content;
    this.#system = system;
    this.#path = join(file.folder, file.name);
    this.#temporary = join(file.folder, temporaryName(file.name));
  }

  async run(): Promise<WriteProblem | undefined> {
    try {
      await this.#mayWrite();
      await this.#fill();
      stopFor(await this.#content.verify(this.#temporary));
      await this.#mayWrite();
      await this.#name();
    } catch (error) {
      return this.#problemOf(error);
    } finally {
      // After a link this is the second name of the file; otherwise an unfinished file.
      if (this.#created) await this.#system.unlink(this.#temporary).catch(() => undefined);
    }
    try {
      await this.#system.syncDirectory(this.#file.folder);
      return undefined;
    } catch (error) {
      return this.#problemOf(error);
    }
  }

  async #mayWrite(): Promise<void> {
    const { dataDirectory, folder } = this.#file;
    if (this.#content.signal?.aborted === true) throw new WriteStopped({ kind: 'canceled' });
    stopFor(await writeGuard(this.#system, dataDirectory, folder));
    if (await this.#taken()) throw new WriteStopped({ kind: 'exists', path: this.#path });
  }

  /** A broken link takes the name too. */
  async #taken(): Promise<boolean> {
    try {
      await this.#system.lstat(this.#path);
      return true;
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return false;
      throw error;
    }
  }

  async #fill(): Promise<void> {
    const created = await this.#system.create(this.#temporary);
    this.#created = true;
    try {
      await created.give(this.#file.access);
      stopFor(await this.#content.fill((bytes) => created.write(bytes)));
      await created.sync();
    } finally {
      await created.close();
    }
  }

  async #name(): Promise<void> {
    try {
      await this.#system.link(this.#temporary, this.#path);
    } catch (error) {
      if (!WITHOUT_LINKS.has(systemCode(error))) throw error;
      await this.#nameWithoutLink();
    }
  }

  /**
   * For file systems without links (FAT, some network shares): an empty file takes the name, which only one process can
   * create, and is then replaced. A crash between the two steps leaves an empty file, which is not taken for WAL.
   */
  async #nameWithoutLink(): Promise<void> {
    const placeholder = await this.#system.create(this.#path);
    try {
      await placeholder.close();
      await this.#system.rename(this.#temporary, this.#path);
    } catch (error) {
      const { size } = await this.#system.lstat(this.#path);
      if (size === 0) await this.#system.unlink(this.#path);
      throw error;
    }
  }

  #problemOf(error: unknown): WriteProblem {
    if (error instanceof WriteStopped) return error.problem;
    const code = systemCode(error);
    if (code === 'EEXIST') return { kind: 'exists', path: this.#path };
    return { kind: 'system', path: this.#path, code };
  }
}

const WITHOUT_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

function stopFor(problem: WriteProblem | undefined): void {
  if (problem !== undefined) throw new WriteStopped(problem);
}
