import { baseName } from '../../../ground/paths';
import type { RestoreStep } from '../../types';
import type { RestoreFacts } from '../facts';
import type { NameRange, RecoveryPlan } from '../settings';
import { step } from './step';
import { backupDirectory } from './paths';

const OWN_DIRECTORY = ['if [ -L "$wal" ]; then rm "$wal"; fi', 'mkdir -p "$wal/archive_status"'];

/** Removes WAL from the data directory: all of it if there is an archive, otherwise what recovery does not need. */
export function walStep(facts: RestoreFacts, plan: RecoveryPlan): RestoreStep {
  if (plan.keptWal !== undefined) return keptWal(facts, plan, plan.keptWal);
  const text = [
    'Recovery reads the WAL from the archive. The files in the copied WAL directory are older, unfinished or recycled. If the WAL directory of the broken server is readable, copy its segments here before the start: they may include WAL that was never archived.',
    'If the backup’s WAL directory is a link, only the link is removed, not its target.',
  ];
  return step('Empty the WAL directory', text, [...OWN_DIRECTORY, 'find "$wal" -mindepth 1 -type f -delete']);
}

function keptWal(
  facts: RestoreFacts,
  { standalone }: RecoveryPlan,
  ranges: readonly NameRange[],
): RestoreStep {
  const { ownWal } = facts;
  const why = standalone
    ? 'This set has no archive: the required WAL is in the backup and must stay.'
    : 'Some of the required WAL is only in the backup and must stay.';
  const text = [
    `${why} All other files in the WAL directory are older, unfinished or recycled, and are removed.`,
  ];
  const kept = ranges.map(({ first, last }) => `($0 >= "${first}" && $0 <= "${last}")`).join(' || ');
  const isDirectory = ownWal !== undefined && backupDirectory(facts) !== undefined;
  const own = isDirectory ? `"$backup/${baseName(ownWal.path)}"` : undefined;
  // If the WAL directory was a link, only the link was copied.
  const refill = own === undefined ? [] : [`if [ -L ${own} ]; then cp -p ${own}/0* "$wal/"; fi`];
  const drop = [
    `(cd "$wal" && ls) | awk 'length($0) == 24 && !(${kept})' | while IFS= read -r name; do rm "$wal/$name"; done`,
    'find "$wal/archive_status" -mindepth 1 -type f -delete',
  ];
  return step('Keep only the required WAL', text, [
    ...OWN_DIRECTORY,
    ...refill,
    ...(kept === '' ? [] : drop),
    'chmod -R u+rwX,go= "$wal"',
  ]);
}
