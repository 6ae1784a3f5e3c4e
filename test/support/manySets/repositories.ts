import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { formatLsn } from '../../../src/core/ground/lsn';
import { writeDataDirectory, writeText } from './storedFiles';
import type { OneOfMany } from './storedWal';
import { GEOMETRY, labelText, nameOf, oneOfMany, secondsOf, storeWal, SYSTEM_IDENTIFIER } from './storedWal';

/** The tools with generated repositories of many backups, in the layouts of versions of 2023 to 2026. */
export const MANY_SETS: Readonly<Record<string, (root: string, sets: number) => Promise<void>>> = {
  barman: manyOfBarman,
  pgbackrest: manyOfPgbackrest,
  'wal-g': manyOfWalg,
  pgmoneta: manyOfPgmoneta,
  pg_probackup: manyOfProbackup,
};

async function manyOfBarman(root: string, sets: number): Promise<void> {
  const server = join(root, 'main');
  await writeText(join(server, 'identity.json'), `{"systemid": "${SYSTEM_IDENTIFIER}", "version": "15"}`);
  for (const one of all(sets)) {
    const folder = join(server, 'base', stamp(one, 'T'));
    await writeDataDirectory(join(folder, 'data'), one, true);
    const lines = [
      `backup_label=${JSON.stringify(labelText(one)).replaceAll(/^"|"$/g, "'")}`,
      `begin_time=${new Date(secondsOf(one.index) * 1000).toISOString().replace('T', ' ').replace('Z', '000+00:00')}`,
      `begin_wal=${nameOf(one.first)}`,
      `begin_xlog=${formatLsn(one.start)}`,
      'compression=None',
      `end_wal=${nameOf(one.last)}`,
      `end_xlog=${formatLsn(one.stop)}`,
      'error=None',
      'mode=postgres',
      'server_name=main',
      'status=DONE',
      `systemid=${SYSTEM_IDENTIFIER}`,
      'tablespaces=None',
      'timeline=1',
      'version=150018',
      `xlog_segment_size=${String(GEOMETRY.segmentSize)}`,
      '',
    ];
    await writeText(join(folder, 'backup.info'), lines.join('\n'));
  }
  const fileOf = (name: string): string => `${name.slice(0, 16)}/${name}`;
  await storeWal(join(server, 'wals'), sets, { fileOf, histories: 'plain' });
}

async function manyOfPgbackrest(root: string, sets: number): Promise<void> {
  const cluster = `"db-system-id":${SYSTEM_IDENTIFIER},"db-version":"15"`;
  const entries: string[] = [];
  const backup = join(root, 'backup/main');
  let full = '';
  for (const one of all(sets)) {
    const isFull = one.index % 7 === 0;
    const own = stamp(one, '-');
    if (isFull) full = `${own}F`;
    const name = isFull ? full : `${full}_${own}I`;
    const prior = isFull ? '' : `"backup-prior":"${full}","backup-reference":["${full}"],`;
    const seconds = secondsOf(one.index);
    entries.push(
      `${name}={"backrest-format":5,"backrest-version":"2.45",` +
        `"backup-archive-start":"${nameOf(one.first)}","backup-archive-stop":"${nameOf(one.last)}",` +
        '"backup-error":false,"backup-info-repo-size":2955264,"backup-info-size":23000000,' +
        `"backup-lsn-start":"${formatLsn(one.start)}","backup-lsn-stop":"${formatLsn(one.stop)}",${prior}` +
        `"backup-timestamp-start":${String(seconds)},"backup-timestamp-stop":${String(seconds + 300)},` +
        `"backup-type":"${isFull ? 'full' : 'incr'}","db-id":1,"option-archive-check":true,"option-online":true}`,
    );
    const manifest = `[backup]\nbackup-label="${name}"\nbackup-type="${isFull ? 'full' : 'incr'}"\n`;
    for (const suffix of ['', '.copy'])
      await writeText(join(backup, name, `backup.manifest${suffix}`), manifest);
    await writeText(join(backup, name, 'pg_data/PG_VERSION.gz'), 'x');
    await mkdir(join(backup, name, 'pg_data/base/1'), { recursive: true });
  }
  const info = (sections: readonly string[]): string =>
    withSum(`[backrest]\nbackrest-format=5\nbackrest-version="2.45"\n\n${sections.join('\n')}`);
  const current = `[backup:current]\n${entries.join('\n')}\n`;
  const text = info([
    current,
    `[db]\ndb-id=1\n${cluster.replaceAll(/"([^"]+)":/g, '$1=').replaceAll(',', '\n')}\n`,
    `[db:history]\n1={${cluster}}\n`,
  ]);
  const archived = `"db-id":${SYSTEM_IDENTIFIER},"db-version":"15"`;
  const archive = info([
    `[db]\ndb-id=1\ndb-system-id=${SYSTEM_IDENTIFIER}\ndb-version="15"\n`,
    `[db:history]\n1={${archived}}\n`,
  ]);
  for (const suffix of ['', '.copy']) {
    await writeText(join(backup, `backup.info${suffix}`), text);
    await writeText(join(root, `archive/main/archive.info${suffix}`), archive);
  }
  const fileOf = (name: string, sum: string): string =>
    `${name.slice(0, 16)}/${name}${sum === '' ? '' : `-${sum}.gz`}`;
  await storeWal(join(root, 'archive/main/15-1'), sets, { fileOf, histories: 'plain' });
}

async function manyOfWalg(root: string, sets: number): Promise<void> {
  let full = '';
  for (const one of all(sets)) {
    const isFull = one.index % 7 === 0;
    const own = `base_${nameOf(one.first)}`;
    if (isFull) full = own;
    const name = isFull ? own : `${own}_D_${full.slice('base_'.length)}`;
    const delta = isFull
      ? ''
      : `"DeltaLSN":1,"DeltaFrom":"${full}","DeltaFullName":"${full}","DeltaCount":1,`;
    const times = `"StartTime":"${iso(one)}","FinishTime":"${iso(one)}"`;
    const folder = join(root, 'basebackups_005');
    await writeText(
      join(folder, `${name}_backup_stop_sentinel.json`),
      `{"Version":2,"LSN":${String(one.start)},"FinishLSN":${String(one.stop)},${delta}"PgVersion":150018,` +
        `"SystemIdentifier":${String(SYSTEM_IDENTIFIER)},"UncompressedSize":23000000,${times},"IsPermanent":false}\n`,
    );
    await writeText(
      join(folder, name, 'metadata.json'),
      `{"start_time":"${iso(one)}","finish_time":"${iso(one)}","start_lsn":${String(one.start)},` +
        `"finish_lsn":${String(one.stop)},"pg_version":150018,"is_permanent":false,` +
        `"system_identifier":${String(SYSTEM_IDENTIFIER)}}\n`,
    );
    await writeText(join(folder, name, 'files_metadata.json'), '{}');
    await writeText(join(folder, name, 'tar_partitions/part_001.tar.gz'), 'x');
  }
  await storeWal(join(root, 'wal_005'), sets, { fileOf: (name) => `${name}.gz`, histories: 'gzip' });
}

async function manyOfPgmoneta(root: string, sets: number): Promise<void> {
  const server = join(root, 'main');
  for (const one of all(sets)) {
    const folder = join(server, 'backup', stamp(one, ''));
    await writeDataDirectory(join(folder, 'data'), one, true);
    const lines = [
      'PGMONETA_VERSION=0.20.0',
      'STATUS=1',
      `LABEL=${stamp(one, '')}`,
      `WAL=${nameOf(one.first)}`,
      'MAJOR_VERSION=15',
      'MINOR_VERSION=18',
      'KEEP=0',
      'TABLESPACES=0',
      `START_WALPOS=${formatLsn(one.start)}`,
      `END_WALPOS=${formatLsn(one.stop)}`,
      'START_TIMELINE=1',
      'END_TIMELINE=1',
      'TYPE=0',
      '',
    ];
    await writeText(join(folder, 'backup.info'), lines.join('\n'));
    await writeText(join(folder, 'backup.manifest'), 'PG_VERSION,x\n');
  }
  await storeWal(join(server, 'wal'), sets, { fileOf: (name) => `${name}.gz`, histories: 'none' });
}

async function manyOfProbackup(root: string, sets: number): Promise<void> {
  const instance = join(root, 'backups/main');
  const config = `system-identifier = ${String(SYSTEM_IDENTIFIER)}\nxlog-seg-size = ${String(GEOMETRY.segmentSize)}\n`;
  await writeText(join(instance, 'pg_probackup.conf'), config);
  let full = '';
  for (const one of all(sets)) {
    const isFull = one.index % 7 === 0;
    const id = secondsOf(one.index).toString(36).toUpperCase();
    if (isFull) full = id;
    const lines = [
      '#Configuration',
      `backup-mode = ${isFull ? 'FULL' : 'DELTA'}`,
      'stream = false',
      '#Compatibility',
      'server-version = 15',
      '#Result backup info',
      'timelineid = 1',
      `start-lsn = ${formatLsn(one.start)}`,
      `stop-lsn = ${formatLsn(one.stop)}`,
      `start-time = '${iso(one).replace('T', ' ').replace('Z', '+00')}'`,
      'status = OK',
      ...(isFull ? [] : [`parent-backup-id = '${full}'`]),
      '',
    ];
    await writeText(join(instance, id, 'backup.control'), lines.join('\n'));
    await writeText(join(instance, id, 'backup_content.control'), '{}\n');
    await writeDataDirectory(join(instance, id, 'database'), one, false);
  }
  const fileOf = (name: string, sum: string): string => (sum === '' ? name : `${name}.gz`);
  await storeWal(join(root, 'wal/main'), sets, { fileOf, histories: 'plain' });
}

function all(sets: number): OneOfMany[] {
  return Array.from({ length: sets }, (_, index) => oneOfMany(index));
}

function iso({ index }: OneOfMany): string {
  return new Date(secondsOf(index) * 1000).toISOString().replace('.000', '');
}

/** `20250101T020000`, with the given separator. */
function stamp(one: OneOfMany, separator: string): string {
  return iso(one).replaceAll(/[-:Z]/g, '').replace('T', separator);
}

/** pgBackRest's own checksum over the sections as JSON. */
function withSum(text: string): string {
  const sections = text
    .split(/^\[/m)
    .slice(1)
    .map((section) => {
      const [head = '', ...lines] = section.split('\n');
      const values = lines.filter((line) => line !== '').map((line) => line.replace(/^([^=]+)=/, '"$1":'));
      return `"${head.slice(0, -1)}":{${values.join(',')}}`;
    });
  const sum = createHash('sha1')
    .update(`{${sections.join(',')}}`)
    .digest('hex');
  return `${text}\n[backrest]\nbackrest-checksum="${sum}"\n`;
}
