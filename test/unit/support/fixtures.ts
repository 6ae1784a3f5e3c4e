import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { link, mkdir, readFile, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createBrotliDecompress } from 'node:zlib';
import type { Extract } from 'tar-stream';
import { extract } from 'tar-stream';
import { makeOnce } from '../../support/makeOnce';
import { cacheFolder, projectRoot } from '../../support/paths';
import { furnish } from './furnish';

type Entry = Extract extends AsyncIterable<infer E> ? E : never;

const CHUNK = 1024 * 1024;
/** To be changed whenever what `furnish` makes changes. */
const RECIPE = 'a sound relation map, pg_hba.conf';

/**
 * The directory with the real backup sets of one server version (test/fixtures/README.md describes them), extracted
 * into the cache at the first request. Files are read-only and many are hard links of each other: a test that needs
 * another content makes a copy. The data directories are furnished (furnish.ts).
 */
export async function fixture(version: '9.2' | '9.6'): Promise<string> {
  const compressed = join(projectRoot(), 'test', 'fixtures', `postgresql-${version}.tar.br`);
  const hash = createHash('sha256')
    .update(await readFile(compressed))
    .update(RECIPE)
    .digest('hex')
    .slice(0, 16);
  const folder = join(cacheFolder(), 'fixtures', `${hash}-furnished`);
  await makeOnce(folder, async (temporary) => {
    await unpack(compressed, temporary);
    await furnish(join(temporary, version), version);
  });
  return join(folder, version);
}

async function unpack(compressed: string, folder: string): Promise<void> {
  const entries = extract();
  const brotli = createBrotliDecompress({
    chunkSize: CHUNK,
    params: { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 },
  });
  const feeding = pipeline(createReadStream(compressed), brotli, entries);
  for await (const entry of entries) await unpackEntry(entry, folder);
  await feeding;
}

async function unpackEntry(entry: Entry, folder: string): Promise<void> {
  const { name, type, linkname, mtime } = entry.header;
  const path = join(folder, name);
  if (type === 'directory') {
    await mkdir(path, { recursive: true });
    entry.resume();
  } else if (type === 'link') {
    await mkdir(dirname(path), { recursive: true });
    await link(join(folder, linkname), path);
    entry.resume();
  } else {
    await mkdir(dirname(path), { recursive: true });
    await pipeline(entry, createWriteStream(path, { mode: 0o444, highWaterMark: CHUNK }));
    await utimes(path, mtime, mtime);
  }
}
