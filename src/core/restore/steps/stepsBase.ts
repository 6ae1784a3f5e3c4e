import type { BackupSet } from '../../model/backupSet';
import { unpacker } from './restoreCommand';
import type { RestoreFacts, TablespaceFact, TarFact } from './facts';
import { shellQuote } from '../shell';
import { step } from './step';
import { isOwnForm, toolHint, toolStep } from './stepsTool';
import type { RestoreStep } from '../types';

/** Where everything goes: the only lines that a reader has to change. */
export function placesStep(facts: RestoreFacts, dataDirectory: string): RestoreStep {
  const text = [
    'Run all steps in one shell, as the user that the server runs as (usually postgres), on the machine of the restored server.',
    'Change the right sides to where the files are to go. “data” must not exist yet, or be an empty directory. Programs must be those of the server version of the backup.',
  ];
  const spaces = facts.tablespaces.map(({ oid }) => `tablespace_${oid}="\${data}_tablespaces/${oid}"`);
  if (spaces.length > 0)
    text.push(
      'Each tablespace needs a directory that belongs to this restore alone: two restores with a common one destroy each other, and the original one may belong to a living server.',
    );
  const sought = soughtTablespaces(facts);
  if (sought.length > 0) text.push(...soughtText(sought));
  const backup = backupFolder(facts);
  return step('Say where the files are and where they go', text, [
    ...(backup === undefined ? [] : [`backup=${shellQuote(backup)}`]),
    `data=${shellQuote(dataDirectory)}`,
    ...spaces,
    ...sought.map(({ oid }) => `tablespace_${oid}_from=''`),
  ]);
}

/** Tablespaces of which nobody but the reader knows where the backup's copy lies. */
export function soughtTablespaces({ tablespaces, tars, set }: RestoreFacts): TablespaceFact[] {
  // pg_combinebackup reads tablespaces of the backups that it combines where their links lead.
  if (tars.length > 0 || set.files.dataDirectory === undefined || set.kind === 'incremental') return [];
  return tablespaces.filter(({ source, leadsToServer }) => source === undefined || leadsToServer);
}

function soughtText(sought: readonly TablespaceFact[]): string[] {
  const places = sought.map(({ oid, linkedTo, target }) => `${oid} (${linkedTo ?? target ?? 'unknown'})`);
  return [
    `Write between the quotes of each “tablespace_…_from” where the copy of that tablespace lies that was taken with this backup. The backup itself holds only a link to where the server had it: ${places.join(', ')}. If a server still runs there, those are its living files and not the backup’s, and must not be taken.`,
  ];
}

function backupFolder({ set, tars }: RestoreFacts): string | undefined {
  if (tars.length > 0 || isOwnForm(set)) return undefined;
  return set.files.dataDirectory;
}

/** Makes empty directories of the right mode; a place that is not empty ends the restore before anything is written. */
export function emptyStep(facts: RestoreFacts, walName: string): RestoreStep {
  const variables = ['data', ...facts.tablespaces.map(({ oid }) => `tablespace_${oid}`)];
  const lines = variables.map((name) => {
    const nowhere = [...new Set([name, 'data'])].map((one) => `${one}=/dev/null/not-empty`).join('; ');
    return (
      // No later line of a pasted script may write into what is there, so the variables lead nowhere then.
      `if [ -n "$(ls -A "$${name}" 2>/dev/null)" ]; then echo "$${name} is not empty: choose another place" >&2; ${nowhere}; else mkdir -p "$${name}" && chmod 700 "$${name}"; fi`
    );
  });
  for (const { oid } of soughtTablespaces(facts)) {
    const from = `tablespace_${oid}_from`;
    lines.push(
      `if [ ! -d "$${from}" ]; then echo "${from} names no directory: say where the copy of the tablespace lies" >&2; ${from}=/dev/null/no-tablespace; data=/dev/null/no-tablespace; fi`,
    );
  }
  lines.push(`wal="$data/${walName}"`);
  const text = [
    'A server refuses a data directory that others may write to (mode 700; from 11 also 750).',
    'If a broken server is to be replaced: stop it, and move its data directory aside instead of emptying it. Its pg_wal (pg_xlog up to 9.6) may hold the newest WAL, which was never archived.',
  ];
  return step('Make the directories', text, lines);
}

/** Brings the files of the backup. */
export function filesStep(facts: RestoreFacts): RestoreStep {
  const { set } = facts;
  if (isOwnForm(set)) return toolStep(set);
  const byHand = filesByHand(facts);
  return byHand === undefined ? toolStep(set) : { ...byHand, text: [...byHand.text, ...toolHint(set)] };
}

function filesByHand(facts: RestoreFacts): RestoreStep | undefined {
  const { set, chain, tars } = facts;
  if (set.kind === 'incremental') return combineStep(facts, chain ?? []);
  if (tars.length > 0) return unpackStep(tars);
  if (set.files.dataDirectory !== undefined) {
    const text = ['Copies everything; the backup itself stays as it is.'];
    return step('Copy the backup', text, ['cp -a "$backup/." "$data/"']);
  }
  return undefined;
}

function combineStep({ set, tablespaces }: RestoreFacts, chain: readonly BackupSet[]): RestoreStep {
  const text = [
    'An incremental backup holds only what changed. pg_combinebackup (17 and later) puts it together with those that it builds on, the full one first; it wants a directory that does not exist or is empty.',
    'It reads directories. A backup of the chain that lies in tar files must be unpacked first, each into a directory of its own.',
  ];
  const folders = [...chain, set].map(({ path, files }) => shellQuote(files.dataDirectory ?? path));
  // It writes a tablespace to where the last backup's link leads, unless it is told otherwise; there the backup lies.
  // Only an equals sign is escaped there (add_tablespace_mapping, pg_combinebackup.c): any other backslash is its own.
  const maps = tablespaces.flatMap(({ oid, linkedTo }) =>
    linkedTo === undefined
      ? []
      : [`--tablespace-mapping=${shellQuote(linkedTo.replaceAll('=', '\\='))}="$tablespace_${oid}"`],
  );
  return step('Combine the incremental backup with those that it builds on', text, [
    ['pg_combinebackup --output="$data"', ...maps, ...folders].join(' \\\n  '),
  ]);
}

function unpackStep(tars: readonly TarFact[]): RestoreStep {
  const text = ['base.tar holds the data directory, each number.tar a tablespace, pg_wal.tar the WAL.'];
  const lines = tars.map((tar) => {
    const into = { base: '"$data"', wal: '"$wal"', tablespace: `"$tablespace_${tar.oid ?? ''}"` }[tar.role];
    const make = tar.role === 'wal' ? 'mkdir -p "$wal" && ' : '';
    return `${make}${unpackTar(tar)} -C ${into}`;
  });
  const ordered = [...lines].sort((a, b) => Number(b.endsWith('"$data"')) - Number(a.endsWith('"$data"')));
  return step('Unpack the backup', text, ordered);
}

function unpackTar({ path, suffix }: TarFact): string {
  const file = shellQuote(path);
  const program = unpacker(suffix);
  return program === undefined ? `tar -xpf ${file}` : `${program} < ${file} | tar -xpf -`;
}
