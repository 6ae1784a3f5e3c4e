import assert from 'node:assert/strict';
import { join } from 'node:path';
import { extensions, workspace } from 'vscode';
import type { TreeItem } from 'vscode';
import type { ReportSet } from '../../../src/core/report/report';
import type { BackupInspectorApi, TestHooks } from '../../../src/vscode/testApi';
import type { TreeElement } from '../../../src/vscode/tree/treeElement';
import { EXTENSION_ID } from '../../../src/vscode/ids';
import { PATIENCE_MS } from '../../support/patience';

export type Inspector = BackupInspectorApi & { readonly test: TestHooks };
type ViewName = Parameters<TestHooks['views']['provider']>[0];

/** The extension's API with the hooks that only tests get. */
export async function inspector(): Promise<Inspector> {
  const extension = extensions.getExtension<BackupInspectorApi>(EXTENSION_ID);
  assert.ok(extension, `${EXTENSION_ID} is not installed`);
  const api = await extension.activate();
  assert.ok(hasHooks(api), 'test hooks are there in test mode');
  await api.test.load();
  return api;
}

/** A path in the open folder. */
export function workspacePath(...parts: string[]): string {
  const [folder] = workspace.workspaceFolders ?? [];
  assert.ok(folder, 'the host suite needs an open folder');
  return join(folder.uri.fsPath, ...parts);
}

function hasHooks(api: BackupInspectorApi): api is Inspector {
  return api.test !== undefined;
}

/** Waits for changes of the catalog until `look` returns something. */
export async function eventually<T>(api: Inspector, what: string, look: () => T | undefined): Promise<T> {
  const found = look();
  if (found !== undefined) return found;
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      subscription.dispose();
      reject(new Error(`waited in vain for: ${what}`));
    }, PATIENCE_MS);
    const subscription = api.onDidChange(() => {
      const now = look();
      if (now === undefined) return;
      clearTimeout(timer);
      subscription.dispose();
      resolve(now);
    });
  });
}

export function setLabelled(api: Inspector, label: string): ReportSet | undefined {
  return api.report().sets.find((set) => set.label === label);
}

/** The element at the end of a path of words with which labels start, reached as a view would. */
export function elementAt(api: Inspector, view: ViewName, ...labels: string[]): TreeElement {
  const provider = api.test.views.provider(view);
  let current: TreeElement | undefined;
  for (const label of labels) {
    const children: TreeElement[] = provider.getChildren(current);
    current = children.find((child) => child.node.label.startsWith(label));
    assert.ok(current, `no "${label}" among ${children.map((child) => `"${child.node.label}"`).join(', ')}`);
  }
  assert.ok(current);
  return current;
}

export function itemOf(api: Inspector, view: ViewName, element: TreeElement): TreeItem {
  return api.test.views.provider(view).getTreeItem(element);
}
