import { baseName } from '../../../ground/paths';
import { shellQuote } from '../../../ground/shellWord';
import { isWithoutData } from '../../../model/layout';
import type { RestoreStep } from '../../types';
import type { RestoreFacts, TablespaceFact } from '../facts';
import { step } from './step';
import { hasOwnFormat } from './tool';

/** All that the reader may change, as variables that the later commands use as well. */
export function pathsStep(facts: RestoreFacts, dataDirectory: string): RestoreStep {
  const text = [
    'Change these to your own. The directory “data” must be empty or not exist yet, and nothing else may listen on the port.',
    'The owner is the user that runs the server. It matters only if root runs the steps, which is needed if only root may read the backup.',
  ];
  const { tablespaces } = facts;
  if (tablespaces.length > 0)
    text.push(
      'Each tablespace needs a directory that only this restore uses. Two restores in one directory destroy each other, and the original directory may belong to a running server.',
    );
  const sought = soughtTablespaces(facts);
  if (sought.length > 0) text.push(...soughtText(sought));
  const backup = backupDirectory(facts) ?? (isSought(facts) ? '' : undefined);
  if (backup === '')
    text.push(
      `Only the label or history file of ${shellQuote(facts.set.label ?? baseName(facts.set.path))} was found. Set “backup” to the copy of the data directory that was taken with this backup.`,
    );
  return step('Set the paths', text, [
    ...(backup === undefined ? [] : [`backup=${shellQuote(backup)}`]),
    `data=${shellQuote(dataDirectory)}`,
    ...tablespaces.map(({ oid }) => `tablespace_${oid}="\${data}_tablespaces/${oid}"`),
    ...sought.map(({ oid }) => `tablespace_${oid}_from=''`),
    'port="${PGPORT:-5433}"',
    'superuser="${PGUSER:-postgres}"',
    'owner=postgres',
    '# The directory of the socket. Only its owner can enter it. A path of more than 90 bytes is too long.',
    'sockets="$data"; [ "$(printf %s "$sockets" | wc -c)" -le 90 ] || sockets=$(mktemp -d)',
  ]);
}

/** The data directory of the backup on disk; undefined if it is in tars, or in a format that only a tool reads. */
export function backupDirectory({ set, tars }: RestoreFacts): string | undefined {
  if (tars.length > 0 || set.tars !== undefined || hasOwnFormat(set)) return undefined;
  return set.files.dataDirectory;
}

/** Whether only the reader knows where the files of the backup are. */
export function isSought({ set, tars }: RestoreFacts): boolean {
  return isWithoutData(set) && tars.length === 0;
}

/** Tablespaces whose copy is in a place that only the reader knows. */
export function soughtTablespaces({ tablespaces, tars, set }: RestoreFacts): TablespaceFact[] {
  // pg_combinebackup reads tablespaces of the backups that it combines where their links lead.
  if (tars.length > 0 || set.files.dataDirectory === undefined || set.kind === 'incremental') return [];
  return tablespaces.filter(({ source, leadsToServer }) => source === undefined || leadsToServer);
}

function soughtText(sought: readonly TablespaceFact[]): string[] {
  const places = sought.map(({ oid, linkedTo, target }) => `${oid} (${linkedTo ?? target ?? 'unknown'})`);
  return [
    `Set each “tablespace_…_from” to the copy of that tablespace that was taken with this backup. The backup itself contains only a link to the server’s own directory: ${places.join(', ')}. Do not use that directory if a server still uses it: its files are not those of the backup.`,
  ];
}
