import type * as vscode from 'vscode';
import type { WorkerPool } from '../../worker/pool';
import type { CatalogService } from '../services/catalogService';

/** What completing a set needs from the rest of the extension. */
export interface CompleteServices {
  readonly catalog: CatalogService;
  readonly pool: WorkerPool;
  readonly log: vscode.LogOutputChannel;
}
