import { type FileTree, isFailure } from '../../../ground/ports';
import { joinPath } from '../../../ground/paths';
import { logPlace, transactionState, type TransactionState } from '../../../formats/cluster/transactionLog';

/** Files of the transaction log that are kept: 40 are 42 million transactions. */
const MOST_FILES = 40;

/** The states of transactions, from the copy's own transaction log. A file is read when it is first asked for. */
export class TransactionStates {
  readonly #tree: FileTree;
  readonly #directory: string;
  readonly #pageSize: number;
  readonly #files = new Map<string, Uint8Array | undefined>();

  /** @param directory `pg_xact` of the copy, or `pg_clog` */
  constructor(tree: FileTree, directory: string, pageSize: number) {
    this.#tree = tree;
    this.#directory = directory;
    this.#pageSize = pageSize;
  }

  /** Reads what is needed for the states of these transactions. */
  async prepare(xids: ReadonlySet<number>): Promise<void> {
    for (const xid of xids) {
      const { file } = logPlace(xid, this.#pageSize);
      if (this.#files.has(file)) continue;
      const oldest = this.#files.keys().next();
      if (this.#files.size >= MOST_FILES && oldest.done !== true) this.#files.delete(oldest.value);
      const bytes = await this.#tree.read(joinPath(this.#directory, file), 0, 32 * this.#pageSize);
      this.#files.set(file, isFailure(bytes) ? undefined : bytes);
    }
  }

  /** `open` for a transaction that was not prepared. */
  readonly stateOf = (xid: number): TransactionState =>
    transactionState(xid, this.#pageSize, this.#files.get(logPlace(xid, this.#pageSize).file));
}
