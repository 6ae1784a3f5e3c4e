import * as vscode from 'vscode';
import type { Report } from '../core/report/report';
import type { Features } from './features';
import type { ServerController } from './servers/serverController';
import type { LazyServers } from './servers/lazyServers';
import type { CatalogService } from './services/catalogService';
import type { Lazy } from './services/lazy';
import type { BackupViews } from './tree/backupViews';
import type { ServerView } from './tree/serverView';

/** What the extension gives to others: `extensions.getExtension<BackupInspectorApi>(…).activate()`. */
export interface BackupInspectorApi {
  /** Grows only when something that is here is taken away or changes its meaning. */
  readonly apiVersion: 1;
  /** Ends when the workspace has been scanned and no scan is running. */
  whenReady(): Promise<void>;
  /** What is known now: plain JSON, the same as on the command line. Empty before the first scan. */
  report(): Report;
  readonly onDidChange: vscode.Event<void>;
  /** Only there while tests run. */
  readonly test?: TestHooks;
}

/** The insides that host tests look at instead of scraping the screen. */
export interface TestHooks {
  /** Loads what the views need, as the first look at one of them would. */
  load(): Promise<void>;
  /** There once something was loaded. */
  readonly views: BackupViews;
  readonly catalog: CatalogService;
  readonly serverView: ServerView;
  /** Loads what works with servers. */
  controller(): Promise<ServerController>;
  /** Own time of `activate`, in milliseconds. */
  readonly activationMs: number;
}

/** Before the first scan there is nothing to tell, and nothing that could tell it is loaded. */
const NOTHING: Report = { reportVersion: 1, sets: [], archives: [], findings: [] };

export function createApi(
  context: vscode.ExtensionContext,
  catalog: CatalogService,
  features: Lazy<Features>,
  servers: LazyServers,
  began: number,
): BackupInspectorApi {
  const testing = context.extensionMode === vscode.ExtensionMode.Test;
  return {
    apiVersion: 1,
    whenReady: async () => {
      await catalog.whenReady();
    },
    report: () => features.value?.report() ?? NOTHING,
    onDidChange: catalog.onDidChange,
    ...(testing ? { test: testHooks(catalog, features, servers, performance.now() - began) } : {}),
  };
}

function testHooks(
  catalog: CatalogService,
  features: Lazy<Features>,
  servers: LazyServers,
  activationMs: number,
): TestHooks {
  const loaded = (): Features => {
    if (features.value === undefined) throw new Error('Not loaded yet');
    return features.value;
  };
  return {
    catalog,
    activationMs,
    load: async () => {
      await features.get();
    },
    controller: () => servers.controller.get(),
    get views() {
      return loaded().views;
    },
    get serverView() {
      return loaded().serverView;
    },
  };
}
