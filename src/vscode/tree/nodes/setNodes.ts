import { ancestorsOf, type BackupSet } from '../../../core/model/backupSet';
import type { Catalog } from '../../../core/model/catalog';
import { awaitsProof, isProven } from '../../../core/model/verdict';
import { partLine, partWords } from '../../../core/report/partWords';
import { formatLsn } from '../../../core/ground/lsn';
import { offersOf } from '../../../core/complete/offers';
import type { WalArchive } from '../../../core/model/walArchive';
import { speechOf, type TreeContext, type TreeRoot } from '../model/context';
import { findingsNode } from './findingNodes';
import { filesNode } from './fileNodes';
import { childId, node, type NodeTooltip, type NodeTrait, type TreeNode } from '../model/node';
import { numbered, pagedList } from '../model/paging';
import { relativePath, rootOf } from '../model/paths';
import { startNode, stopNode } from './positionNodes';
import { requiredNode } from './requiredNodes';
import { labelText, parts } from '../model/text';
import { exactTime, shortTime } from '../model/times';
import { chainNode } from './chainNode';
import { countLabels, DEFAULT_LABEL, newestFirst, setTitle } from '../model/setNames';
import { keepNote, keepText, kindText } from '../model/toolText';
import { setSummary, verdictIcon, verdictText } from '../model/verdict';

/** Facts about the other sets that a set's node needs. */
interface Shown {
  readonly labels: ReadonlyMap<string, number>;
  readonly byId: ReadonlyMap<string, BackupSet>;
  readonly archives: readonly WalArchive[];
}

/** Id of a set's node. */
export function setNodeId(setId: string): string {
  return `set:${setId}`;
}

/** The top of the view "Backup Sets": the sets, below their workspace folders if several directories have some. */
export function setRoots(catalog: Catalog, context: TreeContext): readonly TreeNode[] {
  const sets = newestFirst(catalog.sets);
  const shown = {
    labels: countLabels(sets),
    byId: new Map(sets.map((set) => [set.id, set])),
    archives: catalog.archives,
  };
  const groups = byRoot(sets, context);
  const nodes =
    groups.size > 1
      ? [...groups].map(([root, members]) => folderNode(root?.path, root?.name, members, shown, context))
      : setList('sets', sets, shown, context);
  const others = findingsNode('view', context.t('Other findings'), catalog.findings, context);
  return others === undefined ? nodes : [...nodes, others];
}

function byRoot(
  sets: readonly BackupSet[],
  context: TreeContext,
): ReadonlyMap<TreeRoot | undefined, readonly BackupSet[]> {
  const groups = new Map<TreeRoot | undefined, BackupSet[]>();
  for (const set of sets) {
    const root = rootOf(set.path, context.roots);
    const members = groups.get(root);
    if (members === undefined) groups.set(root, [set]);
    else members.push(set);
  }
  return groups;
}

function folderNode(
  path: string | undefined,
  name: string | undefined,
  sets: readonly BackupSet[],
  shown: Shown,
  context: TreeContext,
): TreeNode {
  const id = `folder:${path ?? ''}`;
  const label = name === undefined ? context.t('Elsewhere') : labelText(name);
  return node(
    id,
    label,
    setsText(sets.length, context),
    { name: 'root-folder' },
    {
      traits: path === undefined ? [] : ['path', 'directory'],
      values: path === undefined ? {} : { path },
      expanded: true,
      group: true,
      children: () => setList(id, sets, shown, context),
    },
  );
}

function setList(
  parent: string,
  sets: readonly BackupSet[],
  shown: Shown,
  context: TreeContext,
): readonly TreeNode[] {
  return pagedList(sets, (set) => setNode(set, shown, context), numbered(parent, context));
}

function setNode(set: BackupSet, shown: Shown, context: TreeContext): TreeNode {
  const id = setNodeId(set.id);
  const title = setTitle(set, shown.labels, context);
  const chain = ancestorsOf(set, shown.byId);
  const time = shortTime(set.start?.time, context);
  const { label = '' } = set;
  const summary = parts(
    setSummary(set, title.endsWith(time) ? '' : time, context),
    label === DEFAULT_LABEL || title.startsWith(labelText(label)) ? '' : labelText(label),
  );
  return node(id, title, summary, verdictIcon(set.verdict), {
    spoken: context.t('Backup set {0}, {1}', title, summary),
    traits: traitsOf(set, shown.archives),
    values: {
      setId: set.id,
      path: set.path,
      ...(set.start === undefined ? {} : { lsn: formatLsn(set.start.lsn) }),
    },
    tooltip: () => setTooltip(set, title, chain, context),
    children: () => {
      // Faults that prevent a restore come before everything else.
      const broken = set.findings.some(({ severity }) => severity === 'error');
      const findings = findingsNode(id, context.t('Findings'), set.findings, context);
      return [
        ...(broken ? [findings] : []),
        partsNode(id, set, context),
        chainNode(id, chain, (parent) => briefly(parent, shown, context), context),
        startNode(id, set, context),
        stopNode(id, set, context),
        requiredNode(id, set, context),
        ...(broken ? [] : [findings]),
        filesNode(id, set, context),
      ].filter((child) => child !== undefined);
    },
  });
}

/** What the menus offer for a set. */
function traitsOf(set: BackupSet, archives: readonly WalArchive[]): readonly NodeTrait[] {
  const { verify, complete } = offersOf(set, archives);
  if (verify === 'no') return ['path'];
  return complete ? ['set', 'completable', 'path'] : ['set', 'path'];
}

/** A short name of a set, used in the node of another one. */
function briefly(set: BackupSet, { labels }: Shown, context: TreeContext) {
  const label = setTitle(set, labels, context);
  return { label, description: setSummary(set, '', context), icon: verdictIcon(set.verdict) };
}

function setTooltip(
  set: BackupSet,
  title: string,
  chain: readonly BackupSet[],
  context: TreeContext,
): NodeTooltip {
  const { t } = context;
  const words = partWords(set, speechOf(context));
  const rows: (readonly [string, string | undefined])[] = [
    [t('Label'), set.label],
    [t('Verdict'), verdictText(set, context)],
    [t('WAL'), words.wal],
    [t('Data directory'), words.data],
    [t('Comparison of files'), words.files ?? t('not done')],
    [t('Taken'), exactTime(set.start?.time, context)],
    [t('As written in the file'), set.start?.time?.text],
    [t('Method'), set.method],
    [t('Kind'), kindText(set, context)],
    [t('Status'), set.status],
    [t('Retention'), keepText(set, context)],
    [t('Depends on'), chain.map(({ path }) => relativePath(path, context)).join(', ')],
    [t('Taken from'), set.takenFrom],
    [t('System identifier'), set.systemIdentifier?.toString()],
    [t('Path'), set.path],
    [t('Searched archives'), set.archives.map((path) => relativePath(path, context)).join(', ')],
  ];
  return {
    title,
    rows: rows.filter((row): row is readonly [string, string] => row[1] !== undefined && row[1] !== ''),
    notes: [keepNote(set, context) ?? [], evidenceNotes(set, context)].flat(),
  };
}

function evidenceNotes({ verdict, parts: { wal, data } }: BackupSet, { t }: TreeContext): readonly string[] {
  if (!awaitsProof(verdict)) return [];
  if (!isProven(wal.verdict)) return [t('The WAL records have not been read yet. Verify to read them.')];
  return data === null
    ? [t('The verdict covers the WAL only, because the data files of this backup were not read here.')]
    : [t('The verdict covers the WAL only, because the data directory has not been verified.')];
}

/** The verdict by part, in one look. */
function partsNode(parent: string, set: BackupSet, context: TreeContext): TreeNode {
  const line = partLine(set, speechOf(context));
  return node(childId(parent, 'parts'), context.t('Evidence'), line, { name: 'checklist' });
}

function setsText(count: number, { t, locale }: TreeContext): string {
  return count === 1 ? t('1 backup set') : t('{0} backup sets', count.toLocaleString(locale));
}
