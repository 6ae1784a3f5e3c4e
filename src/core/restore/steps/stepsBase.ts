import type { BackupSet } from '../../model/backupSet';
import { unpacker } from './restoreCommand';
import type { RestoreFacts, TablespaceFact, TarFact } from './facts';
import { shellQuote } from '../../ground/shellWord';
import { step } from './step';
import { hasOwnFormat, toolHint, toolStep } from './stepsTool';
import type { RestoreStep } from '../types';

/** All paths: the only lines that the reader has to change. */
export function placesStep(facts: RestoreFacts, dataDirectory: string): RestoreStep {
  const text = [
    'Run all steps in one shell on the machine of the restored server, as the user that runs the server (usually postgres). Use the programs of the backup’s server version.',
    'Change the paths to your own. The directory “data” must be empty or not exist yet.',
  ];
  const spaces = facts.tablespaces.map(({ oid }) => `tablespace_${oid}="\${data}_tablespaces/${oid}"`);
  if (spaces.length > 0)
    text.push(
      'Each tablespace needs a directory that only this restore uses. Two restores in one directory destroy each other, and the original directory may belong to a running server.',
    );
  const sought = soughtTablespaces(facts);
  if (sought.length > 0) text.push(...soughtText(sought));
  const backup = backupFolder(facts);
  return step('Set the paths', text, [
    ...(backup === undefined ? [] : [`backup=${shellQuote(backup)}`]),
    `data=${shellQuote(dataDirectory)}`,
    ...spaces,
    ...sought.map(({ oid }) => `tablespace_${oid}_from=''`),
  ]);
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

function backupFolder({ set, tars }: RestoreFacts): string | undefined {
  if (tars.length > 0 || hasOwnFormat(set)) return undefined;
  return set.files.dataDirectory;
}

/** Creates empty directories of the right mode. If a place is not empty, the restore ends before anything is written. */
export function emptyStep(facts: RestoreFacts, walName: string): RestoreStep {
  const variables = ['data', ...facts.tablespaces.map(({ oid }) => `tablespace_${oid}`)];
  const lines = variables.map((name) => {
    const nowhere = [...new Set([name, 'data'])].map((one) => `${one}=/dev/null/not-empty`).join('; ');
    return (
      // No later line of a pasted script may write into that directory, so the variables get an unusable value.
      `if [ -n "$(ls -A "$${name}" 2>/dev/null)" ]; then echo "$${name} is not empty: choose another place" >&2; ${nowhere}; else mkdir -p "$${name}" && chmod 700 "$${name}"; fi`
    );
  });
  for (const { oid } of soughtTablespaces(facts)) {
    const from = `tablespace_${oid}_from`;
    lines.push(
      `if [ ! -d "$${from}" ]; then echo "${from} is not a directory: set it to the copy of the tablespace" >&2; ${from}=/dev/null/no-tablespace; data=/dev/null/no-tablespace; fi`,
    );
  }
  lines.push(`wal="$data/${walName}"`);
  const text = [
    'A server requires mode 700 for its data directory (from 11 on, 750 is allowed too).',
    'If you replace a broken server, stop it and move its data directory aside instead of emptying it. Its pg_wal (pg_xlog up to 9.6) may hold the newest WAL, which was never archived.',
  ];
  return step('Create the directories', text, lines);
}

/** Copies the files of the backup. */
export function filesStep(facts: RestoreFacts): RestoreStep {
  const { set } = facts;
  if (hasOwnFormat(set)) return toolStep(set);
  const byHand = filesByHand(facts);
  return byHand === undefined ? toolStep(set) : { ...byHand, text: [...byHand.text, ...toolHint(set)] };
}

function filesByHand(facts: RestoreFacts): RestoreStep | undefined {
  const { set, chain, tars } = facts;
  if (set.kind === 'incremental') return combineStep(facts, chain ?? []);
  if (tars.length > 0) return unpackStep(tars);
  if (set.files.dataDirectory !== undefined) {
    const text = ['This copies everything; the backup itself is not changed.'];
    return step('Copy the backup', text, ['cp -a "$backup/." "$data/"']);
  }
  return undefined;
}

function combineStep({ set, tablespaces }: RestoreFacts, chain: readonly BackupSet[]): RestoreStep {
  const text = [
    'An incremental backup contains only changes. pg_combinebackup (17 and later) combines it with the backups that it depends on, the full one first. The output directory must be empty or not exist.',
    'pg_combinebackup reads directories. Unpack every backup of the chain that is in tar files first, each into its own directory.',
  ];
  const folders = [...chain, set].map(({ path, files }) => shellQuote(files.dataDirectory ?? path));
  // Without a mapping it writes a tablespace to the target of the last backup's link, which is the backup itself.
  // Only an equals sign is escaped there (add_tablespace_mapping, pg_combinebackup.c); other backslashes are literal.
  const maps = tablespaces.flatMap(({ oid, linkedTo }) =>
    linkedTo === undefined
      ? []
      : [`--tablespace-mapping=${shellQuote(linkedTo.replaceAll('=', '\\='))}="$tablespace_${oid}"`],
  );
  return step('Combine the incremental backup with those that it depends on', text, [
    ['pg_combinebackup --output="$data"', ...maps, ...folders].join(' \\\n  '),
  ]);
}

function unpackStep(tars: readonly TarFact[]): RestoreStep {
  const text = [
    'base.tar contains the data directory, each NUMBER.tar a tablespace, and pg_wal.tar the WAL.',
  ];
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
