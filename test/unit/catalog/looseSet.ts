import type { Catalog } from '../../../src/core/model/catalog';
import type { BackupSet } from '../../../src/core/model/backupSet';
import { scan } from '../../../src/core/catalog/scan';
import { FakeCluster } from './fakeCluster';
import { MemoryTree } from './memoryTree';

/** The result of a scan at level `headers`. */
export function scanAll(
  tree: MemoryTree,
  roots = ['/b'],
  archiveDirectories: string[] = [],
): Promise<Catalog> {
  return scan(tree, { roots, archiveDirectories, level: 'headers' });
}

/** The findings, except that a label alone has no data files, which is reported for each. */
export function codes({ findings, layout }: Pick<BackupSet, 'findings' | 'layout'>): string[] {
  const all = findings.map(({ code }) => code);
  return layout === 'label-file' ? all.filter((code) => code !== 'base-files-not-seen') : all;
}

/** A loose label with its archive beside it, so that only label and WAL count. */
export function looseSet(): { tree: MemoryTree; cluster: FakeCluster } {
  const tree = new MemoryTree();
  const cluster = new FakeCluster(tree);
  tree.file('/b/one/backup_label', cluster.label(5));
  tree.file(`/b/one/archive/${cluster.historyName(5)}`, cluster.history(5, 0x700100n));
  cluster.segments('/b/one/archive', 4, 8);
  return { tree, cluster };
}
