import { toolOf } from '../../formats/tools/backupTools';
import { shellQuote } from '../../ground/shellWord';
import type { ArchiveFact } from './facts';
import { programName, unpacker } from './unpackers';

/** Name of the script in the data directory that gives the server its WAL. */
export const WAL_SCRIPT = 'restore_wal.sh';

/** The server runs it in its data directory, and replaces `%f` and `%p`. Neither can hold a blank or a quote. */
export const RESTORE_COMMAND = `sh ${WAL_SCRIPT} %f "%p"`;

/** The hex digits of a SHA-1. */
const SUM = '?'.repeat(40);

/** Suffixes for which there is no program: recovery stops at such files. */
export function unopened(archives: readonly ArchiveFact[]): string[] {
  const suffixes = archives.flatMap((archive) => archive.suffixes);
  return [...new Set(suffixes)].filter((suffix) => suffix !== '' && unpacker(suffix) === undefined);
}

/** The programs that open what is in these archives. */
export function walPrograms(archives: readonly ArchiveFact[]): string[] {
  const bySuffix = archives.flatMap(({ suffixes }) => suffixes.flatMap((suffix) => unpacker(suffix) ?? []));
  const byContent = archives.flatMap(({ programs = [] }) => programs);
  return [...new Set([...bySuffix, ...byContent].map(programName))];
}

/**
 * The script that `restore_command` runs, for the archives of the WAL. The first archive that has a file delivers it, the plain file before compressed ones. The server takes 1 for "there is no such file", and silently ends recovery there; above 125 it aborts recovery (`RestoreArchivedFile`, xlogarchive.c: all versions). So a file that is there but cannot be read or written ends with 255.
 */
export function walScript(archives: readonly ArchiveFact[]): string[] {
  const packed =
    walPrograms(archives).length > 0 || archives.some(({ layout }) => toolOf(layout)?.walPackedWithoutSuffix);
  const summed = archives.some((archive) => archive.summed);
  const sharded = archives.some((archive) => archive.sharded || archive.summed);
  return [
    `# ${WAL_SCRIPT} NAME TARGET: the server's restore_command. Ends with 0 if it gave the file, with 1 if no archive`,
    '# has it, and with 255, which stops the recovery, if it is there but cannot be read or written here.',
    'name=$1 target=$2',
    'fail() { echo "restore_wal.sh: $*" >&2; exit 255; }',
    ...(packed ? PACKED : PLAIN),
    ...(summed ? SUM_CHECK : []),
    ...take(packed, summed),
    `for archive in ${archives.map(folderOf).join(' ')}; do`,
    '  [ -d "$archive" ] && [ -x "$archive" ] || fail "$archive is not there, or may not be read"',
    'done',
    ...(sharded ? ['directory=$(printf %.16s "$name")'] : []),
    ...archives.flatMap(places),
    'exit 1',
  ];
}

const PLAIN = ['put() { cp "$1" "$target" || fail "cannot copy $1"; }'];

/** Programs are chosen by content, as the reader of this product does: names may be wrong, and Barman adds no suffixes. */
const PACKED = [
  '# The program that opens a file, by its first bytes',
  'program() {',
  '  case $(head -c 6 "$1" | od -An -tx1 | tr -d \' \\n\') in',
  '    1f8b* | 1f9d*) echo gzip ;;',
  '    425a68*) echo bzip2 ;;',
  '    fd377a585a00) echo xz ;;',
  '    28b52ffd*) echo zstd ;;',
  '    04224d18* | 02214c18*) echo lz4 ;;',
  '    894c5a4f*) echo lzop ;;',
  "    5d0000*) echo 'xz --format=lzma' ;;",
  '    *) case $1 in *.br) echo brotli ;; esac ;;',
  '  esac',
  '}',
  '# put FILE: 0 if it was put, 1 if the file is damaged',
  'put() {',
  '  unpack=$(program "$1")',
  '  if [ -z "$unpack" ]; then cp "$1" "$target" && return 0; fail "cannot copy $1"; fi',
  '  command -v "${unpack%% *}" > /dev/null || fail "needs ${unpack%% *} for $1"',
  '  $unpack -dc < "$1" > "$target" && return 0',
  '  # Sound, but not to be written: perhaps there is no space left.',
  '  $unpack -dc < "$1" > /dev/null 2>&1 && fail "cannot write $target"',
  '  return 1',
  '}',
];

const SUM_CHECK = [
  '# Whether the content has the SHA-1 that is in the name',
  'sound() {',
  '  case $1 in */"$name"-*) ;; *) return 0 ;; esac',
  '  command -v sha1sum > /dev/null || return 0',
  '  sum=${1##*/"$name"-}',
  '  [ "$(sha1sum < "$target" | cut -c1-40)" = "$(printf %.40s "$sum")" ]',
  '}',
];

function take(packed: boolean, summed: boolean): string[] {
  const put = ['put "$1"', ...(summed ? ['sound "$1"'] : [])].join(' && ');
  const given = packed || summed ? `  if ${put}; then exit 0; fi` : '  put "$1"; exit 0';
  return [
    'take() {',
    '  [ -f "$1" ] || return 0',
    '  [ -r "$1" ] || fail "permission denied: $1"',
    given,
    ...(packed || summed
      ? ['  echo "restore_wal.sh: $1 is damaged, and counts as missing" >&2', '  rm -f "$target"']
      : []),
    '}',
  ];
}

function folderOf({ path }: ArchiveFact): string {
  return shellQuote(path.replace(/(?<=.)\/+$/, ''));
}

/** The lines that look into one archive. */
function places(archive: ArchiveFact): string[] {
  const folder = folderOf(archive);
  const shard = `${folder}/"$directory"`;
  // Otherwise files in it would seem to be missing.
  const readable = `[ ! -d ${shard} ] || [ -x ${shard} ] || fail ${shard} "may not be read"`;
  const takes = takesOf(archive, folder);
  return archive.sharded || archive.summed ? [readable, ...takes] : takes;
}

function takesOf(archive: ArchiveFact, folder: string): string[] {
  const suffixes = archive.suffixes.length === 0 ? [''] : archive.suffixes;
  return suffixes.flatMap((suffix) => {
    const flat = `${folder}/"$name"${suffix}`;
    const inShard = `${folder}/"$directory"/"$name"`;
    if (suffix !== '' && unpacker(suffix) === undefined)
      return [`[ ! -f ${flat} ] || fail ${flat} "cannot be opened here"`];
    // Only segments carry a checksum in their names; history files do not.
    if (archive.summed)
      return [`for file in ${inShard}-${SUM}${suffix}; do take "$file"; done`, `take ${flat}`];
    return archive.sharded ? [`take ${inShard}${suffix}`, `take ${flat}`] : [`take ${flat}`];
  });
}
