import type { Event } from 'vscode';
import type { FileStart } from '../../protocol/worker';
import type { Catalog } from '../../core/model/catalog';

/** What the editor features need from the service that scans the workspace. */
export interface CatalogSource {
  readonly catalog: Catalog;
  /** Whether the first scan is done; before that, an empty catalog means nothing. */
  readonly scanned: boolean;
  readonly onDidChange: Event<void>;
  whenReady(): Promise<Catalog>;
  refresh(): Promise<void>;
  /** A file's facts and the first `length` bytes of its decompressed content. */
  readStart(path: string, length: number): Promise<FileStart>;
}
