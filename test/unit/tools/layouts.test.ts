import assert from 'node:assert/strict';
import type { Catalog } from '../../../src/core/model/catalog';
import type { BackupSet } from '../../../src/core/model/backupSet';
import { FakeCluster, SYSTEM } from '../catalog/fakeCluster';
import { scanAll } from '../catalog/looseSet';
import { MemoryTree } from '../catalog/memoryTree';
import { pgbackrestFile } from './samples';

function cluster(): FakeCluster {
  return new FakeCluster(new MemoryTree());
}

function only(catalog: Catalog): BackupSet {
  assert.equal(catalog.sets.length, 1, JSON.stringify(catalog.sets.map(({ path }) => path)));
  assert.ok(catalog.sets[0]);
  return catalog.sets[0];
}

function codes({ findings }: Pick<BackupSet, 'findings'>): unknown[] {
  return findings.map(({ code, severity, args }) => [code, severity, args['reason'] ?? '']);
}

/** Barman's own metadata of a backup from segment `first` on. */
function barmanInfo(c: FakeCluster, first: number, end: string, more = ''): string {
  const lines = [
    `begin_wal=${c.name(first)}`,
    `begin_xlog=0/${first.toString(16).toUpperCase()}00028`,
    `end_wal=${end}`,
    `end_xlog=0/${Number.parseInt(end.slice(-2), 16).toString(16).toUpperCase()}00100`,
    'mode=postgres',
    'timeline=1',
    'version=150018',
    `systemid=${SYSTEM}`,
    'xlog_segment_size=1048576',
  ];
  return `${[...lines, more === '' ? 'status=DONE' : more].join('\n')}\n`;
}

/** A backup with its data directory; its history file ends it in segment 6. */
function barmanServer(
  c = cluster(),
  metadata = '/b/srv/base/20261120T020000/backup.info',
  more = '',
): FakeCluster {
  const folder = '/b/srv/base/20261120T020000';
  c.dataDirectory(`${folder}/data`, c.label(5)).segments('/b/srv/wals', 5, 7);
  c.tree
    .file(metadata, barmanInfo(c, 5, c.name(6), more))
    .file('/b/srv/identity.json', `{"systemid": "${SYSTEM}", "version": "15"}`)
    .file(`/b/srv/wals/${c.historyName(5)}`, c.history(5, 0x600100n));
  return c;
}

describe('repositories of backup tools', () => {
  it('of Barman give one set for label, history file, data directory and metadata, old place or new', async () => {
    for (const place of [
      '/b/srv/base/20261120T020000/backup.info',
      '/b/srv/meta/20261120T020000-backup.info',
    ]) {
      const { tree } = barmanServer(cluster(), place);
      const catalog = await scanAll(tree);
      const set = only(catalog);
      assert.equal(set.id, '/b/srv/base/20261120T020000');
      assert.equal(set.layout, 'barman');
      assert.equal(set.label, '20261120T020000');
      assert.equal(set.files.toolMetadata, place);
      assert.equal(set.stop?.source, 'backup-history-file');
      assert.deepEqual(set.archives, ['/b/srv/wals']);
      assert.deepEqual(codes(set), [['unreadable-control-file', 'error', 'missing']]);
      assert.deepEqual(
        catalog.archives.map(({ layout, path }) => [layout, path]),
        [['barman', '/b/srv/wals']],
      );
    }
  });

  it('of Barman with an end one segment too far: the files are right', async () => {
    const c = barmanServer();
    c.tree.file(
      '/b/srv/base/20261120T020000/backup.info',
      barmanInfo(c, 5, c.name(8), 'status=FAILED\nerror=At least one WAL file is missing.'),
    );
    const set = only(await scanAll(c.tree));
    const [, , mismatch] = codes(set);
    assert.deepEqual(mismatch, ['tool-metadata-mismatch', 'info', 'beyond']);
    assert.equal(set.findings[2]?.args['unneeded'], c.name(8));
    assert.deepEqual(set.missing, []);
    assert.deepEqual(codes(set)[1], ['failed-backup', 'info', 'waiting']);
  });

  it('of Barman: without history file the metadata tell the end, and contradictions are told', async () => {
    const c = cluster();
    const folder = '/b/srv/base/20261120T020000';
    c.segments('/b/srv/wals', 5, 7)
      .tree.file(`${folder}/backup.info`, barmanInfo(c, 5, c.name(6)))
      .folder(`${folder}/data`);
    const set = only(await scanAll(c.tree));
    assert.equal(set.verdict, 'complete');
    assert.equal(set.stop?.source, 'tool-metadata');
    c.segment('/b/srv/wals', 5, { systemIdentifier: 1n });
    const foreign = barmanInfo(c, 5, c.name(6)).replace(`begin_wal=${c.name(5)}`, `begin_wal=${c.name(4)}`);
    c.tree.file(`${folder}/backup.info`, foreign);
    assert.ok(
      only(await scanAll(c.tree)).findings.some(
        ({ code, args }) => code === 'tool-metadata-mismatch' && args['field'] === 'start-segment',
      ),
    );
  });

  it('of Barman: statuses, a lost data directory and the list of WAL', async () => {
    const cases: [string, string, string][] = [
      ['status=STARTED', 'undetermined', 'unfinished-backup'],
      ['status=FAILED\nerror=disk full', 'damaged', 'failed-backup'],
      ['status=DONE', 'incomplete', 'missing-base-files'],
      ['status=WAITING_FOR_WALS', 'incomplete', 'missing-base-files'],
    ];
    for (const [status, verdict, code] of cases) {
      const c = cluster().segments('/b/srv/wals', 5, 7);
      c.tree.file('/b/srv/meta/20261120T020000-backup.info', barmanInfo(c, 5, c.name(6), status));
      const set = only(await scanAll(c.tree));
      assert.equal(set.verdict, verdict, status);
      assert.ok(
        set.findings.some((finding) => finding.code === code),
        status,
      );
    }
    const { tree, ...c } = barmanServer();
    tree.file(
      '/b/srv/wals/xlog.db',
      `${new FakeCluster(tree).name(5)}\t1\t1.0\tNone\n${new FakeCluster(tree).name(9)}\t1\t1.0\tNone\n`,
    );
    assert.ok(c);
    const [archive] = (await scanAll(tree)).archives;
    const list = archive?.findings.find(({ code }) => code === 'wal-list-mismatch');
    assert.deepEqual(list?.args, { absent: 1, unlisted: 2 });
  });

  it('of pgBackRest: chain, what is in progress, what expired, and a parent that is gone', async () => {
    const c = cluster().segments('/b/r/archive/main/15-1', 4, 14);
    const [full, diff, incr] = [
      '20261120-020000F',
      '20261120-020000F_20261121-020000D',
      '20261120-020000F_20261122-020000I',
    ];
    const entry = (name: string, segment: number, more: string): string =>
      `${name}={"backup-archive-start":"${c.name(segment)}","backup-archive-stop":"${c.name(segment + 1)}",` +
      `"backup-lsn-start":"0/${segment.toString(16)}00028","backup-lsn-stop":"0/${(segment + 1).toString(16)}00050","db-id":1,${more}}`;
    const info = (...entries: string[]): string =>
      pgbackrestFile(
        `[backup:current]\n${entries.join('\n')}\n\n[db]\ndb-id=1\n\n[db:history]\n1={"db-system-id":${SYSTEM},"db-version":"15"}\n`,
      );
    const whole = [
      entry(full, 5, '"backup-type":"full"'),
      entry(diff, 8, `"backup-type":"diff","backup-prior":"${full}"`),
      entry(incr, 11, `"backup-type":"incr","backup-prior":"${diff}"`),
    ];
    c.tree
      .file('/b/r/backup/main/backup.info', info(...whole))
      .file('/b/r/archive/main/archive.info', 'cut')
      .file(
        '/b/r/backup/main/20261123-020000F/backup.manifest.copy',
        '[backup]\nbackup-label="20261123-020000F"\n',
      )
      .file('/b/r/backup/main/backup.history/2026/20261101-020000F.manifest.gz', 'x');
    for (const name of [full, diff, incr]) c.tree.file(`/b/r/backup/main/${name}/backup.manifest`, '');
    const catalog = await scanAll(c.tree);
    assert.deepEqual(
      catalog.sets.map((set) => [set.label, set.method, set.parentId, set.verdict]),
      [
        [full, 'full', undefined, 'complete'],
        [diff, 'diff', `/b/r/backup/main/${full}`, 'complete'],
        [incr, 'incr', `/b/r/backup/main/${diff}`, 'complete'],
        ['20261123-020000F', undefined, undefined, 'undetermined'],
      ],
    );
    assert.deepEqual(codes({ findings: catalog.findings }), [['unreadable-tool-metadata', 'warning', 'cut']]);
    c.tree.file('/b/r/backup/main/backup.info', info(...whole.slice(1)));
    const orphans = (await scanAll(c.tree)).sets.filter(({ kind }) => kind === 'incremental');
    const unlisted = (await scanAll(c.tree)).sets.find(({ label }) => label === full);
    assert.deepEqual(
      unlisted?.findings.find(({ code }) => code === 'tool-metadata-mismatch')?.args['reason'],
      'unlisted',
    );
    // The manifest of the full one is still there, so it is a backup, whatever the list contains.
    assert.deepEqual(
      orphans.map(({ verdict }) => verdict),
      ['complete', 'complete'],
    );
  });

  it('of pgBackRest: a manifest that contradicts backup.info counts, and is told', async () => {
    const c = cluster().segments('/b/r/archive/main/15-1', 4, 14);
    const name = '20261120-020000F';
    const facts = {
      'backup-archive-start': c.name(5),
      'backup-archive-stop': c.name(6),
      'backup-lsn-start': '0/500028',
      'backup-lsn-stop': '0/600050',
      'backup-type': 'full',
    };
    const clusters = `[db]\ndb-id=1\n\n[db:history]\n1={"db-system-id":${SYSTEM},"db-version":"15"}\n`;
    c.tree.file(
      '/b/r/backup/main/backup.info',
      pgbackrestFile(`[backup:current]\n${name}=${JSON.stringify({ ...facts, 'db-id': 1 })}\n\n${clusters}`),
    );
    const manifest = (more: object): string => {
      const own = { ...facts, 'backup-label': name, ...more };
      const lines = Object.entries(own).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
      return `[backrest]\nbackrest-format=5\n\n[backup]\n${lines.join('\n')}\n\n[backup:db]\ndb-id=1\n`;
    };
    const mismatches = async (text: string): Promise<unknown[]> => {
      c.tree.file(`/b/r/backup/main/${name}/backup.manifest`, text);
      return only(await scanAll(c.tree))
        .findings.filter(({ code }) => code === 'tool-metadata-mismatch')
        .map(({ args }) => [args['field'], args['recorded'], args['files']]);
    };
    assert.deepEqual(await mismatches(manifest({})), []);
    for (const unreadable of ['', 'Salted__x', '[backup]\nbackup-la'])
      assert.deepEqual(await mismatches(unreadable), []);
    assert.deepEqual(
      await mismatches(manifest({ 'backup-lsn-stop': '0/700050', 'backup-archive-stop': c.name(7) })),
      [['stop', '0/600050 on timeline 1', '0/700050 on timeline 1']],
    );
    assert.equal(only(await scanAll(c.tree)).required?.count, 3);
    assert.deepEqual(
      await mismatches(manifest({ 'backup-label': '20261119-020000F', 'backup-type': 'incr' })),
      [
        ['label', name, '20261119-020000F'],
        ['type', 'full', 'incr'],
      ],
    );
  });

  it('of WAL-G: full, delta and unfinished', async () => {
    const c = cluster().segments('/b/w/wal_005', 4, 14);
    const name = `base_${c.name(5)}`;
    const delta = `base_${c.name(8)}_D_${c.name(5).slice(8)}`;
    const longDelta = `base_${c.name(8)}_D_${c.name(5)}`;
    const sentinel = (first: number, more = ''): string =>
      `{"LSN":${first * 1048576 + 40},"FinishLSN":${(first + 1) * 1048576 + 100},"PgVersion":150018,"SystemIdentifier":${SYSTEM}${more}}`;
    c.tree
      .file(`/b/w/basebackups_005/${name}_backup_stop_sentinel.json`, sentinel(5))
      .file(`/b/w/basebackups_005/${name}/tar_partitions/part_001.tar.lz4`, 'x')
      .file(
        `/b/w/basebackups_005/${longDelta}_backup_stop_sentinel.json`,
        sentinel(8, `,"DeltaFrom":"${name}"`),
      )
      .folder(`/b/w/basebackups_005/${longDelta}`)
      .file(`/b/w/basebackups_005/base_${c.name(11)}/tar_partitions/part_001.tar.lz4`, 'x');
    assert.notEqual(delta, longDelta);
    const { sets } = await scanAll(c.tree);
    assert.deepEqual(
      sets.map((set) => [set.method, set.parentId, set.verdict]),
      [
        ['full', undefined, 'complete'],
        ['delta', `/b/w/basebackups_005/${name}`, 'complete'],
        [undefined, undefined, 'undetermined'],
      ],
    );
  });

  it('of every tool: folders of a damaged or foreign backup.info break nothing else', async () => {
    const c = barmanServer();
    for (const [i, text] of ['', '\0\0', 'no sense', '{"a":1}', 'x'.repeat(3_000_000)].entries()) {
      c.tree.file(`/b/other/base/2026112${i}T020000/backup.info`, text);
    }
    const catalog = await scanAll(c.tree);
    only(catalog);
    assert.equal(catalog.findings.filter(({ code }) => code === 'unreadable-tool-metadata').length, 5);
  });

  it('never lead outside by a name in the metadata', async () => {
    const c = cluster();
    c.tree.file(
      '/b/r/backup/main/backup.info',
      pgbackrestFile('[backup:current]\n../../../etc={"db-id":1}\n\n[db]\ndb-id=1\n'),
    );
    const { sets } = await scanAll(c.tree);
    assert.deepEqual(sets, []);
  });
});
