import * as vscode from 'vscode';
import type { Report } from '../core/report/report';
import type { McpServers } from './agents/mcpServers';
import type { Features } from './features';
import type { ServerController } from './servers/serverController';
import type { LazyServers } from './servers/lazyServers';
import type { CatalogService } from './services/catalogService';
import type { Lazy } from './services/lazy';
import type { BackupViews } from './tree/backupViews';
import type { ServerView } from './tree/serverView';

/** What the extension exports: `extensions.getExtension<BackupInspectorApi>(…).activate()`. */
export interface BackupInspectorApi {
  /** Changes only if something is removed or changes its meaning. */
  readonly apiVersion: 1;
  /** Resolves when the workspace has been scanned and no scan is running. */
  whenReady(): Promise<void>;
  /** Everything that is known now: plain JSON, the same as on the command line. Empty before the first scan. */
  report(): Report;
  readonly onDidChange: vscode.Event<void>;
  /** Present only while tests run. */
  readonly test?: TestHooks;
}

/** Internals for host tests, which then need not read the screen. */
export interface TestHooks {
  /** Loads what the views need, as the first visible view would. */
  load(): Promise<void>;
  /** Available once it was loaded. */
  readonly views: BackupViews;
  readonly catalog: CatalogService;
  readonly serverView: ServerView;
  /** Loads the server controller. */
  controller(): Promise<ServerController>;
  readonly mcpServers: McpServers;
  /** Own time of `activate`, in milliseconds. */
  readonly activationMs: number;
}

/** What the API is made of. */
export interface ApiParts {
  readonly catalog: CatalogService;
  readonly features: Lazy<Features>;
  readonly servers: LazyServers;
  readonly mcpServers: McpServers;
}

/** The report before the first scan. */
const NOTHING: Report = { reportVersion: 1, sets: [], archives: [], findings: [] };

export function createApi(
  context: vscode.ExtensionContext,
  parts: ApiParts,
  began: number,
): BackupInspectorApi {
  const { catalog, features } = parts;
  const testing = context.extensionMode === vscode.ExtensionMode.Test;
  return {
    apiVersion: 1,
    whenReady: async () => {
      await catalog.whenReady();
    },
    report: () => features.value?.report() ?? NOTHING,
    onDidChange: catalog.onDidChange,
    ...(testing ? { test: testHooks(parts, performance.now() - began) } : {}),
  };
}

function testHooks({ catalog, features, servers, mcpServers }: ApiParts, activationMs: number): TestHooks {
  const loaded = (): Features => {
    if (features.value === undefined) throw new Error('Not loaded yet');
    return features.value;
  };
  return {
    catalog,
    mcpServers,
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
