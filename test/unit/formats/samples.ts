import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { projectRoot } from '../../support/paths';

/** A small real file that a server wrote, from `test/fixtures/files`; `.br` files are decompressed. */
export function sample(path: string): Uint8Array {
  const content = readFileSync(join(projectRoot(), 'test', 'fixtures', 'files', path));
  return new Uint8Array(path.endsWith('.br') ? brotliDecompressSync(content) : content);
}

/** The bytes of a text in UTF-8. */
export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Decodes hexadecimal digits; blanks and bars between them are ignored. */
export function hexBytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll(/[^0-9a-fA-F]/g, ''), 'hex'));
}

/** Every version with real files, with its `server_version_num`. */
export const SAMPLE_VERSIONS: readonly (readonly [name: string, versionNum: number])[] = [
  ['9.2', 90200],
  ['9.6', 90600],
  ['10', 100000],
  ['11', 110000],
  ['12', 120000],
  ['13', 130000],
  ['14', 140000],
  ['15', 150000],
  ['16', 160000],
  ['17', 170000],
  ['18', 180000],
];
