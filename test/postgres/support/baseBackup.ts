import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { linkTree } from './linkTree';
import { ReplicationCommand, replicate } from './replicationCommand';
import type { TestServer } from './testServer';

/** A backup as `pg_basebackup -Fp -X fetch` writes it; tablespaces are beside the data directory. */
export interface BaseBackup {
  /** Contains `data` and, for each tablespace, `space-OID`. */
  readonly home: string;
  readonly data: string;
  readonly manifest: string;
  readonly tablespaces: readonly string[];
}

export interface BaseBackupOptions {
  /** Default: `base`. */
  readonly label?: string;
  readonly checksums?: 'NONE' | 'CRC32C' | 'SHA224' | 'SHA256' | 'SHA384' | 'SHA512';
  readonly forceEncode?: boolean;
  /** The manifest of the backup on which an incremental one builds (17 and later, with summarize_wal). */
  readonly incrementalFrom?: string;
  /** Tars that the server itself compresses (15 and later). */
  readonly gzip?: boolean;
}

/**
 * Takes a base backup with a manifest from a server of 13 or later over the replication protocol, so that no client
 * program of the server's version is needed.
 */
export async function takeBaseBackup(
  server: TestServer,
  home: string,
  options: BaseBackupOptions = {},
): Promise<BaseBackup> {
  const archives = await archivesOf(server, options);
  const backup = describe(
    home,
    archives.map(({ oid }) => oid).filter((oid) => oid !== ''),
  );
  await mkdir(join(backup.data, 'pg_wal', 'archive_status'), { recursive: true });
  for (const { oid, tar } of archives) {
    await unpack(tar, oid === '' ? backup.data : join(home, `space-${oid}`));
  }
  await linkTablespaces(backup);
  await writeFile(backup.manifest, archives[0]?.manifest ?? '');
  return backup;
}

/** Takes a base backup as `pg_basebackup -Ft -X fetch` writes it: tars with the manifest beside them. */
export async function takeTarBackup(
  server: TestServer,
  folder: string,
  options: BaseBackupOptions = {},
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const archives = await archivesOf(server, options);
  for (const { oid, tar } of archives) {
    const name = oid === '' ? 'base.tar' : `${oid}.tar`;
    const file = join(folder, options.gzip === true ? `${name}.gz` : name);
    // From 15 on the server sends the end itself, and compresses it too.
    await writeFile(file, Buffer.concat(options.gzip === true ? tar : [...tar, TAR_END]));
  }
  await writeFile(join(folder, 'backup_manifest'), archives[0]?.manifest ?? '');
}

/** Up to 14 servers omit the two empty blocks at the end of a tar; from 15 on they send them. */
const TAR_END = Buffer.alloc(1024);

async function archivesOf(server: TestServer, options: BaseBackupOptions): Promise<Archive[]> {
  const command = new ReplicationCommand(commandText(server.major, options));
  const commands = [command];
  if (options.incrementalFrom !== undefined) {
    commands.unshift(new ReplicationCommand('UPLOAD_MANIFEST', await readFile(options.incrementalFrom)));
  }
  await replicate(server, commands);
  return server.major >= 15 ? typedArchives(command.copies[0] ?? []) : plainArchives(command);
}

/** A copy to change, with its own tablespaces. Files are hard links: replace a file instead of changing it. */
export async function copyBaseBackup(from: BaseBackup, home: string): Promise<BaseBackup> {
  await linkTree(from.home, home, (path) => !path.endsWith(`pg_tblspc/${from.tablespaces[0] ?? ''}`));
  const copy = describe(home, from.tablespaces);
  await linkTablespaces(copy);
  return copy;
}

function describe(home: string, tablespaces: readonly string[]): BaseBackup {
  const data = join(home, 'data');
  return { home, data, manifest: join(data, 'backup_manifest'), tablespaces };
}

async function linkTablespaces({ home, data, tablespaces }: BaseBackup): Promise<void> {
  for (const oid of tablespaces) await symlink(join(home, `space-${oid}`), join(data, 'pg_tblspc', oid));
}

function commandText(major: number, options: BaseBackupOptions): string {
  const {
    label = 'base',
    checksums = 'CRC32C',
    forceEncode = false,
    incrementalFrom,
    gzip = false,
  } = options;
  const manifest = forceEncode ? 'force-encode' : 'yes';
  if (major < 15) {
    return `BASE_BACKUP LABEL '${label}' FAST WAL NOWAIT MANIFEST '${manifest}' MANIFEST_CHECKSUMS '${checksums}'`;
  }
  const incremental = incrementalFrom === undefined ? '' : ', INCREMENTAL';
  return (
    `BASE_BACKUP (LABEL '${label}', CHECKPOINT 'fast', WAL, WAIT false, MANIFEST '${manifest}', ` +
    `MANIFEST_CHECKSUMS '${checksums}'${gzip ? ", COMPRESSION 'gzip'" : ''}${incremental})`
  );
}

interface Archive {
  /** '' for the data directory. */
  readonly oid: string;
  readonly tar: readonly Buffer[];
  readonly manifest: Buffer;
}

/** From 15 everything comes in one copy: a letter shows whether a tar begins, the manifest begins, or data follow. */
function typedArchives(messages: readonly Buffer[]): Archive[] {
  const archives: { oid: string; tar: Buffer[] }[] = [];
  const manifest: Buffer[] = [];
  let into: Buffer[] = [];
  for (const message of messages) {
    const kind = String.fromCharCode(message[0] ?? 0);
    if (kind === 'n') {
      const name = message.subarray(1, message.indexOf(0, 1)).toString();
      into = [];
      archives.push({ oid: name.startsWith('base.tar') ? '' : name.replace(/\.tar.*/, ''), tar: into });
    } else if (kind === 'm') {
      into = manifest;
    } else if (kind === 'd') {
      into.push(message.subarray(1));
    }
  }
  return archives.map((archive) => ({ ...archive, manifest: Buffer.concat(manifest) }));
}

/** Up to 14 every tar is a copy of its own, in the order of the list of tablespaces; the manifest is the last. */
function plainArchives({ copies, rows }: ReplicationCommand): Archive[] {
  const manifest = Buffer.concat(copies.at(-1) ?? []);
  const oids = rows.filter(({ length }) => length === 3).map(([oid]) => oid ?? '');
  if (oids.length !== copies.length - 1) throw new Error('which archive is which tablespace cannot be told');
  return oids.map((oid, i) => ({ oid, tar: copies[i] ?? [], manifest }));
}

async function unpack(tar: readonly Buffer[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const entries = extract();
  Readable.from([...tar, TAR_END]).pipe(entries);
  for await (const entry of entries) {
    const { name, type } = entry.header;
    const path = join(folder, name);
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    if (type === 'directory') await mkdir(path, { recursive: true });
    if (type !== 'file') continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, Buffer.concat(chunks));
  }
}
