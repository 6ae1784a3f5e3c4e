import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import type { Compression } from '../../../src/core/ground/ports';
import { ensureSystemPackage } from '../../run/lib/systemPackages';

/** A compression with the Debian package of its program and the options with which that compresses. */
export interface CompressionTool {
  readonly compression: Compression;
  readonly program: string;
  readonly package: string;
  readonly suffix: string;
  readonly variants: readonly string[];
  /** The format has a checksum of its content, which the first variant writes. */
  readonly checked: boolean;
  /** Several compressed files in sequence are one compressed file. */
  readonly joins: boolean;
}

export const COMPRESSION_TOOLS: readonly CompressionTool[] = [
  {
    compression: 'bzip2',
    program: 'bzip2',
    package: 'bzip2',
    suffix: '.bz2',
    variants: ['-9', '-1', '-5'],
    checked: true,
    joins: true,
  },
  {
    compression: 'xz',
    program: 'xz',
    package: 'xz-utils',
    suffix: '.xz',
    variants: [
      '-6',
      '-0',
      '-9e',
      '--check=crc32',
      '--check=sha256',
      '--check=none',
      '--block-size=100KiB',
      '-T2 --block-size=300KiB',
      '--lzma2=preset=1,lc=0,lp=4,pb=0',
      '--lzma2=preset=6,dict=4KiB',
    ],
    checked: true,
    joins: true,
  },
  {
    compression: 'lzma',
    program: 'lzma',
    package: 'xz-utils',
    suffix: '.lzma',
    variants: ['-6', '-0', '-9e', '--lzma1=preset=2,lc=2,lp=2,pb=4'],
    checked: false,
    joins: false,
  },
  {
    compression: 'lz4',
    program: 'lz4',
    package: 'lz4',
    suffix: '.lz4',
    variants: [
      '-1',
      '-9',
      '-12',
      '--fast=20',
      '-B4',
      '-B4 -BD',
      '-B5 -BX',
      '-B6 -BD -BX --content-size',
      '--no-frame-crc',
      '-l',
    ],
    checked: true,
    joins: true,
  },
  {
    compression: 'zstd',
    program: 'zstd',
    package: 'zstd',
    suffix: '.zst',
    variants: ['-3', '--fast=5', '-19', '--long=27', '--no-check'],
    checked: true,
    joins: true,
  },
  {
    compression: 'brotli',
    program: 'brotli',
    package: 'brotli',
    suffix: '.br',
    variants: ['-q 5', '-q 0', '-q 9 -w 24', '-q 11 -w 10'],
    checked: false,
    joins: false,
  },
  {
    compression: 'lzo',
    program: 'lzop',
    package: 'lzop',
    suffix: '.lzo',
    variants: ['-3', '-1', '-9', '--crc32', '-F', '-C', '-C --crc32'],
    checked: true,
    joins: true,
  },
];

/** Installs a missing program with the system's package manager. */
export async function installTool({ program, package: name }: CompressionTool): Promise<void> {
  await ensureSystemPackage(program, [name], `to pack files in tests of ${name}`);
}

export function pack({ program }: CompressionTool, variant: string, content: Uint8Array): Buffer {
  return execFileSync(program, ['-c', ...variant.split(' ')], {
    input: content,
    maxBuffer: 1 << 30,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}

/** The program's output for compressed bytes; undefined if it refuses them. */
export function decompressByTool({ program }: CompressionTool, compressed: Uint8Array): Buffer | undefined {
  try {
    return execFileSync(program, ['-d', '-c'], {
      input: compressed,
      maxBuffer: 1 << 30,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  } catch {
    return undefined;
  }
}

/** Content that exercises all tricks of compressors: a page of WAL, text, runs, noise, and matches near and far. */
export function variedContent(size: number): Buffer {
  const content = Buffer.alloc(size);
  Buffer.from('16d1060001000000000000010000000000000000000000001032547698badcfe0000000100200000', 'hex').copy(
    content,
  );
  for (let at = 64; at < size; at++) content[at] = at % 8192 < 4000 ? (at * at) >> 9 : 0;
  const text = Buffer.from('INSERT INTO accounts VALUES (1, 2, 3);');
  for (let at = 10_000; at + text.length < size; at += 997) text.copy(content, at);
  randomFillSync(content, Math.floor(size / 3), Math.floor(size / 6));
  content.fill(0x61, Math.floor(size / 2), Math.floor(size / 2) + Math.floor(size / 8));
  content.copyWithin(Math.floor(size * 0.9), 5000, 5000 + Math.floor(size / 12));
  return content;
}
