import type { TarFault } from '../../core/ground/ports';
import type { ContentRoom } from './keptContents';
import { isCatalogFile, isRelationFile, wantedBytes } from './keptMembers';
import type { TarEntry, TarFolder } from '../../core/tars/tarIndex';
import type { TarMember } from './tarMember';
import type { Sink, TarVisitor } from './walkTar';

/**
 * Members and directories of a backup that are kept, some 200 bytes of memory each: enough for an archive of 16 TB in
 * one tar.
 */
const MOST_KEPT = 1_000_000;
/** Other files that are kept, so that a listing shows that there are some. */
const MOST_OTHERS = 5000;
const MOST_OTHERS_IN_FOLDER = 20;
/** Bytes of contents of compressed tars, and how much is kept of each file when they are used up. */
const MOST_HEADS = 16 * 1024 * 1024;
const SMALL_HEAD = 512;

interface OpenEntry {
  readonly folder: Folder;
  readonly file: string;
  readonly entry: TarEntry;
  filled: number;
}

/** Directories that only a data directory has. */
const SERVER_FOLDER = /(?:^|\/)(?:pg_wal|pg_xlog|pg_xact|pg_clog|pg_multixact|pg_tblspc)$/;

interface Folder extends TarFolder {
  readonly folders: Set<string>;
  readonly files: Map<string, TarEntry>;
  others: number;
}

/** Builds an index of a tar while it is walked. If several members have one path, the last one counts. */
export class TarIndexer implements TarVisitor {
  members = 0;
  kept = 0;
  readonly folders = new Map<string, Folder>([['', newFolder()]]);
  readonly faults = new Map<TarFault['reason'], TarFault>();
  readonly #keepsHeads: boolean;
  readonly #room: ContentRoom | undefined;
  readonly #keepsRelations: boolean;
  /** Whether files of relations were left out, as there are too many. */
  #leftOut = false;
  #hasBackupContent = false;
  #others = 0;
  #heads = 0;
  /** The file whose content is passing. */
  #open: OpenEntry | undefined;

  /**
   * @param keepsHeads whether contents cannot be read again at their place
   * @param room for whole contents that will be asked for
   * @param keepsRelations whether each file of a relation is kept, so that what is not in the index is not in the tar
   */
  constructor(keepsHeads: boolean, room?: ContentRoom, keepsRelations = false) {
    this.#keepsHeads = keepsHeads;
    this.#room = room;
    this.#keepsRelations = keepsRelations;
  }

  /** Whether every file of a relation that was seen is in the index. */
  get listsRelations(): boolean {
    return this.#keepsRelations && !this.#leftOut;
  }

  member(member: TarMember, offset: number): Sink | undefined {
    this.members++;
    const { path, name } = member;
    if (path === undefined) {
      this.#fault('outside', offset, name);
      return undefined;
    }
    if (member.kind === 'directory') this.#folder(path);
    else if (member.kind === 'hard-link') this.#link(path, member.target);
    else if (member.kind === 'file' || member.kind === 'sparse') return this.#file(member, path, offset);
    return undefined;
  }

  #file({ kind, name, size }: TarMember, path: string, offset: number): Sink | undefined {
    const slash = path.lastIndexOf('/');
    const folder = this.#folder(path.slice(0, Math.max(0, slash)));
    const state = wantedBytes(path);
    // Contents are kept of members in the index only.
    const wanted = state ?? (this.#room !== undefined && isCatalogFile(path) ? 0 : undefined);
    const hasRoom = folder !== undefined && (this.#isKept(path, wanted) || this.#hasRoom(folder, wanted));
    if (!hasRoom) return undefined;
    if (state !== undefined) this.#hasBackupContent = true;
    if (kind === 'sparse' && wanted !== undefined) this.#fault('sparse', offset, name);
    const where = kind === 'sparse' ? undefined : offset;
    const head = this.#keepsHeads && wanted !== undefined ? this.#head(Math.min(wanted, size)) : undefined;
    const content = where === undefined || !this.#keepsHeads ? undefined : this.#room?.take(path, size);
    const entry = { offset: where, size, ...(head && { head }), ...(content && { content }) };
    const file = path.slice(slash + 1);
    folder.files.set(file, entry);
    const open = { folder, file, entry, filled: 0 };
    this.#open = open;
    if (head === undefined) return undefined;
    return (piece) => {
      fill(head, open.filled, piece);
      if (content !== undefined) fill(content, open.filled, piece);
      open.filled += piece.length;
    };
  }

  done(): void {
    this.#open = undefined;
  }

  /**
   * To be called after the walk.
   * @param end where the tar ends; undefined if reading ended, but not the tar
   */
  finish(end: number | undefined): void {
    if (this.#open === undefined) return;
    const { folder, file, entry, filled } = this.#open;
    const size = end === undefined ? entry.size : Math.max(0, end - (entry.offset ?? end));
    const head = entry.head?.subarray(0, filled);
    const content = entry.content?.subarray(0, filled);
    folder.files.set(file, { ...entry, size, ...(head && { head }), ...(content && { content }) });
  }

  /** Whether it is kept as the file of a relation. */
  #isKept(path: string, wanted: number | undefined): boolean {
    if (!this.#keepsRelations || wanted !== undefined || !isRelationFile(path)) return false;
    if (this.kept >= MOST_KEPT) this.#leftOut = true;
    else this.kept++;
    return !this.#leftOut;
  }

  #hasRoom(folder: Folder, wanted: number | undefined): boolean {
    if (wanted !== undefined) {
      if (this.kept >= MOST_KEPT) {
        this.#fault('too-many', 0);
        return false;
      }
      this.kept++;
      return true;
    }
    // One file of each directory shows that it is not empty.
    const most = this.#others < MOST_OTHERS ? MOST_OTHERS_IN_FOLDER : 1;
    if (folder.others >= most) return false;
    folder.others++;
    this.#others++;
    return true;
  }

  /** A hard link is a name for an earlier member. */
  #link(path: string, target: string | undefined): void {
    if (target === undefined || wantedBytes(path) === undefined) return;
    const from = target.lastIndexOf('/');
    const entry = this.folders.get(target.slice(0, Math.max(0, from)))?.files.get(target.slice(from + 1));
    const slash = path.lastIndexOf('/');
    const folder = this.#folder(path.slice(0, Math.max(0, slash)));
    if (entry !== undefined && folder !== undefined && this.#hasRoom(folder, 0))
      folder.files.set(path.slice(slash + 1), entry);
  }

  get hasBackupContent(): boolean {
    return this.#hasBackupContent;
  }

  /** Adds a directory and its parents; undefined if there are too many. */
  #folder(path: string): Folder | undefined {
    const known = this.folders.get(path);
    if (known !== undefined) return known;
    if (this.kept >= MOST_KEPT || path.length > 4096) {
      this.#fault('too-many', 0);
      return undefined;
    }
    const slash = path.lastIndexOf('/');
    const parent = this.#folder(path.slice(0, Math.max(0, slash)));
    if (parent === undefined) return undefined;
    const folder = newFolder();
    this.kept++;
    this.#hasBackupContent ||= SERVER_FOLDER.test(path);
    parent.folders.add(path.slice(slash + 1));
    this.folders.set(path, folder);
    return folder;
  }

  #head(length: number): Uint8Array {
    const kept = this.#heads + length <= MOST_HEADS ? length : Math.min(length, SMALL_HEAD);
    this.#heads += kept;
    return new Uint8Array(kept);
  }

  #fault(reason: TarFault['reason'], at: number, member?: string): void {
    const known = this.faults.get(reason);
    const count = (known?.count ?? (known === undefined ? 0 : 1)) + 1;
    if (known !== undefined) this.faults.set(reason, { ...known, count });
    else this.faults.set(reason, { reason, at, ...(member === undefined ? {} : { member }) });
  }
}

/** Bytes that no longer fit are dropped. */
function fill(into: Uint8Array, at: number, piece: Uint8Array): void {
  if (at < into.length) into.set(piece.subarray(0, into.length - at), at);
}

function newFolder(): Folder {
  return { folders: new Set(), files: new Map(), others: 0 };
}
