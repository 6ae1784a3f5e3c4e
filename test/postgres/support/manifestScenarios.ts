import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BaseBackup } from './baseBackup';
import { changeFile, replaceFile } from './linkTree';

/** A change to a backup, and the findings that we must report. */
export interface ManifestScenario {
  readonly name: string;
  readonly damage: (backup: BaseBackup) => Promise<unknown>;
  readonly accepted?: true;
  /** Codes and paths of the findings. */
  readonly told: (backup: BaseBackup) => readonly string[];
  readonly ignore?: readonly string[];
}

function inData(
  name: string,
  damage: (data: string) => Promise<unknown>,
  told: readonly string[] = [],
): ManifestScenario {
  return {
    name,
    damage: ({ data }) => damage(data),
    told: () => told,
    ...(told.length === 0 ? { accepted: true } : {}),
  };
}

function changeManifest(data: string, change: (text: string) => string): Promise<void> {
  return changeFile(join(data, 'backup_manifest'), (bytes) => change(bytes.toString('utf8')));
}

function append(path: string, text: string): Promise<void> {
  return changeFile(path, (bytes) => Buffer.concat([bytes, Buffer.from(text)]));
}

/** Changes a manifest together with its checksum, as a forger would. */
export function forgeManifest(data: string, change: (text: string) => string): Promise<void> {
  return changeManifest(data, (text) => {
    const covered = change(text.slice(0, text.lastIndexOf('"Manifest-Checksum"')));
    return `${covered}"Manifest-Checksum": "${createHash('sha256').update(covered).digest('hex')}"}\n`;
  });
}

const ofSpace = ({ tablespaces }: BaseBackup): string => `pg_tblspc/${tablespaces[0] ?? ''}`;
const spaceOf = ({ home, tablespaces }: BaseBackup): string => join(home, `space-${tablespaces[0] ?? ''}`);

/** PostgreSQL's tests of pg_verifybackup (t/003 to t/007) that need no permissions, and similar ones. */
export const MANIFEST_SCENARIOS: readonly ManifestScenario[] = [
  inData('an extra file', (data) => writeFile(join(data, 'extra_file'), 'x'), [
    'manifest-extra-file extra_file',
  ]),
  {
    name: 'an extra file in a tablespace',
    damage: (backup) => writeFile(join(spaceOf(backup), 'extra_ts_file'), 'x'),
    told: (backup) => [`manifest-extra-file ${ofSpace(backup)}/extra_ts_file`],
  },
  inData('a missing file', (data) => rm(join(data, 'pg_xact/0000')), ['manifest-missing-file pg_xact/0000']),
  {
    name: 'a missing link of a tablespace',
    damage: (backup) => rm(join(backup.data, ofSpace(backup))),
    told: (backup) => [`missing-tablespace ${ofSpace(backup)}`],
  },
  {
    name: 'a tablespace that was not copied',
    damage: (backup) => rm(spaceOf(backup), { recursive: true }),
    told: (backup) => [`missing-tablespace ${ofSpace(backup)}`],
  },
  {
    name: 'a tablespace that was copied empty',
    damage: async (backup) => {
      await rm(spaceOf(backup), { recursive: true });
      await mkdir(spaceOf(backup));
    },
    told: (backup) => [`missing-tablespace ${ofSpace(backup)}`],
  },
  {
    name: 'a tablespace in place of its link',
    damage: async (backup) => {
      await rm(join(backup.data, ofSpace(backup)));
      await cp(spaceOf(backup), join(backup.data, ofSpace(backup)), { recursive: true });
    },
    told: () => [],
    accepted: true,
  },
  inData('a file that grew', (data) => append(join(data, 'pg_xact/0000'), 'x'), [
    'manifest-size-mismatch pg_xact/0000',
  ]),
  inData('an emptied file', (data) => replaceFile(join(data, 'pg_hba.conf'), ''), [
    'manifest-size-mismatch pg_hba.conf',
  ]),
  inData(
    'a replaced file of the same size',
    (data) => changeFile(join(data, 'PG_VERSION'), ({ length }) => 'q'.repeat(length)),
    ['manifest-file-checksum-mismatch PG_VERSION'],
  ),
  inData(
    'one bit of a table flipped',
    (data) =>
      changeFile(join(data, 'base/1/1259'), (bytes) => {
        bytes[5000] = (bytes[5000] ?? 0) ^ 0x10;
        return bytes;
      }),
    ['manifest-file-checksum-mismatch base/1/1259'],
  ),
  inData('a newline behind the manifest', (data) => append(join(data, 'backup_manifest'), '\n'), [
    'manifest-checksum-mismatch',
  ]),
  inData(
    'a time changed in the manifest',
    (data) => changeManifest(data, (text) => text.replace('"Last-Modified": "2', '"Last-Modified": "1')),
    ['manifest-checksum-mismatch'],
  ),
  inData(
    'a manifest with DOS line ends',
    (data) => changeManifest(data, (text) => text.replaceAll('\n', '\r\n')),
    ['manifest-checksum-mismatch'],
  ),
  inData(
    'a manifest that was forged',
    (data) => forgeManifest(data, (text) => text.replace(/("Path": "PG_VERSION", "Size": )\d+/, '$199')),
    ['manifest-size-mismatch PG_VERSION'],
  ),
  inData(
    'a manifest that leads outside',
    (data) =>
      forgeManifest(data, (text) => text.replace('"Path": "PG_VERSION"', '"Path": "../data/PG_VERSION"')),
    ['manifest-missing-file ../data/PG_VERSION', 'manifest-extra-file PG_VERSION'],
  ),
  inData('a manifest cut short', (data) => changeManifest(data, (text) => text.slice(0, -40)), [
    'manifest-unreadable',
  ]),
  inData(
    'a manifest that lists a file twice',
    (data) => changeManifest(data, (text) => text.replace(/(\{ "Path": "PG_VERSION".*?\},\n)/, '$1$1')),
    ['manifest-unreadable'],
  ),
  inData('no manifest', (data) => rm(join(data, 'backup_manifest')), ['manifest-unreadable']),
  inData(
    'a directory in place of a file',
    async (data) => {
      await rm(join(data, 'pg_hba.conf'));
      await mkdir(join(data, 'pg_hba.conf'));
    },
    ['manifest-missing-file pg_hba.conf'],
  ),
  inData(
    'a link that leads nowhere',
    async (data) => {
      await rm(join(data, 'pg_hba.conf'));
      await symlink('/nowhere/at/all', join(data, 'pg_hba.conf'));
    },
    ['unreadable-file pg_hba.conf'],
  ),
  inData('a file and a folder moved away with links to them', async (data) => {
    for (const name of ['pg_hba.conf', 'pg_xact']) {
      await rename(join(data, name), join(data, '..', name));
      await symlink(join(data, '..', name), join(data, name));
    }
  }),
  inData('a pipe', (data) => Promise.resolve(execFileSync('mkfifo', [join(data, 'pipe')])), [
    'manifest-extra-file pipe',
  ]),
  inData('WAL moved away', (data) => rm(join(data, 'pg_wal'), { recursive: true })),
  inData('WAL overwritten', async (data) => {
    for (const name of await readdir(join(data, 'pg_wal'))) {
      if (name.length === 24) await replaceFile(join(data, 'pg_wal', name), 'w'.repeat(1000));
    }
  }),
  inData('files that make a standby of it', async (data) => {
    await writeFile(join(data, 'standby.signal'), '');
    await writeFile(join(data, 'recovery.signal'), '');
    await append(join(data, 'postgresql.auto.conf'), "primary_conninfo = 'host=x'\n");
  }),
  {
    ...inData('damage only in what is left alone', async (data) => {
      await rm(join(data, 'pg_xact'), { recursive: true });
      await writeFile(join(data, 'base/1/extra'), 'x');
    }),
    ignore: ['pg_xact', 'base/1'],
  },
  {
    ...inData('damage beside what is left alone', (data) => writeFile(join(data, 'pg_xact_2'), 'x'), [
      'manifest-extra-file pg_xact_2',
    ]),
    ignore: ['pg_xact'],
  },
  inData(
    'several faults, all told in one run',
    async (data) => {
      await changeFile(join(data, 'PG_VERSION'), ({ length }) => 'q'.repeat(length));
      await rm(join(data, 'pg_xact/0000'));
      await writeFile(join(data, 'zzz'), '');
      await replaceFile(join(data, 'pg_hba.conf'), '');
    },
    [
      'manifest-missing-file pg_xact/0000',
      'manifest-size-mismatch pg_hba.conf',
      'manifest-file-checksum-mismatch PG_VERSION',
      'manifest-extra-file zzz',
    ],
  ),
];
