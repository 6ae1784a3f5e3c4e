import type { Finding } from '../../ground/finding';
import { joinPath } from '../../ground/paths';
import { type DirectoryEntry, type FileTree, isFailure } from '../../ground/ports';
import type { WalEffects } from '../records/effects/walEffects';
import type { RelationsSeen } from './lookAtRelations';
import type { NeededTablespace } from './relations/neededTablespaces';
import type { StructureInput } from './structureInput';

/** As many of one kind are named one by one; a DBA who sees these knows what to look for. */
const MOST_NAMED = 20;
/** Names of one directory of state files that are looked at: a server has some hundreds at most. */
const MOST_ENTRIES = 100_000;

/** One look at a data directory: what was found, and whether something could not be looked at. */
export class Look {
  readonly tree: FileTree;
  readonly input: StructureInput;
  /** What the WAL of the set does to its files, if it was read. */
  readonly effects: WalEffects | undefined;
  /** Tablespaces that the copy must have by its catalogs and its WAL, as far as these were read. */
  readonly tablespaces: ReadonlyMap<number, NeededTablespace>;
  readonly signal: AbortSignal | undefined;
  readonly findings: Finding[] = [];
  /** Whether something that a server needs could not be looked at here, though it may be sound. */
  isPartial = false;
  readonly #counts = new Map<string, number>();

  constructor(
    tree: FileTree,
    input: StructureInput,
    { effects, look }: RelationsSeen,
    signal: AbortSignal | undefined,
  ) {
    this.tree = tree;
    this.input = input;
    this.effects = effects;
    this.tablespaces = look?.tablespaces ?? new Map();
    this.signal = signal;
  }

  get aborted(): boolean {
    return this.signal?.aborted === true;
  }

  path(name: string): string {
    return name === '' ? this.input.directory : joinPath(this.input.directory, name);
  }

  add(finding: Finding): void {
    const kind = `${finding.code} ${finding.severity} ${String(finding.args['reason'])}`;
    const count = this.#counts.get(kind) ?? 0;
    this.#counts.set(kind, count + 1);
    if (count < MOST_NAMED) this.findings.push(finding);
  }

  /** A finding about a file, named by its path in the data directory. */
  addFile(code: Finding['code'], severity: Finding['severity'], name: string, args: Finding['args']): void {
    this.add({ code, severity, file: this.path(name), args: { name, ...args } });
  }

  /**
   * The beginning of a small file; `missing` if there is none, undefined if it cannot be read, which is noted.
   */
  async read(name: string, length: number): Promise<Uint8Array | 'missing' | undefined> {
    const bytes = await this.tree.read(this.path(name), 0, length);
    if (!isFailure(bytes)) return bytes;
    if (bytes.code === 'ENOENT' || bytes.code === 'ENOTDIR') return 'missing';
    this.cannotRead(name, bytes.code);
    return undefined;
  }

  /** Bytes of a file, or why it has none. */
  async size(name: string): Promise<number | 'missing' | undefined> {
    const facts = await this.tree.stat(this.path(name));
    if (!isFailure(facts)) return facts.kind === 'file' ? facts.size : 'missing';
    if (facts.code === 'ENOENT' || facts.code === 'ENOTDIR') return 'missing';
    this.cannotRead(name, facts.code);
    return undefined;
  }

  /** What a directory holds; nothing if it is not there. */
  async list(name: string): Promise<DirectoryEntry[]> {
    const entries: DirectoryEntry[] = [];
    for await (const batch of this.tree.list(this.path(name))) {
      if (isFailure(batch)) {
        if (batch.code !== 'ENOENT' && batch.code !== 'ENOTDIR') this.cannotRead(name, batch.code);
        break;
      }
      entries.push(...batch);
      if (entries.length > MOST_ENTRIES || this.aborted) break;
    }
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** That a compressed tar does not keep a file is not a fault of the file. */
  cannotRead(name: string, code: string): void {
    this.isPartial = true;
    if (code !== 'EFBIG') this.addFile('unreadable-file', 'error', name, { reason: code });
  }
}
