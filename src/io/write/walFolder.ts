import { join } from 'node:path';
import type { WriteProblem } from '../../core/complete/writeProblem';
import { accessLike, writeGuard } from './guard';
import { removeLeftovers } from './leftovers';
import { type NewContent, writeNewFile } from './safeWrite';
import { type FileAccess, nodeWriteSystem, systemCode, type WriteSystem } from './writeSystem';

const EMPTY: NewContent = {
  fill: () => Promise.resolve(undefined),
  verify: () => Promise.resolve(undefined),
};

/** The `pg_wal` (up to 9.6 `pg_xlog`) of a set, to which files are added. */
export class WalFolder {
  readonly path: string;
  readonly #dataDirectory: string;
  readonly #access: FileAccess;
  readonly #system: WriteSystem;

  private constructor(dataDirectory: string, path: string, access: FileAccess, system: WriteSystem) {
    this.#dataDirectory = dataDirectory;
    this.path = path;
    this.#access = access;
    this.#system = system;
  }

  /**
   * Creates the directory if it is missing, as many tools copy without it, and removes what an interrupted run left in
   * it.
   */
  static async open(
    dataDirectory: string,
    path: string,
    system: WriteSystem = nodeWriteSystem,
  ): Promise<WalFolder | WriteProblem> {
    const access = await accessLike(system, dataDirectory);
    const problem =
      (await writeGuard(system, dataDirectory, dataDirectory)) ??
      (await makeDirectory(system, path, access)) ??
      (await writeGuard(system, dataDirectory, path)) ??
      (await makeDirectory(system, join(path, 'archive_status'), access));
    if (problem !== undefined) return problem;
    const marks = join(path, 'archive_status');
    await removeLeftovers(system, path);
    if ((await writeGuard(system, dataDirectory, marks)) === undefined) await removeLeftovers(system, marks);
    return new WalFolder(dataDirectory, path, access, system);
  }

  /**
   * Adds a file, and the mark that it is archived. Without the mark, a server restored from the set would archive it
   * again, and its archive command would keep failing if the archive already has it. pg_basebackup does the same
   * (`mark_file_as_archived`).
   */
  async add(name: string, content: NewContent): Promise<WriteProblem | undefined> {
    const problem = await this.#write(this.path, name, content);
    if (problem !== undefined) return problem;
    const mark = await this.#write(join(this.path, 'archive_status'), `${name}.done`, EMPTY);
    return mark?.kind === 'exists' ? undefined : mark;
  }

  #write(folder: string, name: string, content: NewContent): Promise<WriteProblem | undefined> {
    const file = { dataDirectory: this.#dataDirectory, folder, name, access: this.#access };
    return writeNewFile(file, content, this.#system);
  }
}

/** Only the owner, and the group if files allow it, may enter. An existing directory stays as it is. */
async function makeDirectory(
  system: WriteSystem,
  path: string,
  { mode, owner }: FileAccess,
): Promise<WriteProblem | undefined> {
  try {
    await system.makeDirectory(path, (mode & 0o040) === 0 ? 0o700 : 0o750);
    if (owner !== undefined) await system.changeOwner(path, owner);
  } catch (error) {
    const code = systemCode(error);
    if (code !== 'EEXIST') return { kind: 'system', path, code };
  }
  return undefined;
}
