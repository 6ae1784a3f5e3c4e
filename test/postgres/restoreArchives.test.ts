import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { ArchiveLayout } from '../../src/core/model/layout';
import { recoveryAnswers } from '../../src/core/restore/answer/answer';
import { readRestoreFacts } from '../../src/core/restore/steps/readFacts';
import { restoreSteps } from '../../src/core/restore/steps/steps';
import type { RestoreSteps } from '../../src/core/restore/types';
import { NodeFileTree } from '../../src/io/nodeFileTree';
import { ensureSystemPackage } from '../run/lib/systemPackages';
import { makeRestoreStory, readCatalog, type RestoreStory } from './support/restoreStory';
import { placeForRestore, runSteps } from './support/runSteps';
import { giveTreeToServer } from './support/serverUser';

const MAJOR = 15;
const PROGRAMS = { bzip2: 'bzip2', xz: 'xz-utils', lz4: 'lz4', zstd: 'zstd', brotli: 'brotli' };

type Pack = (bytes: Buffer) => Uint8Array;

const by =
  (program: string): Pack =>
  (input) => {
    const { status, stdout } = spawnSync(program, ['-c'], { input, maxBuffer: 64 * 1024 * 1024 });
    assert.equal(status, 0, program);
    return stdout;
  };

/** How the files of an archive are stored in a layout. */
interface Form {
  readonly name: string;
  readonly layout: ArchiveLayout;
  /** Below the layout's directory; `sum` is the SHA-1 of the content. */
  readonly place: (file: string, sum: string) => string;
  readonly pack: Pack;
  readonly extra?: (folder: string) => Promise<unknown>;
}

const flat = (suffix: string) => (file: string) => `${file}${suffix}`;
const isSegment = (file: string): boolean => /^[0-9A-F]{24}$/.test(file);
const walg = (suffix: string) => (file: string) => `wal_005/${file}${suffix}`;
const backupOfWalg = (folder: string) =>
  mkdir(join(folder, 'basebackups_005/base_000000010000000000000002'), { recursive: true });

const FORMS: readonly Form[] = [
  { name: '.bz2', layout: 'wal-directory', place: flat('.bz2'), pack: by('bzip2') },
  { name: '.xz', layout: 'wal-directory', place: flat('.xz'), pack: by('xz') },
  { name: '.lz4', layout: 'wal-directory', place: flat('.lz4'), pack: by('lz4') },
  { name: '.zst', layout: 'wal-directory', place: flat('.zst'), pack: by('zstd') },
  ...(
    [
      ['.lz4', by('lz4')],
      ['.br', (bytes) => brotliCompressSync(bytes)],
      ['.zst', by('zstd')],
    ] as const satisfies readonly (readonly [string, Pack])[]
  ).map(([suffix, pack]): Form => {
    return {
      name: `WAL-G ${suffix}`,
      layout: 'wal-g',
      place: walg(suffix),
      pack,
      extra: backupOfWalg,
    };
  }),
  {
    name: 'Barman, packed without a suffix',
    layout: 'barman',
    place: (file) => (isSegment(file) ? `srv/wals/${file.slice(0, 16)}/${file}` : `srv/wals/${file}`),
    pack: (bytes) => gzipSync(bytes),
    extra: (folder) => writeFile(join(folder, 'srv/wals/xlog.db'), ''),
  },
  {
    name: 'pgBackRest, named with checksums',
    layout: 'pgbackrest',
    place: (file, sum) =>
      isSegment(file)
        ? `archive/main/15-1/${file.slice(0, 16)}/${file}-${sum}.gz`
        : `archive/main/15-1/${file}`,
    // History files stay plain there.
    pack: (bytes) => gzipSync(bytes),
    extra: (folder) => writeFile(join(folder, 'archive/main/archive.info'), ARCHIVE_INFO),
  },
];

const ARCHIVE_INFO = `[backrest]
backrest-format=5
backrest-version="2.44"

[db]
db-id=1
db-system-id=1
db-version="15"

[db:history]
1={"db-id":1,"db-version":"15"}
`;

describe('Restore steps for archives of all forms', () => {
  let story: RestoreStory;
  before(async () => {
    for (const [program, name] of Object.entries(PROGRAMS))
      await ensureSystemPackage(program, [name], 'restore commands unpack with it');
    story = await makeRestoreStory(MAJOR);
  });
  after(() => rm(story.home, { recursive: true, force: true }));

  const build = async (form: Form): Promise<string> => {
    const folder = join(story.folder, `form of ${form.name}`);
    for (const file of await readdir(story.plain)) {
      const bytes = await readFile(join(story.plain, file));
      const sum = createHash('sha1').update(bytes).digest('hex');
      const target = join(folder, form.place(file, sum));
      await mkdir(dirname(target), { recursive: true });
      const stays = form.layout === 'pgbackrest' && !isSegment(file);
      if (stays) await copyFile(join(story.plain, file), target);
      else await writeFile(target, form.pack(bytes));
    }
    await form.extra?.(folder);
    await giveTreeToServer(folder);
    return folder;
  };

  /** The steps along timeline 2, so that a history file has to be found, too. */
  const stepsWith = async (folder: string, data: string, layout: ArchiveLayout): Promise<RestoreSteps> => {
    const catalog = await readCatalog([story.backup, folder], []);
    const archive = catalog.archives.find(({ path }) => path.startsWith(folder));
    assert.equal(archive?.layout, layout);
    const set = catalog.sets.find(({ path }) => path === story.backup);
    assert.ok(set);
    const { answers } = recoveryAnswers(catalog, { kind: 'end' }, { setId: set.id, timeline: 2 });
    const way = answers.find(({ outcome }) => outcome === 'proven')?.recoveryPath;
    assert.ok(way, answers.map(({ headline }) => headline).join('\n'));
    const facts = await readRestoreFacts(new NodeFileTree(), catalog, set);
    return restoreSteps(facts, way, { dataDirectory: data });
  };

  for (const form of FORMS) {
    it(`take the WAL out of an archive: ${form.name}`, async () => {
      const folder = await build(form);
      const data = placeForRestore();
      const { told, timeline } = await runSteps(await stepsWith(folder, data, form.layout), data, MAJOR);
      assert.deepEqual([told, timeline], [story.ends.young, 3]);
    });
  }
});
