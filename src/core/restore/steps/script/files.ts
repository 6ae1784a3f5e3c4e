import { joinPath, parentPath } from '../../../ground/paths';
import { shellQuote } from '../../../ground/shellWord';
import type { BackupSet } from '../../../model/backupSet';
import type { RestoreStep } from '../../types';
import type { RestoreFacts, TarFact } from '../facts';
import { step } from './step';
import { hasOwnFormat, toolHint, toolStep } from './tool';
import { unpacker } from '../unpackers';

/** Copies may be read-only, and of another user; the server writes to all of its files, and refuses other modes. */
const OWN_MODES = 'chmod -R u+rwX,go= "$data"';

/** Copies the files of the backup. */
export function filesStep(facts: RestoreFacts): RestoreStep {
  const { set } = facts;
  const byTool = hasOwnFormat(set) ? toolStep(set) : undefined;
  const files = byTool ?? withHint(filesByHand(facts), set) ?? toolStep(set) ?? copyStep();
  const whole = '[ -s "$data/global/pg_control" ] || stop "there is no global/pg_control in $data"';
  return { ...files, commands: [...files.commands, whole] };
}

function withHint(files: RestoreStep | undefined, set: BackupSet): RestoreStep | undefined {
  return files === undefined ? undefined : { ...files, text: [...files.text, ...toolHint(set)] };
}

function filesByHand(facts: RestoreFacts): RestoreStep | undefined {
  const { set, tars } = facts;
  if (set.kind === 'incremental') return combineStep(facts);
  if (tars.length > 0) return unpackStep(tars);
  return set.files.dataDirectory === undefined ? undefined : copyStep();
}

function copyStep(): RestoreStep {
  const text = ['This copies everything; the backup itself is not changed.'];
  return step('Copy the backup', text, ['cp -a "$backup/." "$data/"', OWN_MODES]);
}

function combineStep({ set, tablespaces, chain = [], chainTars = [], tars }: RestoreFacts): RestoreStep {
  const backups = [...chain, set].map((one, i) => ({
    path: shellQuote(one.files.dataDirectory ?? one.path),
    manifest: one.files.manifest,
    tars: one === set ? tars : (chainTars[i] ?? []),
    unpacked: `"$data.unpacked/${i + 1}"`,
  }));
  const packed = backups.filter((one) => one.tars.length > 0);
  const text = [
    'An incremental backup contains only changes. pg_combinebackup (17 and later) combines it with the backups that it depends on, the full one first.',
    ...(packed.length > 0
      ? ['It reads directories, so backups in tars are unpacked beside the new data directory first.']
      : []),
  ];
  // Without a mapping it writes a tablespace to the target of the last backup's link, which is the backup itself.
  // Only an equals sign is escaped there (add_tablespace_mapping, pg_combinebackup.c); other backslashes are literal.
  const maps = tablespaces.flatMap(({ oid, linkedTo }) =>
    linkedTo === undefined
      ? []
      : [`--tablespace-mapping=${shellQuote(linkedTo.replaceAll('=', '\\='))}="$tablespace_${oid}"`],
  );
  const directories = backups.map((one) => (one.tars.length > 0 ? one.unpacked : one.path));
  return step('Combine the incremental backup with those that it depends on', text, [
    ...(packed.length > 0 ? ['made="$made $(printf %q "$data.unpacked")"'] : []),
    ...packed.flatMap((one) => unpackPart(one.tars, one.unpacked, one.manifest)),
    ['pg_combinebackup --output="$data"', ...maps, ...directories].join(' \\\n  '),
    ...(packed.length > 0 ? ['rm -rf "$data.unpacked"'] : []),
    OWN_MODES,
  ]);
}

/** Extracts one backup for pg_combinebackup. The links in base.tar lead to the server's tablespaces: directories take their places. */
function unpackPart(tars: readonly TarFact[], into: string, manifest: string | undefined): string[] {
  const [base] = tars.filter(({ role }) => role === 'base');
  if (base === undefined) return [];
  const beside = manifest !== undefined && parentPath(manifest) === parentPath(base.path);
  return [
    `mkdir -p ${into}`,
    `${unpackTar(base)} -C ${into}`,
    `find ${into}/pg_tblspc -mindepth 1 -type l -delete`,
    `rm -f ${into}/tablespace_map`,
    ...tars.flatMap((tar) => {
      if (tar.role === 'base') return [];
      const place = tar.role === 'wal' ? `${into}/pg_wal` : `${into}/pg_tblspc/${tar.oid ?? ''}`;
      return [`mkdir -p ${place}`, `${unpackTar(tar)} -C ${place}`];
    }),
    ...(beside ? [`cp ${shellQuote(joinPath(parentPath(base.path), 'backup_manifest'))} ${into}/`] : []),
  ];
}

function unpackStep(tars: readonly TarFact[]): RestoreStep {
  const text = [
    'base.tar contains the data directory, each NUMBER.tar a tablespace, and pg_wal.tar the WAL.',
  ];
  const lines = tars.map((tar) => {
    const into = { base: '"$data"', wal: '"$wal"', tablespace: `"$tablespace_${tar.oid ?? ''}"` }[tar.role];
    const make = tar.role === 'wal' ? 'mkdir -p "$wal"; ' : '';
    return `${make}${unpackTar(tar)} -C ${into}`;
  });
  const ordered = [...lines].sort((a, b) => Number(b.endsWith('"$data"')) - Number(a.endsWith('"$data"')));
  return step('Unpack the backup', text, [...ordered, OWN_MODES]);
}

function unpackTar({ path, suffix }: TarFact): string {
  const file = shellQuote(path);
  const program = unpacker(suffix);
  return program === undefined ? `tar -xpf ${file}` : `${program} -dc < ${file} | tar -xpf -`;
}

/** Compares the copy with its manifest while it is still what the backup was. From 13 on. */
export function manifestStep({ set, tars }: RestoreFacts): RestoreStep | undefined {
  const { manifest } = set.files;
  if (manifest === undefined || hasOwnFormat(set) || (set.versionNum ?? 0) < 130000) return undefined;
  const place = tars.length > 0 && set.kind === 'full' ? ` -m ${shellQuote(manifest)}` : '';
  // The configuration of the backup is not used, and a file too many does no harm.
  const ignored = ['postgresql.conf', 'pg_hba.conf', 'pg_ident.conf'].map((name) => ` -i ${name}`).join('');
  const text = [
    'Every file of the copy is compared with the backup’s manifest, if pg_verifybackup is installed.',
  ];
  return step('Compare the copy with its manifest', text, [
    'if ! command -v pg_verifybackup > /dev/null; then',
    '  echo "pg_verifybackup is not installed: the copy was not compared with its manifest"',
    `elif ! said=$(pg_verifybackup -n${ignored}${place} "$data" 2>&1); then`,
    "  wrong=$(printf '%s\\n' \"$said\" | grep error: | grep -v 'present on disk but not in the manifest' || true)",
    '  [ -z "$wrong" ] || stop "the copy is not what its manifest says: $wrong"',
    'fi',
  ]);
}
