import { baseName } from '../../../ground/paths';
import { shellQuote } from '../../../ground/shellWord';
import type { RestoreStep } from '../../types';
import type { RestoreFacts } from '../facts';
import { step } from './step';
import { hasOwnFormat } from './tool';

/** Where the configuration of the backup is kept, below the new data directory. */
export const OLD_CONFIGURATION = 'configuration_of_backup';

/** Directories whose content no server needs at its start, and the version that brought them. Some copies lack empty ones. */
const FILLED_BY_SERVER: readonly (readonly [string, number])[] = [
  ['pg_notify', 0],
  ['pg_serial', 90100],
  ['pg_stat_tmp', 0],
  ['pg_subtrans', 0],
  ['pg_snapshots', 90200],
  ['pg_stat', 90300],
  ['pg_dynshmem', 90400],
  ['pg_replslot', 90400],
  ['pg_logical/mappings', 90400],
  ['pg_logical/snapshots', 90400],
];
const LOGS = ['log', 'pg_log'];
const REPLACED: ReadonlySet<string> = new Set([
  'pg_tblspc',
  'pg_wal',
  'pg_xlog',
  ...LOGS,
  ...FILLED_BY_SERVER.map(([name]) => name),
]);

/** The links of a backup that cannot be replaced, because the backup lacks their targets. */
export function lackingLinks({ links }: Pick<RestoreFacts, 'links'>): string[] {
  return links.filter((name) => !REPLACED.has(name));
}

/** Removes files of a copied server that must not be restored, and sets its configuration aside. */
export function cleanStep(version: number): RestoreStep {
  const text = [
    'These files belong to the copied server: a lock file that prevents the start, replication slots that would retain WAL indefinitely, and the request for an earlier recovery. If a directory is a link, it leads to the files of the original server: only the link is removed.',
    `The configuration of the backup is moved to ${OLD_CONFIGURATION}. A setting in it could start or change the original server (data_directory), remove files of the archive (archive_cleanup_command) or connect to other hosts.`,
    'Do not remove backup_label. Without it, the server silently starts from the wrong checkpoint and loses data.',
  ];
  const names = FILLED_BY_SERVER.filter(([, since]) => version >= since).map(([name]) => name);
  return step('Remove what must not be restored', text, [
    'rm -f "$data/postmaster.pid" "$data/postmaster.opts" "$data"/.s.PGSQL.*',
    'rm -f "$data/recovery.signal" "$data/standby.signal"',
    `old="$data/${OLD_CONFIGURATION}"`,
    'rm -rf "$old"',
    'mkdir "$old"',
    'for file in postgresql.conf postgresql.auto.conf pg_hba.conf pg_ident.conf recovery.conf recovery.done; do',
    '  if [ -e "$data/$file" ] || [ -L "$data/$file" ]; then mv "$data/$file" "$old/"; fi',
    'done',
    'for link in "$data"/*.*; do if [ -L "$link" ]; then mv "$link" "$old/"; fi; done',
    `for name in ${LOGS.join(' ')}; do if [ -L "$data/$name" ]; then rm "$data/$name"; fi; done`,
    `for name in ${names.join(' ')}; do`,
    '  if [ -L "$data/$name" ]; then rm "$data/$name"; fi',
    '  mkdir -p "$data/$name"',
    'done',
    ...(version >= 90400 ? ['find "$data/pg_replslot" -mindepth 1 -delete'] : []),
  ]);
}

/** Brings the label of the set, if it is not in the data directory; a server must not start without it. */
export function labelStep({ set, tars }: RestoreFacts): RestoreStep | undefined {
  const { label, dataDirectory, labelOld } = set.files;
  const text = [
    'backup_label contains the start location of recovery. It must be exactly what the server returned at the end of the backup, byte for byte: no other line ends, nothing added.',
  ];
  const inside = dataDirectory !== undefined && label?.startsWith(`${dataDirectory}/`) === true;
  const outside = label !== undefined && !inside && tars.length === 0 && !hasOwnFormat(set);
  if (outside)
    return step('Put backup_label in its place', text, [`cp ${shellQuote(label)} "$data/backup_label"`]);
  if (label === undefined && labelOld === undefined) return undefined;
  const cause =
    label === undefined
      ? [
          `There is no backup_label, only ${baseName(labelOld ?? '')}: a server was already started from this backup, or the backup was canceled. Find the backup_label of this backup; that file may belong to another one.`,
        ]
      : [];
  return step(
    'Check that backup_label is there',
    [...text, ...cause],
    ['[ -s "$data/backup_label" ] || stop "backup_label is missing"'],
    { danger: cause.length > 0 },
  );
}
