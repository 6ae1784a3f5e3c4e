import { join } from 'node:path';
import type * as vscode from 'vscode';
import { WorkerPool } from '../worker/pool';
import { registerCommands } from './commands/registry';
import { registerEditorFeatures } from './editor/register';
import { CatalogService } from './services/catalogService';
import { createLog } from './services/log';
import { scanWhenOpened } from './services/needs';
import type { BackupInspectorApi } from './testApi';
import { createApi } from './testApi';
import { BackupViews } from './tree/backupViews';

/** Registers everything and reads nothing: the first scan starts when somebody looks. */
export function activate(context: vscode.ExtensionContext): BackupInspectorApi {
  const began = performance.now();
  const log = createLog();
  const pool = new WorkerPool(join(__dirname, 'worker.js'));
  const catalog = new CatalogService(log, pool);
  const views = new BackupViews(catalog);
  context.subscriptions.push(
    log,
    catalog,
    views,
    { dispose: () => void pool.dispose() },
    registerCommands({ catalog, views, log, pool }),
    scanWhenOpened(catalog),
  );
  registerEditorFeatures(context, catalog);
  const api = createApi(context, catalog, views, began);
  log.debug(`Activated in ${(performance.now() - began).toFixed(1)} ms`);
  return api;
}
