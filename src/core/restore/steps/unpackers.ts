import type { Compression } from '../../ground/ports';

/** Programs that write the content of what they read from standard input to standard output with `-dc`. */
const BY_SUFFIX: Readonly<Record<string, string>> = {
  '.gz': 'gzip',
  '.Z': 'gzip',
  '.bz2': 'bzip2',
  '.xz': 'xz',
  '.lzma': 'xz --format=lzma',
  '.lz4': 'lz4',
  '.zst': 'zstd',
  '.zstd': 'zstd',
  '.lzo': 'lzop',
  '.br': 'brotli',
};

const BY_CONTENT: Partial<Record<Compression, string>> = {
  gzip: 'gzip',
  compress: 'gzip',
  bzip2: 'bzip2',
  xz: 'xz',
  lzma: 'xz --format=lzma',
  lz4: 'lz4',
  zstd: 'zstd',
  lzo: 'lzop',
  brotli: 'brotli',
};

/** The program that opens files with this suffix; undefined if none is known, as for encrypted ones. */
export function unpacker(suffix: string): string | undefined {
  return BY_SUFFIX[suffix];
}

/** The program that opens a file of this content. */
export function unpackerOf(compression: Compression): string | undefined {
  return BY_CONTENT[compression];
}

/** The name under which a program is looked for. */
export function programName(command: string): string {
  return command.split(' ')[0] ?? command;
}
