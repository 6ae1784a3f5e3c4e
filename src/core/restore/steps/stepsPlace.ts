import { baseName } from '../../ground/paths';
import type { RestoreFacts, TablespaceFact } from './facts';
import type { NameRange, RecoveryPlan } from './settings';
import { shellQuote } from '../shell';
import { step } from './step';
import { soughtTablespaces } from './stepsBase';
import type { RestoreStep } from '../types';

const ESCAPED_SINCE = 140000;
const MAP_SINCE = 90500;

/** What lies in a copy of a running server and must not come along. */
export function cleanStep({ links }: Pick<RestoreFacts, 'links'>): RestoreStep {
  const remade = links.filter((name) => name !== 'pg_tblspc' && EMPTY_AT_START.has(name));
  const text = [
    'They belong to the server that was copied: a lock file that keeps the new one from starting, replication slots that would hold WAL for nobody, and what an earlier recovery was told.',
    'backup_label must stay. Without it the server starts without a word from the wrong place, and rows are lost.',
  ];
  const led = links.filter((name) => name === 'pg_tblspc' || remade.includes(name));
  if (led.length > 0)
    text.push(
      `In this backup ${led.join(', ')} ${led.length === 1 ? 'is a link' : 'are links'}, and what a link leads to may belong to a living server: the link goes, what it leads to stays as it is.`,
    );
  return step('Remove what must not be restored', text, [
    // A copy takes over the mode of the backup's folder too.
    'chmod 700 "$data"',
    'rm -f "$data/postmaster.pid" "$data/postmaster.opts"',
    'rm -f "$data/recovery.signal" "$data/standby.signal" "$data/recovery.conf" "$data/recovery.done"',
    ...['pg_tblspc', ...remade].map(ownDirectory),
    'if [ -d "$data/pg_replslot" ]; then find "$data/pg_replslot" -mindepth 1 -delete; fi',
  ]);
}

/** Directories that a server fills by itself: what was in them is not missed. */
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

/** Of the links of a backup those in whose place nothing can be put: the backup lacks what they lead to. */
export function lackingLinks({ links }: Pick<RestoreFacts, 'links'>): string[] {
  return links.filter((name) => !REPLACED.has(name) && !EMPTY_AT_START.has(name));
}

function ownDirectory(name: string): string {
  const path = `"$data/${name}"`;
  return `if [ -L ${path} ]; then rm ${path} && mkdir ${path} && chmod 700 ${path}; fi`;
}

/** Puts tablespaces where they belong, and tells the server so. Undefined where there are none. */
export function tablespacesStep(facts: RestoreFacts, version: number): RestoreStep | undefined {
  const { tablespaces, set } = facts;
  if (tablespaces.length === 0) return undefined;
  const text = [
    version >= MAP_SINCE
      ? 'The links in pg_tblspc lead to the directories chosen above. The server makes them anew from tablespace_map when that file and backup_label are there, so both are written.'
      : 'The links in pg_tblspc lead to the directories chosen above; up to 9.4 nothing else tells the server where they are.',
  ];
  const sought = set.kind === 'incremental' ? [] : soughtTablespaces(facts);
  const lines = tablespaces.flatMap((space) => copyLines(space, sourceOf(space, set, sought)));
  const inTars = facts.tars.length > 0 && version >= MAP_SINCE;
  const withMap = inTars || set.files.tablespaceMap !== undefined;
  const map = withMap ? mapLines(tablespaces, version) : [];
  return step('Put the tablespaces in their places', text, [...lines, ...map]);
}

/** The folder whose files go to their place, as a word of the shell; undefined where they are there already. */
function sourceOf(
  { oid, source, linkedTo }: TablespaceFact,
  { kind }: RestoreFacts['set'],
  sought: readonly TablespaceFact[],
): string | undefined {
  // pg_combinebackup was told where a linked one goes; what lay in the backup itself it has put into the new one.
  if (kind === 'incremental') return linkedTo === undefined ? `"$data/pg_tblspc/${oid}/."` : undefined;
  if (sought.some((one) => one.oid === oid)) return `"$tablespace_${oid}_from/."`;
  return source === undefined ? undefined : shellQuote(`${source}/.`);
}

function copyLines({ oid }: TablespaceFact, from: string | undefined): string[] {
  const link = `"$data/pg_tblspc/${oid}"`;
  const target = `"$tablespace_${oid}"`;
  return [
    ...(from === undefined ? [] : [`cp -a ${from} ${target}/ &&`]),
    // A link goes without what it leads to; a directory was copied into the data directory and goes with its files.
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

/** The label of the set, where it does not lie in the data directory. */
export function labelStep({ set, tars }: RestoreFacts): RestoreStep | undefined {
  const { label, dataDirectory, labelOld } = set.files;
  const text = [
    'It tells where recovery begins. It must be byte for byte what the server returned at the end of the backup: no other line ends, nothing added.',
  ];
  const inside = dataDirectory !== undefined && label?.startsWith(`${dataDirectory}/`) === true;
  if (label !== undefined && !inside && tars.length === 0)
    return step('Put the backup label in its place', text, [`cp ${shellQuote(label)} "$data/backup_label"`]);
  if (label === undefined && labelOld !== undefined)
    return step(
      'Put the backup label in its place',
      [
        ...text,
        `There is no backup_label, only ${baseName(labelOld)}: a server has started on this backup before, or the backup was cancelled. Find the label of this backup; this one may be of another.`,
      ],
      [],
      { danger: true },
    );
  return undefined;
}

/** WAL in the data directory: all of it goes where an archive has it, else what the recovery does not need. */
export function walStep(facts: RestoreFacts, plan: RecoveryPlan): RestoreStep {
  const unlink = [
    'if [ -L "$wal" ]; then rm "$wal"; fi',
    'mkdir -p "$wal/archive_status" && chmod 700 "$wal" "$wal/archive_status"',
  ];
  if (plan.keptWal !== undefined) return keptWal(facts, plan, plan.keptWal, unlink);
  const text = [
    'Recovery takes the WAL from the archive. What lies in the copied WAL directory is older, unfinished or recycled. If the broken server’s own WAL directory can be read, copy its segments here afterwards: what was never archived is found there.',
    'Where the backup’s WAL directory is a link, the link goes and not what it leads to.',
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
    ? 'No archive serves this set: all the WAL that it needs lies in it and must stay.'
    : 'Some of the WAL that is needed lies in the backup only, and must stay.';
  const text = [`${why} Everything else in the WAL directory is older, unfinished or recycled, and goes.`];
  const kept = ranges.map(({ first, last }) => `($0 >= "${first}" && $0 <= "${last}")`).join(' || ');
  const own = ownWal === undefined || tars.length > 0 ? undefined : `"$backup/${baseName(ownWal.path)}"`;
  // Of a WAL directory that was a link only the link was copied.
  const refill = own === undefined ? [] : [`if [ -L ${own} ]; then cp -p ${own}/0* "$wal/"; fi`];
  const drop = [
    `ls "$wal" | LC_ALL=C awk 'length($0) == 24 && !(${kept})' | while IFS= read -r name; do rm "$wal/$name"; done`,
    'find "$wal/archive_status" -mindepth 1 -type f -delete',
  ];
  return step('Keep only the WAL that is needed', text, [...unlink, ...refill, ...(kept === '' ? [] : drop)]);
}
