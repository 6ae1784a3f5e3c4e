import { join } from 'node:path';
import * as vscode from 'vscode';
import { WorkerPool } from '../worker/pool';
import { McpServers } from './agents/mcpServers';
import { registerCommands } from './commands/register';
import { registerEditorFeatures } from './editor/register';
import type { Features } from './features';
import { TIMELINE_VIEW } from './ids';
import { LazyServers } from './servers/lazyServers';
import { CatalogService } from './services/catalogService';
import { Lazy } from './services/lazy';
import { createLog } from './services/createLog';
import { scanWhenOpened } from './services/needs';
import { type BackupInspectorApi, createApi } from './testApi';
import { LazyViews } from './tree/lazyViews';

/** What `deactivate` has to close; VS Code passes nothing to it. */
let opened: LazyServers | undefined;

/**
 * Registers everything and reads nothing. The first scan starts when it is needed, and the code that shows its result
 * (`features.ts`) is loaded then.
 */
export function activate(context: vscode.ExtensionContext): BackupInspectorApi {
  const began = performance.now();
  const log = createLog();
  const pool = new WorkerPool(join(__dirname, 'worker.js'));
  const features = new Lazy<Features>(async () => {
    const { createFeatures } = await import('./features');
    const made = createFeatures(context, { catalog, log, pool, lazyViews, servers });
    context.subscriptions.push(made);
    return made;
  });
  const catalog = new CatalogService(log, pool, () => features.get());
  const lazyViews = new LazyViews(catalog, () => features.get());
  const servers = new LazyServers(context, log, {
    complete: async (request) => (await features.get()).complete(request),
    knownLabels: async () => (await features.get()).labels(),
  });
  opened = servers;
  const mcpServers = new McpServers(context);
  context.subscriptions.push(
    log,
    catalog,
    lazyViews,
    servers,
    mcpServers,
    { dispose: () => void pool.dispose() },
    registerCommands(features, log),
    registerEditorFeatures(features, catalog),
    scanWhenOpened(catalog, () => features.get()),
    vscode.window.registerWebviewPanelSerializer(TIMELINE_VIEW, {
      deserializeWebviewPanel: async (panel) => (await features.get()).restoreTimeline(panel),
    }),
  );
  const api = createApi(context, { catalog, features, servers, mcpServers }, began);
  void servers.reportLostBackups();
  log.debug(`Activated in ${(performance.now() - began).toFixed(1)} ms`);
  return api;
}

/** Asks the servers of backups that still run to end them cleanly. */
export async function deactivate(): Promise<void> {
  await opened?.close();
}
