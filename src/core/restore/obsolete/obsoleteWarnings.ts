import type { BackupSet } from '../../model/backupSet';
import type { WalArchive } from '../../model/walArchive';
import { toolOf } from '../../formats/tools/backupTools';
import { isPlainArchive, isServerWal } from '../../model/layout';
import { counted } from '../../ground/sizes';
import { isProven } from '../../model/verdict';
import type { KeptSet } from './keepRule';
import type { Portion } from './needs';
import { setName } from '../words';

/** Warnings to read before anything is removed. */
export function obsoleteWarnings(
  archive: WalArchive,
  sets: readonly BackupSet[],
  kept: readonly KeptSet[],
  portions: readonly Portion[],
): string[] {
  const warnings: string[] = [];
  if (isServerWal(archive))
    return [
      'This is the WAL directory of a data directory. Only the server itself may remove files from it.',
    ];
  if (kept.length === 0)
    return ['No backup set of this server has a known start location, so no WAL can be called obsolete.'];
  warnings.push(
    'Only the backup sets listed here were considered. A backup kept somewhere else, or a standby that reads from this archive, may still need the WAL that is listed as not needed.',
  );
  const unproven = kept.filter(({ verdict }) => !isProven(verdict));
  if (unproven.length === kept.length)
    warnings.push(
      `None of the kept sets is proven restorable (${unproven
        .map((set) => `${setName(set)}: ${set.verdict}`)
        .slice(0, 5)
        .join(', ')}). After the older WAL is removed, you depend on these sets alone: verify them first.`,
    );
  else if (unproven.length > 0)
    warnings.push(
      `${counted(unproven.length, 'kept set')} of ${kept.length} ${unproven.length === 1 ? 'is' : 'are'} not proven restorable.`,
    );
  if (!isPlainArchive(archive))
    warnings.push(
      `A backup tool manages this archive. Let the tool expire backups and WAL${expiryWords(archive)}: it treats files that are deleted without it as lost.`,
    );
  if (portions.some(({ need }) => need?.reason === 'unknown'))
    warnings.push(
      'The history file of a timeline is missing, so its switch location is unknown. More WAL of that timeline is kept.',
    );
  const parents = sets.filter(
    (set) => kept.some(({ parentId }) => parentId === set.id) && !kept.some(({ id }) => id === set.id),
  );
  if (parents.length > 0)
    warnings.push(
      `Kept incremental sets depend on ${parents.map(setName).join(', ')}: you may remove the WAL of ${parents.length === 1 ? 'that set' : 'those sets'}, but not ${parents.length === 1 ? 'its' : 'their'} data files.`,
    );
  const open = sets.filter(({ start }) => start === undefined);
  if (open.length > 0)
    warnings.push(
      `The start location of ${counted(open.length, 'set')} cannot be read. The WAL that ${open.length === 1 ? 'it needs' : 'they need'} is unknown and not considered.`,
    );
  return warnings;
}

function expiryWords({ layout }: WalArchive): string {
  const tool = toolOf(layout);
  return tool === undefined ? '' : ` (${tool.expiresBy})`;
}
