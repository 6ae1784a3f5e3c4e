import { baseName } from '../../ground/paths';
import type { RestoreFacts, TablespaceFact } from './facts';
import type { NameRange, RecoveryPlan } from './settings';
import { shellQuote } from '../../ground/shellWord';
import { step } from './step';
import { soughtTablespaces } from './stepsBase';
import type { RestoreStep } from '../types';

const ESCAPED_SINCE = 140000;
const MAP_SINCE = 90500;

/** Removes files of a copied server that must not be restored. */
export function cleanStep({ links }: Pick<RestoreFacts, 'links'>): RestoreStep {
  const remade = links.filter((name) => name !== 'pg_tblspc' && EMPTY_AT_START.has(name));
  const text = [
    'These files belong to the copied server: a lock file that prevents the start, replication slots that would retain WAL indefinitely, and the configuration of an earlier recovery.',
    'Do not remove backup_label. Without it, the server silently starts from the wrong checkpoint and loses data.',
  ];
  const led = links.filter((name) => name === 'pg_tblspc' || remade.includes(name));
  if (led.length > 0)
    text.push(
      `In this backup, ${led.join(', ')} ${led.length === 1 ? 'is a link' : 'are links'}, possibly into the files of a running server. Only the link is removed, not its target.`,
    );
  return step('Remove what must not be restored', text, [
    // A copy takes over the mode of the backup's directory too.
    'chmod 700 "$data"',
    'rm -f "$data/postmaster.pid" "$data/postmaster.opts"',
    'rm -f "$data/recovery.signal" "$data/standby.signal" "$data/recovery.conf" "$data/recovery.done"',
    ...['pg_tblspc', ...remade].map(ownDirectory),
    'if [ -d "$data/pg_replslot" ]; then find "$data/pg_replslot" -mindepth 1 -delete; fi',
  ]);
}

/** Directories that a server fills by itself; it does not need their content. */
const EMPTY_AT_START: ReadonlySet<string> = new Set([
  'log',
  'pg_log',
  'pg_dynshmem',
  'pg_notify',
  'pg_replslot',
  'pg_serial',
  'pg_snapshots',
  'pg_stat',
  'pg_stat_tmp',
  'pg_subtrans',
]);
const REPLACED: ReadonlySet<string> = new Set(['pg_tblspc', 'pg_wal', 'pg_xlog']);

/** The links of a backup that cannot be replaced, because the backup lacks their targets. */
export function lackingLinks({ links }: Pick<RestoreFacts, 'links'>): string[] {
  return links.filter((name) => !REPLACED.has(name) && !EMPTY_AT_START.has(name));
}

function ownDirectory(name: string): string {
  const path = `"$data/${name}"`;
  return `if [ -L ${path} ]; then rm ${path} && mkdir ${path} && chmod 700 ${path}; fi`;
}

/** Moves tablespaces to their places and writes their map. Undefined if there are none. */
export function tablespacesStep(facts: RestoreFacts, version: number): RestoreStep | undefined {
  const { tablespaces, set } = facts;
  if (tablespaces.length === 0) return undefined;
  const text = [
    version >= MAP_SINCE
      ? 'The links in pg_tblspc lead to the directories chosen above. If tablespace_map and backup_label exist, the server recreates the links from that map, so the step writes both.'
      : 'The links in pg_tblspc lead to the directories chosen above. Up to 9.4, the server finds the tablespaces only through these links.',
  ];
  const sought = set.kind === 'incremental' ? [] : soughtTablespaces(facts);
  const lines = tablespaces.flatMap((space) => copyLines(space, sourceOf(space, set, sought)));
  const inTars = facts.tars.length > 0 && version >= MAP_SINCE;
  const withMap = inTars || set.files.tablespaceMap !== undefined;
  const map = withMap ? mapLines(tablespaces, version) : [];
  return step('Move the tablespaces to their places', text, [...lines, ...map]);
}

/** The directory whose files are copied, as a word of the shell; undefined if they are in place already. */
function sourceOf(
  { oid, source, linkedTo }: TablespaceFact,
  { kind }: RestoreFacts['set'],
  sought: readonly TablespaceFact[],
): string | undefined {
  // pg_combinebackup has a mapping for a linked tablespace; one inside the backup it has put into the new directory.
  if (kind === 'incremental') return linkedTo === undefined ? `"$data/pg_tblspc/${oid}/."` : undefined;
  if (sought.some((one) => one.oid === oid)) return `"$tablespace_${oid}_from/."`;
  return source === undefined ? undefined : shellQuote(`${source}/.`);
}

function copyLines({ oid }: TablespaceFact, from: string | undefined): string[] {
  const link = `"$data/pg_tblspc/${oid}"`;
  const target = `"$tablespace_${oid}"`;
  return [
    ...(from === undefined ? [] : [`cp -a ${from} ${target}/ &&`]),
    // Only the link is removed, not its target; a directory was copied into the data directory and goes with its files.
    `if [ -L ${link} ]; then rm ${link}; else rm -rf ${link}; fi`,
    `ln -s ${target} ${link}`,
  ];
}

function mapLines(tablespaces: readonly TablespaceFact[], version: number): string[] {
  const escape = version >= ESCAPED_SINCE ? ` | sed 's/\\\\/\\\\\\\\/g'` : '';
  return [
    ': > "$data/tablespace_map"',
    ...tablespaces.map(
      ({ oid }) => `printf '%s %s\\n' ${oid} "$tablespace_${oid}"${escape} >> "$data/tablespace_map"`,
    ),
  ];
}

/** The label of the set, if it is not in the data directory. */
export function labelStep({ set, tars }: RestoreFacts): RestoreStep | undefined {
  const { label, dataDirectory, labelOld } = set.files;
  const text = [
    'The label contains the start location of recovery. It must be exactly what the server returned at the end of the backup, byte for byte: no other line ends, nothing added.',
  ];
  const inside = dataDirectory !== undefined && label?.startsWith(`${dataDirectory}/`) === true;
  if (label !== undefined && !inside && tars.length === 0)
    return step('Put the backup label in its place', text, [`cp ${shellQuote(label)} "$data/backup_label"`]);
  if (label === undefined && labelOld !== undefined)
    return step(
      'Put the backup label in its place',
      [
        ...text,
        `There is no backup_label, only ${baseName(labelOld)}: a server was already started from this backup, or the backup was canceled. Find the label of this backup; that file may belong to another one.`,
      ],
      [],
      { danger: true },
    );
  return undefined;
}

/** Removes WAL from the data directory: all of it if there is an archive, otherwise what recovery does not need. */
export function walStep(facts: RestoreFacts, plan: RecoveryPlan): RestoreStep {
  const unlink = [
    'if [ -L "$wal" ]; then rm "$wal"; fi',
    'mkdir -p "$wal/archive_status" && chmod 700 "$wal" "$wal/archive_status"',
  ];
  if (plan.keptWal !== undefined) return keptWal(facts, plan, plan.keptWal, unlink);
  const text = [
    'Recovery reads the WAL from the archive. The files in the copied WAL directory are older, unfinished or recycled. If the WAL directory of the broken server is readable, copy its segments here afterwards: they may include WAL that was never archived.',
    'If the backup’s WAL directory is a link, only the link is removed, not its target.',
  ];
  return step('Empty the WAL directory', text, [...unlink, 'find "$wal" -mindepth 1 -type f -delete']);
}

function keptWal(
  { ownWal, tars }: RestoreFacts,
  { standalone }: RecoveryPlan,
  ranges: readonly NameRange[],
  unlink: readonly string[],
): RestoreStep {
  const why = standalone
    ? 'This set has no archive: the required WAL is in the backup and must stay.'
    : 'Some of the required WAL is only in the backup and must stay.';
  const text = [
    `${why} All other files in the WAL directory are older, unfinished or recycled, and are removed.`,
  ];
  const kept = ranges.map(({ first, last }) => `($0 >= "${first}" && $0 <= "${last}")`).join(' || ');
  const own = ownWal === undefined || tars.length > 0 ? undefined : `"$backup/${baseName(ownWal.path)}"`;
  // If the WAL directory was a link, only the link was copied.
  const refill = own === undefined ? [] : [`if [ -L ${own} ]; then cp -p ${own}/0* "$wal/"; fi`];
  const drop = [
    `ls "$wal" | LC_ALL=C awk 'length($0) == 24 && !(${kept})' | while IFS= read -r name; do rm "$wal/$name"; done`,
    'find "$wal/archive_status" -mindepth 1 -type f -delete',
  ];
  return step('Keep only the required WAL', text, [...unlink, ...refill, ...(kept === '' ? [] : drop)]);
}
