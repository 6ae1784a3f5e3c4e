import type { Lsn } from '../../../ground/lsn';
import { parseRelationMap, type RelationMap } from '../../../formats/cluster/relationMap';
import type { RecordVisitor } from '../../../wal/recordReader';
import type { WalkExpectation } from '../../../wal/walkTypes';
import { BlockReferences } from './blockReferences';
import { type FileNumber, visitDroppedFiles } from './droppedFiles';
import { addBlock, type FileChanges } from './fileChanges';
import { imagesUpTo94, mayBeginWithFile } from './oldRecords';
import { restorePage } from './pageImage';
import { PARAMETER_CHANGE, type ParameterChange, walLevelOf } from './parameterChange';
import type { DatabaseDirectory, WalEffects } from './walEffects';

/** Resource managers, with the same number in every version. */
const XLOG = 0;
const TRANSACTION = 1;
const STORAGE = 2;
const DATABASE = 4;
const TABLESPACE = 5;
const RELATION_MAP = 7;
const LOGICAL_MESSAGE = 21;

const MAIN_FORK = 0;
const INIT_FORK = 3;
const TRUNCATES_MAIN_FORK = 1;
const FIRST_13 = 0xd106;
const FIRST_15 = 0xd110;
/** Pages of system catalogs are kept up to this many bytes, of the others only that they were changed. */
const MOST_KEPT = 64 * 1024 * 1024;

const PATH = new TextDecoder('utf-8', { fatal: false });

/** Where the own data of a record's resource manager are. */
interface MainData {
  readonly view: DataView;
  readonly at: number;
  readonly length: number;
  readonly info: number;
}

/** Collects what records do to files. */
export class EffectsCollector {
  /** False if a record that matters could not be read. */
  understood = true;
  readonly #files: FileChanges;
  readonly #databasesCreated: DatabaseDirectory[] = [];
  readonly #databasesDropped: DatabaseDirectory[] = [];
  readonly #tablespacesCreated = new Map<number, string>();
  readonly #tablespacesDropped = new Set<number>();
  readonly #mapsWritten = new Map<number, (RelationMap | undefined)[]>();
  readonly #parameterChanges: ParameterChange[] = [];
  #keptBytes = 0;

  constructor(files: FileChanges) {
    this.#files = files;
  }

  effects(): Omit<WalEffects, 'isWhole'> {
    return {
      files: this.#files,
      databasesCreated: this.#databasesCreated,
      databasesDropped: this.#databasesDropped,
      tablespacesCreated: this.#tablespacesCreated,
      tablespacesDropped: this.#tablespacesDropped,
      mapsWritten: this.#mapsWritten,
      parameterChanges: this.#parameterChanges,
    };
  }

  visitorFor(expect: WalkExpectation, place: () => Lsn): RecordVisitor {
    const { format } = expect;
    if (format.family !== '9.5') return this.#oldVisitor(expect, place);
    const blocks = new BlockReferences(expect.magic);
    return (view, at, length, whole) => {
      const manager = view.getUint8(at + format.resourceManager);
      if (!whole && manager === LOGICAL_MESSAGE) return;
      if (!whole || !blocks.read(view, at, length)) {
        this.understood = false;
        return;
      }
      for (let i = 0; i < blocks.count; i++) this.#block(blocks, i, view, expect);
      if (manager > RELATION_MAP) return;
      const info = view.getUint8(at + format.info);
      this.#main(manager, { view, at: blocks.mainAt, length: blocks.mainLength, info }, expect, place);
    };
  }

  #block(blocks: BlockReferences, index: number, view: DataView, { pageSize, magic }: WalkExpectation): void {
    const block = blocks.blocks[index];
    if (block?.fork !== MAIN_FORK) return;
    const change = this.#files.of(block);
    addBlock(change, block.block, block.initializes || block.imageLength > 0);
    if (change.pages === undefined || change.pages.has(block.block)) return;
    let page: Uint8Array | undefined;
    if (block.imageLength > 0 && this.#keptBytes < MOST_KEPT) {
      const from = view.byteOffset + blocks.imageAt(block);
      const stored = new Uint8Array(view.buffer, from, block.imageLength);
      page = restorePage(stored, block, pageSize, magic >= FIRST_15);
    } else if (block.initializes) page = new Uint8Array(0);
    change.pages.set(block.block, page);
    this.#keptBytes += page?.length ?? 0;
  }

  #main(manager: number, data: MainData, { format, magic }: WalkExpectation, place: () => Lsn): void {
    const { view, at, length, info } = data;
    switch (manager) {
      case XLOG:
        if ((info & 0xf0) === PARAMETER_CHANGE)
          this.#parameterChanges.push({ lsn: place(), walLevel: walLevelOf(view, at, length, magic) });
        return;
      case TRANSACTION: {
        const drop = (file: FileNumber): void => {
          this.#files.of(file).dropped = true;
        };
        this.understood = visitDroppedFiles(view, at, length, info, format, drop) && this.understood;
        return;
      }
      case STORAGE:
        this.#storage(data);
        return;
      case DATABASE:
        this.#database(data, magic);
        return;
      case TABLESPACE:
        if (length >= 4) this.#tablespace(data);
        return;
      case RELATION_MAP:
        this.#map(data);
    }
  }

  /** `xl_smgr_create` and `xl_smgr_truncate`; the fork came with 9.1. */
  #storage({ view, at, length, info }: MainData): void {
    const operation = info & 0xf0;
    if (operation === 0x10 && length >= 12) {
      const change = this.#files.of(fileAt(view, at));
      const fork = length >= 16 ? view.getInt32(at + 12, true) : MAIN_FORK;
      if (fork === INIT_FORK) change.createdInit = true;
      else if (fork === MAIN_FORK) change.created = true;
    } else if (operation === 0x20 && length >= 16) {
      // From 9.6 on it may concern the other forks only.
      if (length >= 20 && (view.getUint32(at + 16, true) & TRUNCATES_MAIN_FORK) === 0) return;
      const change = this.#files.of(fileAt(view, at + 4));
      change.truncatedTo = Math.min(change.truncatedTo, view.getUint32(at, true));
    } else this.understood = false;
  }

  /** Created by copying or by WAL (from 15 on), dropped with one tablespace (up to 12) or all of them. */
  #database({ view, at, length, info }: MainData, magic: number): void {
    const operation = info & 0xf0;
    if (length < 8) {
      this.understood = false;
      return;
    }
    const database = view.getUint32(at, true);
    const drop = magic >= FIRST_15 ? 0x20 : 0x10;
    if (operation !== drop) {
      this.#databasesCreated.push({ database, tablespace: view.getUint32(at + 4, true) });
      return;
    }
    const count = magic >= FIRST_13 ? view.getUint32(at + 4, true) : 1;
    const first = at + (magic >= FIRST_13 ? 8 : 4);
    if (first + count * 4 > at + length) this.understood = false;
    else
      for (let i = 0; i < count; i++)
        this.#databasesDropped.push({ database, tablespace: view.getUint32(first + i * 4, true) });
  }

  #tablespace({ view, at, length, info }: MainData): void {
    const oid = view.getUint32(at, true);
    if ((info & 0xf0) !== 0x00) {
      this.#tablespacesDropped.add(oid);
      return;
    }
    const bytes = new Uint8Array(view.buffer, view.byteOffset + at + 4, length - 4);
    const end = bytes.indexOf(0);
    this.#tablespacesCreated.set(oid, PATH.decode(end < 0 ? bytes : bytes.subarray(0, end)));
  }

  /** `xl_relmap_update`: database, tablespace, and the bytes of the whole map. */
  #map({ view, at, length }: MainData): void {
    if (length < 12) {
      this.understood = false;
      return;
    }
    const database = view.getUint32(at, true);
    const map = parseRelationMap(new Uint8Array(view.buffer, view.byteOffset + at + 12, length - 12));
    const known = this.#mapsWritten.get(database) ?? [];
    this.#mapsWritten.set(database, [...known, typeof map === 'object' ? map : undefined]);
  }

  /** Up to 9.4 records have their own data first, and then images of blocks. */
  #oldVisitor(expect: WalkExpectation, place: () => Lsn): RecordVisitor {
    const { format } = expect;
    return (view, at, length, whole) => {
      const manager = view.getUint8(at + format.resourceManager);
      const info = view.getUint8(at + format.info);
      const dataLength = view.getUint32(at + (format.family === '9.0' ? 20 : 8), true);
      const data = { view, at: at + format.recordHeader, length: dataLength, info };
      if (!whole || dataLength > length - format.recordHeader) {
        this.understood = false;
        return;
      }
      if (manager <= RELATION_MAP) this.#main(manager, data, expect, place);
      else if (mayBeginWithFile(manager, dataLength))
        this.#files.of(fileAt(view, data.at)).changedAnywhere = true;
      for (const image of imagesUpTo94(view, at, length, info, data.at + dataLength, format.family)) {
        if (image.fork !== MAIN_FORK) continue;
        const change = this.#files.of(image);
        addBlock(change, image.block, true);
        if (change.pages?.has(image.block) === false) change.pages.set(image.block, image.page());
      }
    };
  }
}

function fileAt(view: DataView, at: number): FileNumber {
  return {
    tablespace: view.getUint32(at, true),
    database: view.getUint32(at + 4, true),
    file: view.getUint32(at + 8, true),
  };
}
