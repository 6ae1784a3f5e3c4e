import type {
  DirectoryEntry,
  EntryKind,
  FileFacts,
  FileHead,
  FileTree,
  ReadFailure,
} from '../../../src/core/ground/ports';
import type { FileHasher, HashRange, HashResult } from '../../../src/core/verify/files/hashing';
import { createDigest } from '../../../src/io/hashing/digests';

export type Node =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly denied?: boolean }
  | { readonly kind: 'directory'; readonly denied?: 'list' | 'search' }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'other' };

/** A file system in memory, with links and permissions. Paths are absolute. */
export class MemoryTree implements FileTree {
  readonly nodes = new Map<string, Node>([['/', { kind: 'directory' }]]);
  /** Every path that was opened, listed or queried. */
  readonly touched: string[] = [];

  /** Writes a file, with the directories that lead to it. */
  write(path: string, content: Uint8Array | string): void {
    this.directory(parentOf(path));
    this.nodes.set(path, {
      kind: 'file',
      bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
    });
  }

  directory(path: string): void {
    if (this.nodes.has(path)) return;
    this.directory(parentOf(path));
    this.nodes.set(path, { kind: 'directory' });
  }

  set(path: string, node: Node): void {
    this.directory(parentOf(path));
    this.nodes.set(path, node);
  }

  bytes(path: string): Uint8Array {
    const node = this.nodes.get(path);
    if (node?.kind !== 'file') throw new Error(`no file ${path}`);
    return node.bytes;
  }

  remove(path: string): void {
    for (const known of [...this.nodes.keys()]) {
      if (known === path || known.startsWith(`${path}/`)) this.nodes.delete(known);
    }
  }

  async *list(directory: string): AsyncGenerator<readonly DirectoryEntry[] | ReadFailure> {
    this.touched.push(directory);
    const real = this.#resolve(directory);
    const node = typeof real === 'string' ? this.nodes.get(real) : undefined;
    if (typeof real !== 'string' || node?.kind !== 'directory' || node.denied === 'list') {
      yield typeof real !== 'string' ? real : fail(node?.kind === 'directory' ? 'EACCES' : 'ENOTDIR');
      return;
    }
    const prefix = real === '/' ? '/' : `${real}/`;
    const entries: DirectoryEntry[] = [];
    for (const [path, { kind }] of this.nodes) {
      const name = path.slice(prefix.length);
      if (path.startsWith(prefix) && name !== '' && !name.includes('/')) {
        entries.push({ name, kind: kind === 'link' ? this.#targetKind(path) : kind });
      }
    }
    // In two batches, and not in alphabetical order, as directories are.
    const half = Math.ceil(entries.length / 2);
    yield entries.slice(half);
    yield entries.slice(0, half);
    await Promise.resolve();
  }

  stat(path: string): Promise<FileFacts | ReadFailure> {
    this.touched.push(path);
    const node = this.#node(path);
    if ('failed' in node) return Promise.resolve(node);
    const size = node.kind === 'file' ? node.bytes.length : 0;
    return Promise.resolve({ kind: node.kind, size, modified: 0 });
  }

  realPath(path: string): Promise<string | ReadFailure> {
    return Promise.resolve(this.#resolve(path));
  }

  read(path: string, offset: number, length: number): Promise<Uint8Array | ReadFailure> {
    this.touched.push(path);
    const node = this.#node(path);
    if ('failed' in node) return Promise.resolve(node);
    if (node.kind !== 'file') return Promise.resolve(fail(node.kind === 'directory' ? 'EISDIR' : 'ENXIO'));
    return Promise.resolve(
      node.denied === true ? fail('EACCES') : node.bytes.subarray(offset, offset + length),
    );
  }

  readHead(): Promise<FileHead | ReadFailure> {
    return Promise.resolve(fail('EINVAL'));
  }

  #targetKind(path: string): EntryKind {
    const node = this.#node(path);
    return 'failed' in node ? 'link' : node.kind;
  }

  #node(path: string): Node | ReadFailure {
    const real = this.#resolve(path);
    if (typeof real !== 'string') return real;
    return this.nodes.get(real) ?? fail('ENOENT');
  }

  /** Without links; a directory without search permission hides its content. */
  #resolve(path: string, hops = 0): string | ReadFailure {
    if (hops > 40) return fail('ELOOP');
    const parts = path.split('/').filter((part) => part !== '');
    let at = '';
    for (const [i, part] of parts.entries()) {
      const parent = this.nodes.get(at === '' ? '/' : at);
      if (parent?.kind === 'directory' && parent.denied === 'search') return fail('EACCES');
      at += `/${part}`;
      const node = this.nodes.get(at);
      if (node === undefined) return fail('ENOENT');
      if (node.kind === 'link')
        return this.#resolve([node.target, ...parts.slice(i + 1)].join('/'), hops + 1);
    }
    return at === '' ? '/' : at;
  }
}

/** Hashes the content of a memory tree. Calls end in an order of their own, as those of a pool do. */
export class MemoryHasher implements FileHasher {
  readonly lanes: number;
  readonly calls: (readonly HashRange[])[] = [];
  readonly #tree: MemoryTree;
  /** Called before every call of `hash` is answered. */
  onHash: () => void = () => undefined;

  constructor(tree: MemoryTree, lanes = 3) {
    this.#tree = tree;
    this.lanes = lanes;
  }

  async hash(ranges: readonly HashRange[]): Promise<readonly HashResult[]> {
    this.calls.push(ranges);
    for (let turns = (this.calls.length * 7) % 5; turns > 0; turns--) await Promise.resolve();
    this.onHash();
    return Promise.all(ranges.map((range) => this.#one(range)));
  }

  /** There are no tars in memory. */
  hashTar(): Promise<ReadFailure> {
    return Promise.resolve(fail('ENOENT'));
  }

  /** Nor tools. */
  hashStored(): Promise<readonly ReadFailure[]> {
    return Promise.resolve([]);
  }

  async #one({ path, algorithm, offset, length, last }: HashRange): Promise<HashResult> {
    const bytes = await this.#tree.read(path, offset, last ? length + 1 : length);
    if ('failed' in bytes) return bytes;
    const digest = createDigest(algorithm);
    digest.update(bytes.subarray(0, length));
    return { bytes: bytes.length, checksum: digest.finish() };
  }
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

function fail(code: string): ReadFailure {
  return { failed: true, code };
}
