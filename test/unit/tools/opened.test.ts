import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scan } from '../../../src/core/catalog/scan';
import type { FileHead, ReadFailure } from '../../../src/core/ground/ports';
import { LocatedTree } from '../../../src/io/location/locatedTree';
import { QuickFileTree } from '../../../src/io/quickFileTree';
import { MANY_SETS } from '../../support/manySets/repositories';

const SETS = 12;

/** Records which files are opened, and how far they may be read. */
class WatchedTree extends QuickFileTree {
  readonly opened = new Map<string, number>();
  most = 0;

  override read(path: string, offset: number, length: number): Promise<Uint8Array | ReadFailure> {
    this.#note(path);
    return super.read(path, offset, length);
  }

  override async readHead(path: string, length: number): Promise<FileHead | ReadFailure> {
    this.#note(path);
    this.most = Math.max(this.most, length);
    return super.readHead(path, length);
  }

  #note(path: string): void {
    this.opened.set(path, (this.opened.get(path) ?? 0) + 1);
  }
}

/** Files that may be opened besides WAL: the tool's own metadata, and the backup's. */
const METADATA: Readonly<Record<string, RegExp>> = {
  barman: /^(identity\.json|backup\.info|PG_VERSION|backup_label|pg_control|backup_manifest|.*\.backup)$/,
  pgbackrest: /^((archive|backup)\.info|backup\.manifest|.*\.backup)$/,
  'wal-g': /^(.*_backup_stop_sentinel\.json|metadata\.json|.*\.backup\.gz)$/,
  pgmoneta: /^(backup\.info|PG_VERSION|backup_label|pg_control|backup_manifest)$/,
  pg_probackup: /^(pg_probackup\.conf|backup\.control|PG_VERSION|backup_label|pg_control|.*\.backup)$/,
};
const SEGMENT = /^[0-9A-F]{24}(-[0-9a-f]{40})?(\.gz)?$/;

describe('listing a repository', function () {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pgbi-many-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const [tool, make] of Object.entries(MANY_SETS)) {
    it(`of ${tool} opens metadata, and of WAL the first page of what a set needs`, async () => {
      const root = join(folder, tool);
      await make(root, SETS);
      const tree = new WatchedTree();
      const options = { roots: [root], archiveDirectories: [], level: 'headers' as const };
      const { sets, archives, findings } = await scan(new LocatedTree(tree), options);
      assert.equal(sets.length, SETS);
      assert.deepEqual([...new Set(sets.map(({ verdict }) => verdict))], ['complete']);
      assert.deepEqual(findings, []);
      assert.equal(archives[0]?.segmentCount, 2 + SETS * 6);

      const opened = [...tree.opened].map(([path, times]) => ({
        name: path.slice(path.lastIndexOf('/') + 1),
        times,
      }));
      const segments = opened.filter(({ name }) => SEGMENT.test(name));
      const others = opened.filter(({ name }) => !SEGMENT.test(name));
      assert.deepEqual(
        others.filter(({ name }) => METADATA[tool]?.test(name) !== true),
        [],
      );
      // Two for each set; a few show the archive's cluster. Barman's names do not show whether a file is compressed.
      const most = tool === 'barman' ? 256 : SETS * 2 + 3;
      assert.ok(segments.length <= most, String(segments.length));
      // Barman's: to see its compression, to see whose it is, and for its first page.
      const mostTimes = tool === 'barman' ? 3 : 2;
      assert.deepEqual(
        [...opened].filter(({ times }) => times > mostTimes),
        [],
      );
      assert.ok(tree.most <= 64 * 1024);
    });
  }
});
