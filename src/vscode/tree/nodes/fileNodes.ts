import type { BackupSet, SetFiles } from '../../../core/model/backupSet';
import type { TreeContext } from '../model/context';
import { childId, node, type TreeNode } from '../model/node';
import { relativePath } from '../model/paths';

/** The files that describe a set. A click opens a text file; the data directory and binary files are only shown. */
export function filesNode(parent: string, set: BackupSet, context: TreeContext): TreeNode | undefined {
  const id = childId(parent, 'files');
  const children = fileList(set.files, context).filter((entry) => entry.path !== undefined);
  if (children.length === 0) return undefined;
  const main = children[0]?.path ?? set.path;
  return node(
    id,
    context.t('Files'),
    relativePath(main, context),
    { name: 'files' },
    {
      children: () => children.map((entry) => fileNode(id, entry, context)),
    },
  );
}

interface FileEntry {
  readonly key: keyof SetFiles;
  readonly title: string;
  readonly path: string | undefined;
}

function fileList(files: SetFiles, { t }: TreeContext): readonly FileEntry[] {
  const titles: Record<keyof SetFiles, string> = {
    dataDirectory: t('Data directory'),
    label: t('Backup label'),
    labelOld: t('Backup label, renamed to .old'),
    history: t('Backup history file'),
    manifest: t('Backup manifest'),
    tablespaceMap: t('Tablespace map'),
    control: t('Control file'),
    toolMetadata: t('Metadata of the backup tool'),
    fileList: t('The backup tool’s list of files'),
  };
  return (Object.keys(titles) as (keyof SetFiles)[]).map((key) => ({
    key,
    title: titles[key],
    path: files[key],
  }));
}

function fileNode(parent: string, entry: FileEntry, context: TreeContext): TreeNode {
  const path = entry.path ?? '';
  const directory = entry.key === 'dataDirectory';
  const readable = !directory && entry.key !== 'control';
  const icon = { name: directory ? 'folder' : readable ? 'file' : 'file-binary' };
  return node(childId(parent, entry.key), entry.title, relativePath(path, context), icon, {
    traits: directory ? ['path', 'directory'] : readable ? ['path', 'file'] : ['path'],
    values: { path },
    ...(readable ? { open: { path } } : {}),
    tooltip: () => ({ title: entry.title, rows: [[context.t('Path'), path]], notes: [] }),
  });
}
