import * as vscode from 'vscode';
import type { Catalog } from '../../core/model/catalog';
import type { WalArchive } from '../../core/model/walArchive';
import type { KeepRule } from '../../core/restore/obsolete/keepRule';
import { hasObsoleteCommand, removalCommand, obsoleteList } from '../../core/restore/obsolete/obsoleteText';
import { nodesOf } from '../commands/arguments';
import { copyLines } from '../commands/copy';
import type { CommandServices, Handler } from '../commands/services';
import { loggedBy } from '../services/log';
import { withoutIcons } from '../services/inertText';
import { treeContext } from '../tree/backupViews';
import { relativePath } from '../tree/model/paths';
import { countLabels, newestFirst, setTitle } from '../tree/model/setNames';
import { type Action, offerActions } from './actions';
import { openAnswer } from './documents';
import { loadAnswers } from './loadAnswers';
import { restoreMessages as messages } from './messages';
import { isKeep } from './question';

/** Opens the list of obsolete WAL in an archive, and offers to copy it. It deletes nothing. */
export const showObsoleteWal: Handler = async (services, ...args) => {
  const catalog = await services.catalog.whenReady();
  const archive = await archiveOf(services, catalog, args);
  if (archive === undefined) return;
  const keep = isKeep(args[1]) ? args[1] : await pickKeep(catalog, archive);
  if (keep === undefined) return;
  await openAnswer({ kind: 'obsolete', archive: archive.path, keep });
  void offerCopies(catalog, archive, keep).catch(loggedBy(services.log));
};

/** By path, by node, or picked from those in a list of paths, or from all. Undefined if the user canceled. */
async function archiveOf(
  services: CommandServices,
  { archives }: Catalog,
  args: readonly unknown[],
): Promise<WalArchive | undefined> {
  const [first] = args;
  const named: readonly unknown[] | undefined = Array.isArray(first) ? first : undefined;
  const path = typeof first === 'string' ? first : nodesOf(services, args)[0]?.values.path;
  const found = archives.find((archive) => archive.path === path);
  if (found !== undefined) return found;
  const { archivesToClean } = await loadAnswers();
  const among = archivesToClean(
    named === undefined ? archives : archives.filter((archive) => named.includes(archive.path)),
  );
  if (named !== undefined && among.length === 1) return among[0];
  const context = treeContext();
  const items = among.map((archive) => ({
    label: withoutIcons(relativePath(archive.path, context)),
    archive,
  }));
  const placeHolder = messages.whichArchive();
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.archive;
}

async function pickKeep(catalog: Catalog, archive: WalArchive): Promise<KeepRule | undefined> {
  const own = newestFirst((await loadAnswers()).setsOfArchive(catalog, archive));
  const context = treeContext();
  const labels = countLabels(catalog.sets);
  const counts = own.slice(0, 5).map((_, i): vscode.QuickPickItem & { keep: KeepRule } => {
    return { label: messages.keepCount(i + 1), keep: { kind: 'count', count: i + 1 } };
  });
  const named = own.map((set): vscode.QuickPickItem & { keep: KeepRule } => ({
    label: withoutIcons(messages.keepFrom(setTitle(set, labels, context))),
    description: withoutIcons(set.start?.time?.text ?? ''),
    keep: { kind: 'set', setId: set.id },
  }));
  const placeHolder = messages.whatToKeep();
  return (await vscode.window.showQuickPick([...counts, ...named], { placeHolder }))?.keep;
}

async function offerCopies(catalog: Catalog, archive: WalArchive, keep: KeepRule): Promise<void> {
  const { obsoleteWal } = await loadAnswers();
  const result = await obsoleteWal(catalog, archive, keep);
  const { count } = result.obsolete;
  if (count === 0) return;
  const items: Action[] = [
    { label: messages.copyObsolete(count), run: () => copyLines(obsoleteList(result, archive).split('\n')) },
    ...(hasObsoleteCommand(result, archive)
      ? [{ label: messages.copyCommand(), run: () => copyLines([removalCommand(result, archive) ?? '']) }]
      : []),
  ];
  await offerActions(items, messages.nothingDeleted());
}
