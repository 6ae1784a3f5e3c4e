import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { BackupSet } from '../../../../src/core/model/backupSet';
import { formatLsn } from '../../../../src/core/ground/lsn';
import { segmentName } from '../../../../src/core/wal/segmentName';
import { segmentOfStart } from '../../../../src/core/wal/geometry';
import { copyTree } from '../copyTree';

/** A real backup with its data directory, and the directory with its segments, which are not compressed. */
export interface RealBackup {
  readonly set: BackupSet;
  readonly wal: string;
}

/** The same backup as WAL-G, pgmoneta and pg_probackup would have stored it, according to their documentation. */
export async function buildRepositories(real: RealBackup, home: string): Promise<void> {
  await buildWalg(real, join(home, 'wal-g'));
  await buildPgmoneta(real, join(home, 'pgmoneta', 'srv'));
  await buildProbackup(real, join(home, 'pg_probackup'));
}

/** Data files in tars of its own, WAL compressed with Brotli. */
async function buildWalg(real: RealBackup, root: string): Promise<void> {
  const { set, start, stop, segment } = factsOf(real);
  const name = `base_${segment}`;
  const backups = join(root, 'basebackups_005');
  await mkdir(join(backups, name, 'tar_partitions'), { recursive: true });
  await writeFile(
    join(backups, name, 'tar_partitions/part_1.tar.br'),
    brotliCompressSync(Buffer.alloc(1024)),
  );
  const sentinel =
    `{"Version":2,"LSN":${start},"FinishLSN":${stop},"PgVersion":${set.versionNum ?? 0},` +
    `"SystemIdentifier":${set.systemIdentifier ?? 0n},"StartTime":"2026-11-25T01:02:03.123456789Z"}`;
  await writeFile(join(backups, `${name}_backup_stop_sentinel.json`), sentinel);
  await storeWal(real.wal, join(root, 'wal_005'), '.br', brotliCompressSync);
}

async function buildPgmoneta(real: RealBackup, server: string): Promise<void> {
  const { set, start, stop, segment, data } = factsOf(real);
  const folder = join(server, 'backup/20261125131942');
  await copyTree(data, join(folder, 'data'));
  const lines = [
    'PGMONETA_VERSION=0.20.0',
    'STATUS=1',
    'LABEL=20261125131942',
    `WAL=${segment}`,
    `MAJOR_VERSION=${(set.versionNum ?? 0) / 10000}`,
    'KEEP=0',
    `START_WALPOS=${formatLsn(start)}`,
    `END_WALPOS=${formatLsn(stop)}`,
    'START_TIMELINE=1',
    'END_TIMELINE=1',
    'TYPE=0',
  ];
  await writeFile(join(folder, 'backup.info'), `${lines.join('\n')}\n`);
  await storeWal(real.wal, join(server, 'wal'), '', (bytes) => bytes);
}

/** A full backup whose WAL is in the archive, and an incremental one that includes its own. */
async function buildProbackup(real: RealBackup, root: string): Promise<void> {
  const { set, start, stop, data } = factsOf(real);
  const instance = join(root, 'backups/main');
  const control = (more: readonly string[]): string =>
    [
      '#Configuration',
      `server-version = ${(set.versionNum ?? 0) / 10000}`,
      'timelineid = 1',
      `start-lsn = ${formatLsn(start)}`,
      `stop-lsn = ${formatLsn(stop)}`,
      "start-time = '2026-11-25 13:19:42+00'",
      'status = OK',
      ...more,
      '',
    ].join('\n');
  await copyTree(data, join(instance, 'QO8RU1/database'));
  await writeFile(join(instance, 'QO8RU1/backup.control'), control(['backup-mode = FULL', 'stream = false']));
  await copyTree(data, join(instance, 'QO8RU2/database'), (path) => !path.endsWith('PG_VERSION'));
  await storeWal(real.wal, join(instance, 'QO8RU2/database/pg_wal'), '', (bytes) => bytes);
  const delta = ['backup-mode = DELTA', 'stream = true', "parent-backup-id = 'QO8RU1'"];
  await writeFile(join(instance, 'QO8RU2/backup.control'), control(delta));
  const config = `system-identifier = ${set.systemIdentifier ?? 0n}\nxlog-seg-size = ${set.geometry?.segmentSize ?? 0}\n`;
  await writeFile(join(instance, 'pg_probackup.conf'), config);
  await storeWal(real.wal, join(root, 'wal/main'), '.gz', gzipSync);
}

function factsOf({ set }: RealBackup) {
  const { start, stop, geometry, files } = set;
  if (start === undefined || stop === undefined || geometry === undefined)
    throw new Error('not a whole backup');
  const segment = segmentName(start.timeline, segmentOfStart(start.lsn, geometry), geometry);
  return { set, start: start.lsn, stop: stop.lsn, segment, data: files.dataDirectory ?? '' };
}

/** Segments only: without history files the tools' own metadata contain the end. */
async function storeWal(
  from: string,
  to: string,
  suffix: string,
  pack: (bytes: Buffer) => Uint8Array,
): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    if (!/^[0-9A-F]{24}$/.test(name)) continue;
    if (suffix === '') await copyFile(join(from, name), join(to, name));
    else await writeFile(join(to, name + suffix), pack(await readFile(join(from, name))));
  }
}
