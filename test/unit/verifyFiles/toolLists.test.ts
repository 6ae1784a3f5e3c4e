import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { pgmonetaSums } from '../../../src/core/formats/tools/pgmonetaSums';
import { probackupFiles, probackupListFacts } from '../../../src/core/formats/tools/probackupContent';
import { walgParts } from '../../../src/core/formats/tools/walgFiles';
import { temporaryFolder } from '../io/temporary';
import { tarOf } from '../io/tar/tars';
import { installTool, pack, COMPRESSION_TOOLS } from '../compression/tools';
import { BARMAN_INFO, PGMONETA_INFO, PROBACKUP_CONTROL } from '../tools/samples';
import { compare, contentLine, crcOf, put, writeSums } from './toolLayouts';

const PAGES = Buffer.alloc(8200, 'page');

/** Changes one byte and leaves size and everything else as it is. */
function spoil(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ 0x40;
  writeFileSync(file, bytes);
}

describe('The files of a pgmoneta backup, against backup.sha512', () => {
  const folder = temporaryFolder();
  let backup: string;

  beforeEach(() => {
    backup = `${folder.path}/srv/backup/20261125131942`;
    put(`${backup}/backup.info`, PGMONETA_INFO.replace('COMPRESSION=0', 'COMPRESSION=2'));
    put(`${backup}/backup.manifest`, 'base/5/1259,0\n');
    for (const name of ['PG_VERSION', 'base/5/1259', 'base/5/1260']) {
      put(`${backup}/data/${name}.zstd`, `packed ${name}`);
    }
    put(`${backup}/tblspc_far/1.zstd`, 'packed');
    writeSums(backup);
    // As pgmoneta does, once more after the checksums.
    appendFileSync(`${backup}/backup.info`, 'HASH_ELAPSED=1\n');
  });

  it('are what they were, packed as they are', async () => {
    const { result, set, told } = await compare(folder.path);
    assert.deepEqual([told, result.outcome, result.hashedFiles], [[], 'verified', 5]);
    assert.equal(set.evidence.files, 'checked');
    assert.ok(!set.findings.some(({ code }) => code === 'base-files-not-seen'));
  });

  it('are missing, cut or changed', async () => {
    rmSync(`${backup}/data/base/5/1259.zstd`);
    truncateSync(`${backup}/data/base/5/1260.zstd`, 3);
    spoil(`${backup}/tblspc_far/1.zstd`, 2);
    const { set, told } = await compare(folder.path);
    assert.deepEqual(told, [
      'manifest-missing-file  data/base/5/1259.zstd',
      'manifest-file-checksum-mismatch  data/base/5/1260.zstd',
      'manifest-file-checksum-mismatch  tblspc_far/1.zstd',
    ]);
    assert.notEqual(set.verdict, 'restorable');
    assert.notEqual(set.verdict, 'complete');
  });

  it('are never sought outside, and a cut list is told', async () => {
    const sum = 'a'.repeat(128);
    appendFileSync(`${backup}/backup.sha512`, `${sum} *./../../secret\n${sum} *./data/ba`);
    const { told } = await compare(folder.path);
    assert.deepEqual(told, ['manifest-unreadable list-line', 'manifest-missing-file outside ../../secret']);
  });
});

describe('The files of a pg_probackup backup, against backup_content.control', () => {
  const folder = temporaryFolder();
  let backup: string;
  const control = Buffer.alloc(8192);

  before(() => {
    control.writeUInt32LE(1300, 8);
    control.writeUInt32LE(crcOf(control.subarray(0, 288)), 288);
  });

  function write(version: string, mode = 'FULL', change = (content: string): string => content): void {
    const text = Buffer.from('15\n');
    const headers = ',"n_headers":"1","hdr_crc":"1","hdr_off":"0","hdr_size":"20"';
    const content = change(
      [
        '{"path":"base", "size":"0", "mode":"16832", "is_datafile":"0", "is_cfs":"0", "crc":"0", "compress_alg":"none", "external_dir_num":"0"}\n',
        contentLine({ path: 'PG_VERSION', size: text.length, crc: crcOf(text) }),
        contentLine({ path: 'base/5/1', size: PAGES.length, crc: crcOf(PAGES), isData: true, more: headers }),
        contentLine({ path: 'global/pg_control', size: 8192, crc: control.readUInt32LE(288) }),
        contentLine({ path: 'base/5/empty', size: 0, crc: 0 }),
        ...(mode === 'FULL' ? [] : [contentLine({ path: 'base/5/2', size: -1, crc: 0, isData: true })]),
      ].join(''),
    );
    put(`${backup}/backup_content.control`, content);
    put(`${backup}/database/PG_VERSION`, text);
    put(`${backup}/database/base/5/1`, PAGES);
    put(`${backup}/database/global/pg_control`, control);
    put(`${backup}/page_header_map`, Buffer.alloc(20));
    const facts = PROBACKUP_CONTROL.replace('2.5.12', version)
      .replace('backup-mode = PAGE', `backup-mode = ${mode}`)
      .replace(/parent-backup-id.*\n/, mode === 'FULL' ? '' : '$&');
    put(`${backup}/backup.control`, `${facts}content-crc = ${String(crcOf(Buffer.from(content)))}\n`);
  }

  beforeEach(() => {
    backup = `${folder.path}/backups/main/QO8RU1`;
    put(`${folder.path}/backups/main/pg_probackup.conf`, 'xlog-seg-size = 1048576\n');
    write('2.5.12');
  });

  const missing = 'manifest-without-checksums';

  it('are what they were: all of them with a checksum from 2.4 on', async () => {
    const { result, set, told } = await compare(folder.path);
    assert.deepEqual([told, result.outcome, result.manifest?.filesWithoutChecksum], [[], 'verified', 0]);
    assert.deepEqual([result.hashedFiles, set.evidence.files], [2, 'checked']);
    assert.ok(!set.findings.some(({ code }) => code === 'base-files-not-seen'));
  });

  it('are compared by size only where it is not certain what a checksum is of', async () => {
    write('2.3.0');
    const older = await compare(folder.path);
    assert.deepEqual([older.told, older.result.hashedFiles], [[missing], 1]);
    assert.deepEqual([older.result.manifest?.filesWithoutChecksum, older.set.evidence.files], [1, 'checked']);
    write('2.0.24');
    const oldest = await compare(folder.path);
    assert.deepEqual([oldest.told, oldest.result.hashedFiles], [[missing], 0]);
    assert.equal(oldest.set.evidence.files, 'sizes-only');
  });

  it('are missing, cut or changed; so is pg_control', async () => {
    rmSync(`${backup}/database/PG_VERSION`);
    truncateSync(`${backup}/database/base/5/1`, 8000);
    spoil(`${backup}/database/global/pg_control`, 100);
    const { set, told } = await compare(folder.path);
    assert.deepEqual(
      told,
      [
        'manifest-missing-file  PG_VERSION',
        'manifest-size-mismatch  base/5/1',
        'manifest-file-checksum-mismatch  global/pg_control',
      ].map((text) => text.replace(/ {2}/, '  database/')),
    );
    assert.notEqual(set.verdict, 'restorable');
    write('2.5.12');
    spoil(`${backup}/database/base/5/1`, 5000);
    rmSync(`${backup}/page_header_map`);
    assert.deepEqual((await compare(folder.path)).told, [
      'manifest-missing-file  page_header_map',
      'manifest-file-checksum-mismatch  database/base/5/1',
    ]);
  });

  it('are in another backup where nothing changed, but not of a full one', async () => {
    write('2.5.12', 'DELTA');
    assert.deepEqual((await compare(folder.path)).told, []);
    write('2.5.12', 'FULL', (content) => content + contentLine({ path: 'base/5/2', size: -1, crc: 0 }));
    assert.deepEqual((await compare(folder.path)).told, ['manifest-missing-file  database/base/5/2']);
  });

  it('are told apart from a list that was changed or cut', async () => {
    const list = `${backup}/backup_content.control`;
    truncateSync(list, readFileSync(list).length - 10);
    assert.deepEqual((await compare(folder.path)).told, [
      'manifest-unreadable list-line',
      'manifest-checksum-mismatch',
    ]);
  });
});

describe('The tars of a WAL-G backup, against files_metadata.json', () => {
  const folder = temporaryFolder();
  const lz4 = COMPRESSION_TOOLS.find(({ compression }) => compression === 'lz4');
  let backup: string;
  let part: string;

  before(async () => {
    assert.ok(lz4);
    await installTool(lz4);
  });

  async function compressed(name: string, members: readonly string[]): Promise<void> {
    assert.ok(lz4);
    const tar = await tarOf([
      { name: '/base/5', type: 'directory' },
      ...members.map((member) => ({ name: member, content: PAGES })),
    ]);
    put(`${backup}/tar_partitions/${name}`, pack(lz4, '-1', tar));
  }

  beforeEach(async () => {
    const name = 'base_00000001000000000000000E';
    backup = `${folder.path}/basebackups_005/${name}`;
    part = `${backup}/tar_partitions/part_001.tar.lz4`;
    put(
      `${backup}_backup_stop_sentinel.json`,
      '{"LSN":14680104,"FinishLSN":14680320,"PgVersion":150018,"SystemIdentifier":7712152947021540220}',
    );
    const sets = {
      Files: {
        '/base/5/1': { IsSkipped: false, MTime: '2026-11-25T01:02:03Z' },
        '/base/5/9': { IsSkipped: true },
      },
      TarFileSets: {
        'part_001.tar.lz4': ['/base/5', '/base/5/1', '/base/5/2'],
        'pg_control.tar.lz4': ['/global/pg_control'],
      },
    };
    put(`${backup}/files_metadata.json`, JSON.stringify(sets));
    await compressed('part_001.tar.lz4', ['/base/5/1', '/base/5/2']);
    await compressed('pg_control.tar.lz4', ['/global/pg_control']);
  });

  const NOTE = 'manifest-without-checksums names-only';

  it('are there with all that they should have, and more is not claimed', async () => {
    const { result, set, told } = await compare(folder.path);
    assert.deepEqual([told, result.outcome, set.evidence.files], [[NOTE], 'verified', 'sizes-only']);
    assert.ok(!set.findings.some(({ code }) => code === 'base-files-not-seen'));
  });

  it('are missing, cut, changed, or lack a file', async () => {
    rmSync(`${backup}/tar_partitions/pg_control.tar.lz4`);
    truncateSync(part, readFileSync(part).length - 20);
    const cut = await compare(folder.path);
    assert.deepEqual(
      cut.told.map((text) => text.replace(/ .*tar_/, ' tar_')),
      [NOTE, 'manifest-missing-file tar_partitions/pg_control.tar.lz4', 'truncated-tar compressed-truncated'],
    );
    await compressed('part_001.tar.lz4', ['/base/5/1', '/base/5/2']);
    await compressed('pg_control.tar.lz4', []);
    spoil(part, 40);
    const changed = await compare(folder.path);
    assert.deepEqual(changed.result.outcome, 'refused');
    assert.ok(
      changed.told.some((text) => text.startsWith('unreadable-tar')),
      changed.told.join(),
    );
    assert.ok(changed.told.includes('manifest-missing-file in-tar global/pg_control'));
  });

  it('are said to be closed where they are encrypted, and to be damaged where one alone looks so', async () => {
    const noise = Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7919 * (i + 13)) >> 3));
    writeFileSync(part, noise);
    assert.ok((await compare(folder.path)).told.some((text) => text.includes('compressed-broken')));
    writeFileSync(`${backup}/tar_partitions/pg_control.tar.lz4`, noise);
    const { told, result } = await compare(folder.path);
    assert.deepEqual([told, result.outcome], [['base-files-not-seen tars-not-opened', NOTE], 'verified']);
  });

  it('are never sought outside, on Windows neither', async () => {
    for (const name of ['../x.tar', '..\\..\\x.tar', 'a/x.tar', '..']) {
      put(`${backup}/files_metadata.json`, JSON.stringify({ TarFileSets: { [name]: ['/base/5'] } }));
      const { told } = await compare(folder.path);
      assert.deepEqual(told, [NOTE, `manifest-missing-file outside ${name}`]);
    }
  });

  it('cannot be compared without the list, which is said, or with one that is cut', async () => {
    const list = `${backup}/files_metadata.json`;
    truncateSync(list, 60);
    assert.deepEqual((await compare(folder.path)).told, ['manifest-unreadable invalid-json']);
    writeFileSync(list, '{}');
    assert.deepEqual((await compare(folder.path)).told, ['base-files-not-seen no-list']);
    rmSync(list);
    const { told, set } = await compare(folder.path);
    assert.deepEqual([told, set.evidence.files], [['base-files-not-seen no-list'], 'not-checked']);
  });
});

describe('Lists of files of backup tools', () => {
  it('never throw, whatever is in them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(400), (noise, at) => {
        const line = contentLine({ path: 'a"b', size: 1, crc: 2 });
        const samples = [`${'a'.repeat(128)} *./data/x\n`, line, '{"TarFileSets":{"p.tar":["/a"],"q":null}}'];
        for (const sample of samples) {
          const bytes = Buffer.concat([Buffer.from(sample.slice(0, at)), noise, gzipSync(noise)]);
          assert.ok([...pgmonetaSums(bytes)].length >= 0 && [...probackupFiles(bytes)].length >= 0);
          assert.ok(probackupListFacts(bytes).contentCrc !== 0);
          assert.ok((walgParts(bytes) ?? []).length >= 0);
        }
      }),
    );
  });
});

describe('The files of a Barman backup', () => {
  const folder = temporaryFolder();

  it('are compared with the manifest in its data directory, and with nothing where there is none', async () => {
    const backup = `${folder.path}/srv/base/20261125T131942`;
    put(`${backup}/backup.info`, BARMAN_INFO);
    put(`${backup}/data/PG_VERSION`, '15\n');
    const label = BARMAN_INFO.split("'")[1]?.replaceAll('\\n', '\n');
    put(`${backup}/data/backup_label`, label ?? '');
    await assert.rejects(compare(folder.path), /nothing to compare with/);
    const files = `{"Path":"PG_VERSION","Size":3,"Last-Modified":"2026-11-25 13:19:42 GMT","Checksum-Algorithm":"CRC32C","Checksum":"00000000"}`;
    const head = `{ "PostgreSQL-Backup-Manifest-Version": 1,\n"Files": [\n${files}\n],\n"WAL-Ranges": [\n],\n`;
    const sum = createHash('sha256').update(head).digest('hex');
    put(`${backup}/data/backup_manifest`, `${head}"Manifest-Checksum": "${sum}"}\n`);
    const { set, told } = await compare(folder.path);
    assert.deepEqual(told, [
      'manifest-file-checksum-mismatch  PG_VERSION',
      'manifest-extra-file  backup_label',
    ]);
    assert.deepEqual([set.layout, set.evidence.files], ['barman', 'checked']);
  });
});
