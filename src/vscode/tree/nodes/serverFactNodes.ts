import type { ArchiverFacts, BackupSeen, Fact, ServerFacts } from '../../../postgres/facts/serverFacts';
import { countText, type TreeContext } from '../model/context';
import { fact } from './heldBackupNodes';
import { childId, node, type TreeNode } from '../model/node';
import { bytesText, labelText, parts } from '../model/text';
import { shortMoment } from '../model/times';

/** The facts of a server, a node each. Unknown facts say why. */
export function factNodes(parent: string, facts: ServerFacts, context: TreeContext): readonly TreeNode[] {
  const { t } = context;
  return [
    walNode(parent, facts, context),
    ...archivingNodes(parent, facts, context),
    ...backupNodes(parent, facts.backups, context),
    fact(parent, 'wal-level', 'wal_level', facts.walLevel, 'settings-gear'),
    fact(
      parent,
      'segment-size',
      t('WAL segment size'),
      bytesText(facts.segmentSize, context),
      'symbol-ruler',
    ),
    fact(parent, 'system', t('System identifier'), seen(facts.systemIdentifier, context), 'key'),
    fact(parent, 'timeline', t('Timeline'), seen(facts.timeline, context), 'git-branch'),
    fact(parent, 'data', t('Data directory'), seen(facts.dataDirectory, context), 'folder'),
  ];
}

function seen(value: Fact<string | number>, { t }: TreeContext): string {
  return value.known ? String(value.value) : t('not visible: {0}', value.why);
}

function walNode(parent: string, facts: ServerFacts, context: TreeContext): TreeNode {
  const { t } = context;
  const { currentLsn, currentSegment, role } = facts;
  const label = role === 'primary' ? t('Current WAL') : t('Replayed to');
  if (!currentLsn.known) return fact(parent, 'wal', label, seen(currentLsn, context), 'arrow-right');
  const segment = currentSegment.known ? currentSegment.value : '';
  return node(
    childId(parent, 'wal'),
    label,
    parts(currentLsn.value, segment),
    { name: 'arrow-right' },
    {
      traits: segment === '' ? ['lsn'] : ['lsn', 'segment'],
      values: { lsn: currentLsn.value, ...(segment === '' ? {} : { segment }) },
    },
  );
}

function archivingNodes(parent: string, facts: ServerFacts, context: TreeContext): readonly TreeNode[] {
  const { t } = context;
  const { archiver, archiveMode, waitingForArchive } = facts;
  const off = archiveMode === 'off';
  const waiting = waitingForArchive.known && waitingForArchive.value > 0 ? waitingForArchive.value : 0;
  return [
    fact(
      parent,
      'archive-mode',
      'archive_mode',
      parts(archiveMode, off ? t('a backup must copy its WAL from the server') : ''),
      off ? 'circle-slash' : 'archive',
    ),
    ...(off ? [] : [commandNode(parent, facts, context)]),
    ...(off || !archiver.known ? [] : archiverNodes(parent, archiver.value, context)),
    ...(waiting > 0
      ? [
          fact(
            parent,
            'waiting',
            t('Waiting to be archived'),
            t('{0} WAL files', countText(waiting, context)),
            'watch',
          ),
        ]
      : []),
  ];
}

function commandNode(parent: string, facts: ServerFacts, context: TreeContext): TreeNode {
  const { archiveLibrary, archiveCommand } = facts;
  return archiveLibrary?.known === true && archiveLibrary.value !== ''
    ? fact(parent, 'archive-library', 'archive_library', archiveLibrary.value, 'library')
    : fact(parent, 'archive-command', 'archive_command', commandText(archiveCommand, context), 'terminal');
}

function commandText(command: Fact<string>, context: TreeContext): string {
  return command.known && command.value === ''
    ? context.t('empty: WAL is not archived')
    : seen(command, context);
}

function archiverNodes(parent: string, archiver: ArchiverFacts, context: TreeContext): readonly TreeNode[] {
  const { t } = context;
  const { lastArchivedWal, lastArchivedTime, lastFailedWal, lastFailedTime, failedCount, failing } = archiver;
  const at = (name: string, time: string | undefined): string =>
    parts(name, time === undefined ? '' : shortMoment(Date.parse(time), context));
  const last = lastArchivedWal === undefined ? t('nothing yet') : at(lastArchivedWal, lastArchivedTime);
  return [
    fact(parent, 'last-archived', t('Last archived'), last, 'check'),
    ...(lastFailedWal === undefined
      ? []
      : [
          {
            ...fact(
              parent,
              'last-failed',
              failing ? t('Archiving fails') : t('Last failure'),
              parts(at(lastFailedWal, lastFailedTime), t('{0} failures', countText(failedCount, context))),
              'warning',
            ),
            icon: failing ? { name: 'warning', color: 'list.warningForeground' } : { name: 'history' },
          },
        ]),
  ];
}

function backupNodes(
  parent: string,
  backups: readonly BackupSeen[],
  context: TreeContext,
): readonly TreeNode[] {
  return backups.map((backup, index) => {
    const [key, label, text] = backupText(backup, index, context);
    return fact(parent, key, label, text, backup.kind === 'exclusive' ? 'lock' : 'cloud-upload');
  });
}

function backupText(
  backup: BackupSeen,
  index: number,
  context: TreeContext,
): readonly [key: string, label: string, text: string] {
  const { t } = context;
  const since = (time: string | undefined): string =>
    time === undefined ? '' : t('since {0}', shortMoment(Date.parse(time), context));
  switch (backup.kind) {
    case 'exclusive':
      return [
        'exclusive',
        t('Exclusive backup running'),
        parts(backup.label === undefined ? '' : labelText(backup.label), since(backup.startTime)),
      ];
    case 'ours':
      return [
        `ours-${backup.backupId}`,
        t('Backup started here'),
        parts(backup.backupId, t('server process {0}', backup.pid), since(backup.since)),
      ];
    case 'streamed':
      return [
        `streamed-${backup.pid}-${index}`,
        t('Base backup running'),
        parts(backup.client, backup.phase, t('server process {0}', backup.pid)),
      ];
  }
}
