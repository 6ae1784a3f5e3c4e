import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { scan } from '../../src/core/catalog/scan';
import type { KeepRule } from '../../src/core/restore/obsolete/keepRule';
import { findObsoleteWal } from '../../src/core/restore/obsolete/obsolete';
import { removalCommand, obsoleteList } from '../../src/core/restore/obsolete/obsoleteText';
import { NodeFileTree } from '../../src/io/nodeFileTree';
import { archive, backup, run } from '../unit/restore/world';
import { findProgram } from './support/clientPrograms';
import { makeTimelineStory, type TimelineStory } from './support/timelineStory';
import { newestMajor } from './support/versions';

describe('Obsolete WAL and pg_archivecleanup', () => {
  let tool: string;
  let story: TimelineStory;
  before(async () => {
    tool = await findProgram('pg_archivecleanup');
    story = await makeTimelineStory(newestMajor());
  });
  after(() => rm(story.home, { recursive: true, force: true }));

  /** The obsolete files in a copy of an archive, what our command removes, and what is left. */
  const clean = async (
    keep: KeepRule,
    name: string,
    change: (archive: string) => Promise<unknown> = () => Promise.resolve(),
  ) => {
    const archive = join(story.home, `it's ${name}`);
    await mkdir(archive);
    for (const file of await readdir(story.archive))
      await copyFile(join(story.archive, file), join(archive, file));
    await change(archive);
    const before = await readdir(archive);
    const roots = [story.early.directory, story.late.directory];
    const catalog = await scan(new NodeFileTree(), {
      roots,
      archiveDirectories: [archive],
      level: 'headers',
    });
    const [wal] = catalog.archives;
    assert.ok(wal);
    const result = await findObsoleteWal(catalog, wal, keep, () => Promise.resolve(0));
    const command = removalCommand(result, wal) ?? '';
    const env = { ...process.env, PATH: `${dirname(tool)}:${process.env['PATH'] ?? ''}` };
    const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8', env });
    assert.equal(status, 0, command + stderr);
    const left = new Set(await readdir(archive));
    const removed = before.filter((file) => !left.has(file)).sort();
    assert.deepEqual(
      removed,
      obsoleteList(result, wal)
        .split('\n')
        .filter((file) => file !== '')
        .sort(),
    );
    return { result, command, removed, left };
  };

  it('are one where one number divides what goes from what stays', async () => {
    const { result, command, removed, left } = await clean(
      { kind: 'set', setId: story.early.directory },
      'simple',
      async (archive) => {
        for (const number of ['000000000000000000', '000000000000000001'])
          await writeFile(join(archive, `000000${number}.partial`), '');
      },
    );
    assert.ok(removed.length > 0);
    assert.match(command, /^pg_archivecleanup '/);
    assert.equal(result.archiveCleanup?.at(-1), story.early.startWalFile);
    assert.ok(left.has(story.early.startWalFile) && left.has('00000002.history'));
  });

  it('differ behind a fork: what no kept set can reach goes, although its numbers are higher', async () => {
    const { command, removed, left } = await clean({ kind: 'count', count: 1 }, 'fork');
    assert.match(command, /^\(cd '/);
    assert.ok(
      removed.some((name) => name.slice(8) >= story.late.startWalFile.slice(8)),
      removed.join(),
    );
    assert.ok(![...left].some((name) => /^00000001[0-9A-F]{16}$/.test(name)));
    assert.ok(left.has(story.late.startWalFile));
  });

  it('agree on a backup history file that goes, and on partial files of each form', async () => {
    const { command, removed, left } = await clean(
      { kind: 'set', setId: story.late.directory },
      'history files',
      async (archive) => {
        const first = (await readdir(archive)).sort().find((file) => /^[0-9A-F]{24}$/.test(file)) ?? '';
        await writeFile(join(archive, `${first}.gz.partial`), '');
      },
    );
    assert.ok(removed.some((name) => name.endsWith('.gz.partial')));
    assert.ok(
      removed.some((name) => name.endsWith('.backup')),
      command,
    );
    assert.ok([...left].some((name) => name.endsWith('.backup')));
  });

  it('agree on one timeline, whatever is kept and in whatever form: names at random', async () => {
    const names = ['', '.gz', '.partial', '.gz.partial', '.partial.gz'];
    const folder = join(story.home, 'random');
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.nat(names.length - 1)), {
          selector: String,
          minLength: 5,
          maxLength: 40,
        }),
        fc.integer({ min: 1, max: 30 }),
        async (files, start) => {
          await rm(folder, { recursive: true, force: true });
          await mkdir(folder);
          for (const [number, form] of files)
            await writeFile(join(folder, segment(number) + (names[form] ?? '')), '');
          const set = backup('kept', start, start, { archives: [folder] });
          const of = (part: string, suffix: string) =>
            files
              .filter(([, form]) => names[form] === part)
              .map(([number]) => run(1, number, number, suffix));
          const wal = archive([...of('', ''), ...of('.gz', '.gz')], {
            path: folder,
            partials: [
              ...of('.partial', ''),
              ...of('.gz.partial', '.gz.partial'),
              ...of('.partial.gz', '.gz'),
            ],
          });
          const sets = { sets: [set], archives: [wal] };
          const result = await findObsoleteWal(sets, wal, { kind: 'count', count: 1 }, () =>
            Promise.resolve(0),
          );
          const before = await readdir(folder);
          const listed = obsoleteList(result, wal)
            .split('\n')
            .filter((name) => name !== '');
          assert.deepEqual(listed.sort(), before.filter((name) => name.slice(0, 24) < segment(start)).sort());
          if (result.archiveCleanup === null) return;
          const { status, stderr } = spawnSync(tool, [...result.archiveCleanup], { encoding: 'utf8' });
          assert.equal(status, 0, stderr);
          const left = new Set(await readdir(folder));
          assert.deepEqual(before.filter((name) => !left.has(name)).sort(), listed.sort());
          compared++;
        },
      ),
      { numRuns: 60 },
    );
    assert.ok(compared > 0);
  });

  it('agree on packed files', async () => {
    const { command } = await clean(
      { kind: 'set', setId: story.early.directory },
      'packed',
      async (archive) => {
        const first = (await readdir(archive)).sort().find((file) => /^[0-9A-F]{24}$/.test(file)) ?? '';
        if (first >= story.early.startWalFile) throw new Error('nothing lies before the first backup');
        await copyFile(join(archive, first), join(archive, `${first}.gz`));
      },
    );
    assert.match(command, /^pg_archivecleanup '-x' '\.gz' /);
  });
});

function segment(number: number): string {
  return `00000001${number.toString(16).toUpperCase().padStart(16, '0')}`;
}
