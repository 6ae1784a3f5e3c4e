import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Catalog } from '../../../src/core/model/catalog';
import { scan } from '../../../src/core/catalog/scan';
import { servesOnly } from '../../../src/core/catalog/tools/namedAlone';
import type { DirectoryEntry, ReadFailure } from '../../../src/core/ground/ports';
import { LocatedTree } from '../../../src/io/location/locatedTree';
import { QuickFileTree } from '../../../src/io/quickFileTree';
import { MANY_SETS } from '../../support/manySets/repositories';
import { FakeCluster } from '../catalog/fakeCluster';
import { scanAll } from '../catalog/looseSet';
import { MemoryTree } from '../catalog/memoryTree';

/** Records which directories are listed. */
class WatchedTree extends QuickFileTree {
  readonly listed: string[] = [];

  override async *list(directory: string): AsyncGenerator<readonly DirectoryEntry[] | ReadFailure> {
    this.listed.push(directory);
    yield* super.list(directory);
  }
}

const HISTORY = '000000010000000000000010.00000028.backup';

/** The third backup, which is incremental if the tool supports that: its directory, and other ways to name it. */
interface Named {
  readonly backup: string;
  readonly others: readonly string[];
  readonly archive: string;
  readonly parent?: string;
  /** Directories that may be listed besides those below `parts`. */
  readonly books?: string;
  readonly parts: readonly string[];
}

const NAMED: Readonly<Record<string, Named>> = {
  barman: {
    backup: 'main/base/20250103T020000',
    others: ['/data', '/backup.info'],
    archive: 'main/wals',
    books: 'main',
    parts: ['main/base', 'main/wals'],
  },
  pgbackrest: {
    backup: 'backup/main/20250101-020000F_20250103-020000I',
    others: ['/backup.manifest'],
    archive: 'archive/main/15-1',
    parent: 'backup/main/20250101-020000F',
    parts: ['backup/main', 'archive/main'],
  },
  'wal-g': {
    backup: 'basebackups_005/base_000000010000000000000010_D_000000010000000000000004',
    others: ['_backup_stop_sentinel.json'],
    archive: 'wal_005',
    parent: 'basebackups_005/base_000000010000000000000004',
    parts: ['basebackups_005', 'wal_005'],
  },
  pgmoneta: {
    backup: 'main/backup/20250103020000',
    others: ['/data', '/backup.info'],
    archive: 'main/wal',
    parts: ['main/backup', 'main/wal'],
  },
  pg_probackup: {
    backup: 'backups/main/SPHPK0',
    others: ['/database', '/backup.control'],
    archive: 'wal/main',
    parent: 'backups/main/SPE080',
    parts: ['backups/main', 'wal/main'],
  },
};

describe('one backup that is opened alone', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pgbi-alone-'));
    for (const [tool, make] of Object.entries(MANY_SETS)) {
      await make(join(folder, tool), 5);
      // A name that no layout has is never read.
      await writeFile(join(folder, tool, 'backup_label'), 'no label');
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function open(path: string): Promise<{ catalog: Catalog; listed: readonly string[] }> {
    const tree = new WatchedTree();
    const options = { roots: [path], archiveDirectories: [], level: 'headers' as const };
    return { catalog: await scan(new LocatedTree(tree), options), listed: tree.listed };
  }

  for (const [tool, named] of Object.entries(NAMED)) {
    it(`has the WAL and the chain of its ${tool} repository, and nothing else is listed`, async () => {
      const root = join(folder, tool);
      const backup = join(root, named.backup);
      for (const path of ['', ...named.others].map((more) => `${backup}${more}`)) {
        const { catalog, listed } = await open(path);
        assert.deepEqual(
          catalog.sets.map(({ id, verdict, archives, missing }) => [id, verdict, archives, missing]),
          [[backup, 'complete', [join(root, named.archive)], []]],
          path,
        );
        const parent = named.parent === undefined ? undefined : join(root, named.parent);
        assert.equal(catalog.sets[0]?.parentId, parent);
        assert.deepEqual(catalog.findings, []);
        assert.deepEqual(
          catalog.archives.map((archive) => archive.path),
          [join(root, named.archive)],
        );
        assert.equal(servesOnly(join(root, named.archive), [path]), true);
        const allowed = named.parts.map((part) => join(root, part));
        assert.deepEqual(
          listed.filter(
            (at) =>
              at !== join(root, named.books ?? '?') &&
              !allowed.some((part) => `${at}/`.startsWith(`${part}/`)),
          ),
          [],
        );
      }
    });

    it(`is found by its history file in the archive of ${tool}`, async () => {
      const archive = join(folder, tool, named.archive);
      const file = (await readdir(archive, { recursive: true })).find((name) => name.includes(HISTORY));
      // pgmoneta has none.
      if (file === undefined) return;
      const { catalog } = await open(join(archive, file));
      assert.deepEqual(
        catalog.sets.map(({ id, verdict }) => [id, verdict]),
        [[join(folder, tool, named.backup), 'complete']],
      );
      assert.equal(servesOnly(archive, [join(archive, file)]), false);
    });
  }

  it('is told of by Barman’s newer metadata, too', async () => {
    const c = new FakeCluster(new MemoryTree());
    c.segments('/x/srv/wals', 5, 7);
    for (const [id, end] of [
      ['20261120T020000', 6],
      ['20261121T020000', 9],
    ] as const) {
      c.tree.file(
        `/x/srv/meta/${id}-backup.info`,
        `begin_wal=${c.name(5)}\nbegin_xlog=0/500028\nend_wal=${c.name(end)}\nend_xlog=0/${String(end)}00100\n` +
          'timeline=1\nversion=150018\nxlog_segment_size=1048576\nstatus=DONE\n',
      );
      c.tree.folder(`/x/srv/base/${id}/data`);
    }
    for (const root of ['/x/srv/meta/20261120T020000-backup.info', '/x/srv/base/20261120T020000']) {
      const { sets } = await scanAll(c.tree, [root]);
      assert.deepEqual(
        sets.map(({ id, verdict }) => [id, verdict]),
        [['/x/srv/base/20261120T020000', 'complete']],
      );
    }
  });

  it('stays alone where names look like a tool’s and nothing of the tool is there', async () => {
    const c = new FakeCluster(new MemoryTree());
    c.dataDirectory('/x/base/20261120T020000/data', c.label(5)).segments('/x/incoming', 4, 9);
    const { sets, archives } = await scanAll(c.tree, ['/x/base/20261120T020000']);
    assert.deepEqual(
      sets.map(({ archives: own }) => own),
      [[]],
    );
    assert.deepEqual(archives, []);
  });

  it('does not leave its repository by a link to what holds it', async () => {
    const server = join(folder, 'barman/main');
    const link = join(server, 'incoming');
    await symlink('..', link);
    try {
      const { catalog, listed } = await open(join(server, NAMED['barman']?.backup.slice(5) ?? ''));
      assert.deepEqual(
        catalog.findings.map(({ code, file }) => [code, file]),
        [['link-not-followed', link]],
      );
      assert.ok(listed.every((at) => `${at}/`.startsWith(`${server}/`)));
      assert.ok(!listed.some((at) => at.startsWith(`${link}/`)));
    } finally {
      await rm(link);
    }
  });

  it('hides no history file of that name that was named as well', async () => {
    const archive = join(folder, 'barman/main/wals', HISTORY.slice(0, 16));
    const elsewhere = join(folder, 'copy');
    await mkdir(elsewhere);
    const text = await readFile(join(archive, HISTORY), 'utf8');
    await writeFile(join(elsewhere, HISTORY), text.replace(/LABEL: .*/, 'LABEL: another one'));
    const roots = [join(archive, HISTORY), join(elsewhere, HISTORY)];
    const options = { roots, archiveDirectories: [], level: 'headers' as const };
    const { sets } = await scan(new LocatedTree(new QuickFileTree()), options);
    assert.deepEqual(sets.map(({ label }) => label === 'another one').sort(), [false, true]);
  });

  it('does not tell what is wrong with the others', async () => {
    const path = join(folder, 'barman/main/base');
    await writeFile(join(path, '20250101T020000/backup.info'), 'no sense');
    const { catalog } = await open(join(path, '20250103T020000'));
    assert.deepEqual(catalog.findings, []);
    assert.equal(catalog.sets.length, 1);
  });
});
