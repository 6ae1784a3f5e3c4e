import { shellQuote } from '../../../ground/shellWord';
import type { RestoreStep } from '../../types';
import type { RestoreFacts, TablespaceFact } from '../facts';
import { step } from './step';
import { soughtTablespaces } from './paths';

const ESCAPED_SINCE = 140000;
const MAP_SINCE = 90500;

/** After a tool restored the files: its links stay, and the server does not make others from a map. */
export function toolTablespacesStep(): RestoreStep {
  const text = [
    'The tool has put the tablespaces where their links lead. A directory of a running server must not be among them.',
  ];
  return step('Check the tablespaces', text, ['rm -f "$data/tablespace_map"', 'ls -l "$data/pg_tblspc"']);
}

/** Moves tablespaces to their places and writes their map, and stops if a link leads elsewhere: perhaps into a living server. */
export function tablespacesStep(facts: RestoreFacts, version: number): RestoreStep {
  const { tablespaces, set } = facts;
  const sought = set.kind === 'incremental' ? [] : soughtTablespaces(facts);
  const lines = tablespaces.flatMap((space) => fillLines(space, facts, sought));
  const withMap = tablespaces.length > 0 && version >= MAP_SINCE;
  const text =
    tablespaces.length === 0
      ? [
          'This backup has no tablespaces of its own. A link that is there nevertheless leads to the files of another server.',
        ]
      : [
          version >= MAP_SINCE
            ? 'The links in pg_tblspc lead to the directories chosen above. If tablespace_map and backup_label exist, the server recreates the links from that map, so the step writes both.'
            : 'The links in pg_tblspc lead to the directories chosen above. Up to 9.4, the server finds the tablespaces only through these links.',
        ];
  return step(
    tablespaces.length === 0 ? 'Check the tablespaces' : 'Move the tablespaces to their places',
    text,
    [
      'if [ -L "$data/pg_tblspc" ]; then rm "$data/pg_tblspc"; fi',
      'mkdir -p "$data/pg_tblspc"',
      'rm -f "$data/tablespace_map"',
      ...lines,
      ...(withMap ? tablespaces.map(({ oid }) => mapLine(oid, version)) : []),
      'for link in "$data"/pg_tblspc/*; do',
      '  if [ ! -L "$link" ]; then continue; fi',
      `  case $(readlink "$link") in ${ownTargets(tablespaces)}*) stop "$link leads out of the restored server: its files are not in the backup" ;; esac`,
      'done',
    ],
  );
}

function ownTargets(tablespaces: readonly TablespaceFact[]): string {
  if (tablespaces.length === 0) return '';
  return `${tablespaces.map(({ oid }) => `"$tablespace_${oid}"`).join(' | ')}) ;; `;
}

function fillLines(space: TablespaceFact, facts: RestoreFacts, sought: readonly TablespaceFact[]): string[] {
  const { oid } = space;
  const link = `"$data/pg_tblspc/${oid}"`;
  const target = `"$tablespace_${oid}"`;
  return [
    ...moveLines(space, facts, sought),
    // Only a link is removed, not its target; of a directory the files were moved.
    `rm -rf ${link}`,
    `ln -s ${target} ${link}`,
    `chmod -R u+rwX,go= ${target}`,
  ];
}

/** Brings the files of a tablespace, unless they are in place already. */
function moveLines(
  { oid, source, linkedTo }: TablespaceFact,
  { set, tars }: RestoreFacts,
  sought: readonly TablespaceFact[],
): string[] {
  const target = `"$tablespace_${oid}"`;
  if (sought.some((one) => one.oid === oid)) return [`cp -a "$tablespace_${oid}_from/." ${target}/`];
  if (tars.length > 0 && set.kind === 'full') return [];
  const inside = [`mv "$data/pg_tblspc/${oid}"/PG_* ${target}/`];
  // pg_combinebackup has a mapping for a linked tablespace; one inside the backup it has put into the new directory.
  if (set.kind === 'incremental') return linkedTo === undefined ? inside : [];
  if (source === undefined) return [];
  return source.endsWith(`/pg_tblspc/${oid}`) && linkedTo === undefined
    ? inside
    : [`cp -a ${shellQuote(`${source}/.`)} ${target}/`];
}

function mapLine(oid: string, version: number): string {
  const escape = version >= ESCAPED_SINCE ? ` | sed 's/\\\\/\\\\\\\\/g'` : '';
  return `printf '%s %s\\n' ${oid} "$tablespace_${oid}"${escape} >> "$data/tablespace_map"`;
}
