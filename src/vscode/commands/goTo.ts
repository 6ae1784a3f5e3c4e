import * as vscode from 'vscode';
import { messages } from '../services/messages';
import { treeContext } from '../tree/backupViews';
import { archiveNodeId } from '../tree/nodes/archiveNodes';
import { pathToId, pathToSegment } from '../tree/model/locate';
import type { TreeNode } from '../tree/model/node';
import { relativePath } from '../tree/model/paths';
import { requiredNodeId } from '../tree/nodes/requiredNodes';
import { findWal, parseQuery, type WalHit } from '../tree/model/search';
import { countLabels, setTitle } from '../tree/model/setNames';
import { setNodeId } from '../tree/nodes/setNodes';
import type { ViewName } from '../tree/lazyViews';
import { setOf } from './arguments';
import { withoutIcons } from '../services/inertText';
import type { CommandServices, Handler } from './services';

/** Selects a set in its view. */
export const showInTree: Handler = async (services, ...args) => {
  const set = await setOf(services, args);
  if (set === undefined) return;
  const path = pathToId(services.views.roots('sets'), setNodeId(set.id));
  if (path !== undefined) await services.views.reveal('sets', path);
};

/**
 * Asks for a location or a segment name and selects the segment: in the set that needs it, otherwise in the archive
 * that has it. Asks again only if several sets need it.
 */
export const goToLsn: Handler = async (services, ...args) => {
  const text = typeof args[0] === 'string' ? args[0] : await ask();
  const query = text === undefined ? undefined : parseQuery(text);
  if (text === undefined || query === undefined) return;
  const hits = findWal(await services.catalog.whenReady(), query);
  if (hits.length === 0) {
    void vscode.window.showInformationMessage(messages.lsnNowhere(text.trim()));
    return;
  }
  const sets = hits.filter((hit) => 'set' in hit);
  const only = hits.length === 1 || sets.length === 1 ? hits[0] : undefined;
  const hit = only ?? (await choose(services, hits, text.trim()));
  if (hit !== undefined) await revealHit(services, hit);
};

function ask(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: messages.lsnTitle(),
    prompt: messages.lsnPrompt(),
    placeHolder: '2/FB000020',
    validateInput: (value) =>
      value.trim() === '' || parseQuery(value) !== undefined ? undefined : messages.lsnInvalid(),
  });
}

async function choose(
  services: CommandServices,
  hits: readonly WalHit[],
  text: string,
): Promise<WalHit | undefined> {
  const context = treeContext();
  const labels = countLabels(services.catalog.catalog.sets);
  const items = hits.map((hit) => ({
    label: withoutIcons(
      'set' in hit
        ? messages.inSet(setTitle(hit.set, labels, context))
        : messages.inArchive(relativePath(hit.archive.path, context)),
    ),
    hit,
  }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: messages.lsnWhere(text) });
  return picked?.hit;
}

async function revealHit({ views }: CommandServices, hit: WalHit): Promise<void> {
  const view: ViewName = 'set' in hit ? 'sets' : 'archives';
  const id = 'set' in hit ? setNodeId(hit.set.id) : archiveNodeId(hit.archive.path);
  const top = pathToId(views.roots(view), id);
  const owner = top?.at(-1);
  if (top === undefined || owner === undefined) return;
  await views.reveal(view, [...top, ...below(owner, hit)]);
}

/** From a set's or an archive's node down to the segment. */
function below(owner: TreeNode, hit: WalHit): readonly TreeNode[] {
  if (!('set' in hit)) return pathToSegment(owner, hit.target).slice(1);
  const required = owner.children?.().find((child) => child.id === requiredNodeId(owner.id));
  return required === undefined ? [] : pathToSegment(required, hit.target);
}
