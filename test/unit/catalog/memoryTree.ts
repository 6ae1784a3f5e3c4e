import type {
  DirectoryEntry,
  EntryKind,
  FileFacts,
  FileHead,
  FileTree,
  ReadFailure,
} from '../../../src/core/ground/ports';

interface Node {
  readonly kind: EntryKind;
  readonly bytes: Uint8Array;
  /** Files may claim to be larger than the bytes that a test cares for. */
  readonly size: number;
  readonly failure?: string;
  readonly linkTo?: string;
}

const encoder = new TextEncoder();

/** A file system in memory: written files exist, with their directories. */
export class MemoryTree implements FileTree {
  readonly #nodes = new Map<string, Node>([['/', directory()]]);
  /** Paths of all files that were opened, in order. */
  readonly opened: string[] = [];

  file(path: string, content: string | Uint8Array, size?: number): this {
    const bytes = typeof content === 'string' ? encoder.encode(content) : content;
    this.#parents(path);
    this.#nodes.set(path, { kind: 'file', bytes, size: size ?? bytes.length });
    return this;
  }

  folder(path: string, failure?: string): this {
    this.#parents(path);
    this.#nodes.set(path, { ...directory(), ...(failure === undefined ? {} : { failure }) });
    return this;
  }

  /** A link to a directory. */
  link(path: string, target: string): this {
    this.#parents(path);
    this.#nodes.set(path, { ...directory(), linkTo: target });
    return this;
  }

  /** Removes a file, or a directory with everything below it. */
  remove(path: string): this {
    for (const name of [...this.#nodes.keys()]) {
      if (name === path || name.startsWith(`${path}/`)) this.#nodes.delete(name);
    }
    return this;
  }

  /** A file that exists but cannot be read. */
  locked(path: string, code = 'EACCES'): this {
    this.#parents(path);
    this.#nodes.set(path, { kind: 'file', bytes: new Uint8Array(0), size: 1, failure: code });
    return this;
  }

  async *list(path: string): AsyncIterable<readonly DirectoryEntry[] | ReadFailure> {
    const real = this.#resolve(path);
    const node = this.#nodes.get(real);
    await Promise.resolve();
    if (node?.kind !== 'directory') {
      yield { failed: true, code: node === undefined ? 'ENOENT' : 'ENOTDIR' };
      return;
    }
    if (node.failure !== undefined) {
      yield { failed: true, code: node.failure };
      return;
    }
    const prefix = real === '/' ? '/' : `${real}/`;
    const entries: DirectoryEntry[] = [];
    for (const [name, { kind }] of this.#nodes) {
      const rest = name.startsWith(prefix) ? name.slice(prefix.length) : '';
      if (rest !== '' && !rest.includes('/')) entries.push({ name: rest, kind });
    }
    yield entries;
  }

  stat(path: string): Promise<FileFacts | ReadFailure> {
    const node = this.#nodes.get(this.#resolve(path));
    if (node === undefined) return failure('ENOENT');
    return Promise.resolve({ kind: node.kind, size: node.size, modified: 0 });
  }

  realPath(path: string): Promise<string | ReadFailure> {
    const real = this.#resolve(path);
    return this.#nodes.has(real) ? Promise.resolve(real) : failure('ENOENT');
  }

  read(path: string, offset: number, length: number): Promise<Uint8Array | ReadFailure> {
    const node = this.#nodes.get(this.#resolve(path));
    this.opened.push(path);
    if (node?.kind !== 'file') return failure(node === undefined ? 'ENOENT' : 'EISDIR');
    if (node.failure !== undefined) return failure(node.failure);
    return Promise.resolve(node.bytes.slice(offset, offset + length));
  }

  async readHead(path: string, length: number): Promise<FileHead | ReadFailure> {
    const bytes = await this.read(path, 0, length);
    return 'failed' in bytes ? bytes : { compression: 'plain', bytes };
  }

  #parents(path: string): void {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const parent = path.slice(0, at);
      if (!this.#nodes.has(parent)) this.#nodes.set(parent, directory());
    }
  }

  #resolve(path: string): string {
    let resolved = '';
    for (const part of path.split('/').slice(1)) {
      resolved += `/${part}`;
      for (let links = 0; links < 40; links++) {
        const target = this.#nodes.get(resolved)?.linkTo;
        if (target === undefined) break;
        resolved = target;
      }
    }
    return resolved === '' ? '/' : resolved;
  }
}

function directory(): Node {
  return { kind: 'directory', bytes: new Uint8Array(0), size: 0 };
}

function failure(code: string): Promise<ReadFailure> {
  return Promise.resolve({ failed: true, code });
}
