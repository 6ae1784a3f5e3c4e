import type { BackupSet } from '../../../core/model/backupSet';
import { countText, type TreeContext } from '../model/context';
import { childId, node, type TreeNode } from '../model/node';
import { parts } from '../model/text';

/** The backups without which an incremental one cannot be restored; undefined for a full one. */
export function chainNode(
  parent: string,
  chain: readonly BackupSet[],
  shown: (set: BackupSet) => Pick<TreeNode, 'label' | 'description' | 'icon'>,
  context: TreeContext,
): TreeNode | undefined {
  const [first] = chain;
  if (first === undefined) return undefined;
  const id = childId(parent, 'chain');
  const { t } = context;
  const count = chain.length > 1 ? t('{0} backups', countText(chain.length, context)) : '';
  return node(
    id,
    t('Depends on'),
    parts(shown(first).label, count),
    { name: 'layers' },
    {
      children: () =>
        chain.map((set) => {
          const { label, description, icon } = shown(set);
          return node(childId(id, set.id), label, description, icon, {
            traits: ['path'],
            values: { path: set.path },
          });
        }),
    },
  );
}
