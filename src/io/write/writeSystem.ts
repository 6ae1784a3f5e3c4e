import type { Stats } from 'node:fs';
import { chown, link, lstat, mkdir, open, readdir, realpath, rename, stat, unlink } from 'node:fs/promises';

/** A file that was created for writing. */
export interface CreatedFile {
  /** Appends all of it. */
  write(bytes: Uint8Array): Promise<void>;
  /** Sets mode and, where given, owner, whatever the umask says. */
  give(access: FileAccess): Promise<void>;
  /** Resolves when the content is on disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Mode and owner of a file that we write. */
export interface FileAccess {
  readonly mode: number;
  /** Only root can change the owner; absent for other users. */
  readonly owner?: FileOwner;
}

export interface FileOwner {
  readonly uid: number;
  readonly gid: number;
}

/** The system calls of a safe write, so that tests can let each of them fail. Each rejects with the system's error. */
export interface WriteSystem {
  /** Creates a file; `EEXIST` if the name is taken. */
  create(path: string): Promise<CreatedFile>;
  /** Adds a second name to a file; `EEXIST` if the name is taken. */
  link(from: string, to: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  stat(path: string): Promise<Stats>;
  lstat(path: string): Promise<Stats>;
  realPath(path: string): Promise<string>;
  /** Creates a directory; `EEXIST` if the name is taken. */
  makeDirectory(path: string, mode: number): Promise<void>;
  changeOwner(path: string, owner: FileOwner): Promise<void>;
  /** The names in a directory. */
  names(path: string): Promise<readonly string[]>;
  /** Makes the names in a directory durable. */
  syncDirectory(path: string): Promise<void>;
}

/** Some systems cannot sync a directory; the file system itself is responsible there. */
const NO_DIRECTORY_SYNC = new Set(['EINVAL', 'EPERM', 'EISDIR', 'ENOTSUP', 'EOPNOTSUPP', 'EBADF', 'ENOSYS']);

export const nodeWriteSystem: WriteSystem = {
  create: async (path) => {
    const handle = await open(path, 'wx', 0o600);
    return {
      write: async (bytes) => {
        for (let at = 0; at < bytes.length;) at += (await handle.write(bytes, at)).bytesWritten;
      },
      give: async ({ mode, owner }) => {
        if (owner !== undefined) await handle.chown(owner.uid, owner.gid);
        if (process.platform !== 'win32') await handle.chmod(mode);
      },
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  },
  link: (from, to) => link(from, to),
  rename: (from, to) => rename(from, to),
  unlink: (path) => unlink(path),
  stat: (path) => stat(path),
  lstat: (path) => lstat(path),
  realPath: (path) => realpath(path),
  makeDirectory: async (path, mode) => {
    await mkdir(path, { mode });
  },
  changeOwner: (path, { uid, gid }) => chown(path, uid, gid),
  names: (path) => readdir(path),
  syncDirectory: async (path) => {
    try {
      const handle = await open(path, 'r');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    } catch (error) {
      if (!NO_DIRECTORY_SYNC.has(systemCode(error))) throw error;
    }
  },
};

/** The system's name of an error (`ENOSPC`, …); `EINVAL` for an error without one. */
export function systemCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'EINVAL';
}
