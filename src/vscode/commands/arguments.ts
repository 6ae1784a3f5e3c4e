import * as vscode from 'vscode';
import type { BackupSet } from '../../core/model/backupSet';
import { messages } from '../services/messages';
import { treeContext } from '../tree/backupViews';
import type { FilePosition, TreeNode } from '../tree/model/node';
import { countLabels, newestFirst, setTitle } from '../tree/model/setNames';
import { setSummary } from '../tree/model/verdict';
import { shortTime } from '../tree/model/times';
import { TreeElement } from '../tree/treeElement';
import { withoutIcons } from '../services/inertText';
import type { CommandServices } from './services';

/**
 * The nodes that a command of a view applies to: the clicked one, all selected ones if it is among them, and the
 * selection if the keyboard called.
 */
export function nodesOf(services: CommandServices, args: readonly unknown[]): readonly TreeNode[] {
  const [clicked, selected] = args;
  if (clicked === undefined || clicked === null)
    return services.views.selection().map((element) => element.node);
  if (!(clicked instanceof TreeElement)) return [];
  const all = Array.isArray(selected) ? selected.filter((entry) => entry instanceof TreeElement) : [];
  return all.includes(clicked) ? all.map((element) => element.node) : [clicked.node];
}

/** A place in a file, from a node or from a plain object. */
export function filePlaceOf(services: CommandServices, args: readonly unknown[]): FilePosition | undefined {
  const [first] = args;
  if (isPlace(first)) return first;
  const [node] = nodesOf(services, args);
  if (node === undefined) return undefined;
  return node.open ?? (node.values.path === undefined ? undefined : { path: node.values.path });
}

/** The set that a command applies to: by id, by node, or picked from a list. Undefined if the user canceled. */
export async function setOf(
  services: CommandServices,
  args: readonly unknown[],
): Promise<BackupSet | undefined> {
  const [first] = args;
  const id =
    typeof first === 'string' ? first : first instanceof TreeElement ? first.node.values.setId : undefined;
  const { sets } = await services.catalog.whenReady();
  if (id === undefined) return pickSet(sets);
  const set = sets.find((candidate) => candidate.id === id);
  if (set === undefined) void vscode.window.showWarningMessage(messages.noSuchSet());
  return set;
}

async function pickSet(sets: readonly BackupSet[]): Promise<BackupSet | undefined> {
  if (sets.length === 0) {
    void vscode.window.showInformationMessage(messages.noSets());
    return undefined;
  }
  if (sets.length === 1) return sets[0];
  const context = treeContext();
  const labels = countLabels(sets);
  const items = newestFirst(sets).map((set) => ({
    label: withoutIcons(setTitle(set, labels, context)),
    description: withoutIcons(setSummary(set, shortTime(set.start?.time, context), context)),
    detail: withoutIcons(set.path),
    set,
  }));
  const placeHolder = messages.pickSet();
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.set;
}

function isPlace(value: unknown): value is FilePosition {
  return typeof value === 'object' && value !== null && 'path' in value && typeof value.path === 'string';
}
