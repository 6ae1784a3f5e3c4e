import type { BackupSet } from '../../model/backupSet';
import type { WalArchive } from '../../model/walArchive';
import { counted } from '../../report/words';
import { isProven } from '../../model/verdict';
import type { KeptSet } from './keep';
import type { Portion } from './needs';
import { setName } from '../words';

/** What each tool calls it. */
const EXPIRES: Partial<Record<WalArchive['layout'], string>> = {
  barman: ' (its retention_policy and barman cron, or barman delete)',
  pgbackrest: ' (pgbackrest expire)',
  'wal-g': ' (wal-g delete)',
  pgmoneta: ' (its retention setting, or pgmoneta-cli delete)',
  pg_probackup: ' (pg_probackup delete --expired --delete-wal)',
};

/** What one has to know before anything is removed. */
export function warningsOf(
  archive: WalArchive,
  sets: readonly BackupSet[],
  kept: readonly KeptSet[],
  portions: readonly Portion[],
): string[] {
  const warnings: string[] = [];
  if (archive.layout === 'pg-wal')
    return [
      'This is the WAL directory of a data directory. A server removes from it what it does not need; nobody else may.',
    ];
  if (kept.length === 0)
    return ['No set of this server with a known start is here, so nothing can be called obsolete.'];
  warnings.push(
    'Only the sets that are listed here count. A backup that lies elsewhere, a standby or a replication slot that still reads from this archive may need what is called obsolete.',
  );
  const unproven = kept.filter(({ verdict }) => !isProven(verdict));
  if (unproven.length === kept.length)
    warnings.push(
      `None of the kept sets is proven restorable (${unproven
        .map((set) => `${setName(set)}: ${set.verdict}`)
        .slice(0, 5)
        .join(', ')}). When the older WAL is gone, only they are left: verify them first.`,
    );
  else if (unproven.length > 0)
    warnings.push(
      `${counted(unproven.length, 'kept set')} of ${kept.length} ${unproven.length === 1 ? 'is' : 'are'} not proven restorable.`,
    );
  if (archive.layout !== 'wal-directory')
    warnings.push(
      `A backup tool keeps this archive and a list of what is in it. Let the tool expire backups and WAL${EXPIRES[archive.layout] ?? ''}; what is deleted behind its back it takes for lost.`,
    );
  if (portions.some(({ need }) => need?.reason === 'unknown'))
    warnings.push(
      'The history file of a timeline is missing, so it cannot be told where it left: of that timeline more is kept.',
    );
  const parents = sets.filter(
    (set) => kept.some(({ parentId }) => parentId === set.id) && !kept.some(({ id }) => id === set.id),
  );
  if (parents.length > 0)
    warnings.push(
      `Kept incremental sets build on ${parents.map(setName).join(', ')}: their WAL may go, their files must stay.`,
    );
  const open = sets.filter(({ start }) => start === undefined);
  if (open.length > 0)
    warnings.push(
      `Of ${counted(open.length, 'set')} the start cannot be read; what ${open.length === 1 ? 'it needs' : 'they need'} is not counted.`,
    );
  return warnings;
}
