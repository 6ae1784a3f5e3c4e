import { toolOf } from '../../formats/tools/backupTools';
import type { ArchiveFact } from './facts';
import { percentQuote } from '../shell';
import { shellQuote } from '../../ground/shellWord';

/** Programs that decompress standard input to standard output. */
const UNPACK: Readonly<Record<string, string>> = {
  '.gz': 'gzip -dc',
  '.Z': 'gzip -dc',
  '.bz2': 'bzip2 -dc',
  '.xz': 'xz -dc',
  '.lzma': 'xz --format=lzma -dc',
  '.lz4': 'lz4 -dc',
  '.zst': 'zstd -dc',
  '.zstd': 'zstd -dc',
  '.lzo': 'lzop -dc',
  '.br': 'brotli -dc',
};

const SHA1_DIGITS = 40;

/** The program that opens files with this suffix; undefined if none is known, as for encrypted ones. */
export function unpacker(suffix: string): string | undefined {
  return UNPACK[suffix];
}

/** Suffixes without a program: recovery would treat such files as missing. */
export function unopened(archives: readonly ArchiveFact[]): string[] {
  const suffixes = archives.flatMap((archive) => archive.suffixes);
  return [...new Set(suffixes)].filter((suffix) => suffix !== '' && unpacker(suffix) === undefined);
}

/**
 * The `restore_command` for the archives of a set: the first archive that has a file delivers it, the plain file before
 * compressed ones. It must end with a code other than 0 if none has the file: the server also asks for files that need
 * not exist. `%f` is the name of the file, `%p` its target path (relative to the data directory).
 */
export function restoreCommand(archives: readonly ArchiveFact[]): string {
  const branches = archives.flatMap(branchesOf);
  const [only] = branches;
  if (only === undefined) return 'false';
  if (branches.length === 1 && only.direct !== undefined) return only.direct;
  const chosen = branches.map(({ test, take }) => `if ${test}; then ${take};`).join(' el');
  const setup = archives.some(({ sharded }) => sharded) ? 'd=$(echo %f | cut -c1-16); ' : '';
  return `${setup}${chosen} else exit 1; fi`;
}

interface Branch {
  readonly test: string;
  readonly take: string;
  /** The whole command if there is no alternative. */
  readonly direct?: string;
}

function branchesOf(archive: ArchiveFact): Branch[] {
  const suffixes = archive.suffixes.length === 0 ? [''] : archive.suffixes;
  const folder = percentQuote(shellQuote(archive.path.replace(/\/+$/, '')));
  return suffixes.flatMap((suffix) => {
    if (suffix !== '' && unpacker(suffix) === undefined) return [];
    if (archive.summed) return summedBranches(folder, suffix);
    const flat = branch(`${folder}/%f${suffix}`, suffix, archive);
    return archive.sharded ? [branch(`${folder}/"$d"/%f${suffix}`, suffix, archive), flat] : [flat];
  });
}

function branch(file: string, suffix: string, { sharded, layout }: ArchiveFact): Branch {
  const program = unpacker(suffix);
  if (program !== undefined) {
    const take = `${program} < ${file} > "%p"`;
    return { test: `test -f ${file}`, take, direct: take };
  }
  // `gzip -f` passes through files that are not compressed.
  const mayBeCompressed = toolOf(layout)?.walPackedWithoutSuffix === true;
  const take = mayBeCompressed ? `gzip -dcf < ${file} > "%p"` : `cp ${file} "%p"`;
  return { test: `test -f ${file}`, take, ...(sharded || mayBeCompressed ? {} : { direct: take }) };
}

/** Only segments have a checksum in their name, which cannot be known in advance; history files have plain names. */
function summedBranches(folder: string, suffix: string): Branch[] {
  const program = unpacker(suffix);
  return [`${folder}/"$d"/%f-${'?'.repeat(SHA1_DIGITS)}${suffix}`, `${folder}/%f${suffix}`].map((file) => ({
    test: `test -f ${file}`,
    take: program === undefined ? `cp ${file} "%p"` : `cat ${file} | ${program} > "%p"`,
  }));
}

/** The command of the tool that keeps the archive, if there is one. Names in capitals are to be filled in. */
export function toolCommand({ layout, path }: ArchiveFact): string | undefined {
  return toolOf(layout)?.fetchWal?.(path);
}
