import * as vscode from 'vscode';
import type { Report } from '../core/report/report';
import { toReport } from '../core/report/toReport';
import type { CatalogService } from './services/catalogService';
import type { BackupViews } from './tree/backupViews';

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
  readonly views: BackupViews;
  readonly catalog: CatalogService;
  /** Own time of `activate`, in milliseconds. */
  readonly activationMs: number;
}

export function createApi(
  context: vscode.ExtensionContext,
  catalog: CatalogService,
  views: BackupViews,
  began: number,
): BackupInspectorApi {
  const testing = context.extensionMode === vscode.ExtensionMode.Test;
  return {
    apiVersion: 1,
    whenReady: async () => {
      await catalog.whenReady();
    },
    report: () => toReport(catalog.catalog),
    onDidChange: catalog.onDidChange,
    ...(testing ? { test: { views, catalog, activationMs: performance.now() - began } } : {}),
  };
}
