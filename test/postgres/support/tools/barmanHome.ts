import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { giveTreeToServer, serverUser } from '../serverUser';
import type { TestServer } from '../testServer';
import type { RunningProgram } from './toolPrograms';
import { BackupTool } from './toolPrograms';

/** One server in Barman's configuration: the same PostgreSQL server may have several entries. */
export interface BarmanServer {
  readonly name: string;
  readonly compression?: 'gzip' | 'pybzip2';
  /** `gzip` makes pg_basebackup write tars. */
  readonly backupCompression?: 'gzip';
  /** How the files are copied; default: `postgres`, which is pg_basebackup. */
  readonly method?: 'rsync';
  /** WAL is streamed by `receive-wal` through a slot, not archived by the server. */
  readonly streams?: true;
}

/** A home that Barman itself writes. WAL arrives by `archive_command` or is streamed. */
export class BarmanHome {
  readonly path: string;
  readonly #config: string;
  readonly #servers: readonly BarmanServer[];
  readonly #tool: BackupTool;

  private constructor(path: string, config: string, servers: readonly BarmanServer[], tool: BackupTool) {
    this.path = path;
    this.#config = config;
    this.#servers = servers;
    this.#tool = tool;
  }

  static async create(home: string, servers: readonly BarmanServer[]): Promise<BarmanHome> {
    const path = join(home, 'barman');
    for (const { name } of servers) await mkdir(join(path, name, 'incoming'), { recursive: true });
    const tool = await BackupTool.barman(home);
    return new BarmanHome(path, join(home, 'barman.conf'), servers, tool);
  }

  /** The shell commands that deliver a segment: whole, or not at all. */
  get push(): readonly string[] {
    return this.#servers
      .filter(({ streams }) => streams !== true)
      .map(
        ({ name }) =>
          `cp "$1" "${this.path}/$2.new" && mv "${this.path}/$2.new" "${join(this.path, name, 'incoming')}/$2"`,
      );
  }

  async configure(server: TestServer): Promise<void> {
    const connection = `host=127.0.0.1 port=${String(server.port)} user=postgres`;
    const general = [
      '[barman]',
      `barman_home=${this.path}`,
      `barman_user=${await userName()}`,
      `log_file=${join(this.path, '..', 'barman.log')}`,
      `configuration_files_directory=${join(this.path, '..', 'barman.d')}`,
    ];
    const shell = join(this.path, '..', 'no-ssh.sh');
    // Instead of ssh: host and options are dropped, and the command runs here.
    await writeFile(
      shell,
      'while true; do case "$1" in here|\'\') shift ;; -o) shift 2 ;; *) break ;; esac; done\nexec sh -c "$*"\n',
    );
    const sections = this.#servers.flatMap(({ name, compression, backupCompression, method, streams }) => [
      `[${name}]`,
      `description=${name}`,
      `conninfo=${connection} dbname=postgres`,
      `streaming_conninfo=${connection}`,
      `backup_method=${method ?? 'postgres'}`,
      ...(method === 'rsync' ? [`ssh_command=sh ${shell} here`, 'reuse_backup=off'] : []),
      ...(streams === true ? ['archiver=off', 'streaming_archiver=on', 'slot_name=barman'] : ['archiver=on']),
      ...(compression === undefined ? [] : [`compression=${compression}`]),
      ...(backupCompression === undefined ? [] : [`backup_compression=${backupCompression}`]),
    ]);
    await writeFile(this.#config, `${[...general, ...sections].join('\n')}\n`);
    await giveTreeToServer(join(this.path, '..'));
  }

  /** Takes a backup of each server, and processes the WAL that arrived meanwhile. */
  async backupAll(): Promise<void> {
    for (const { name } of this.#servers) {
      await this.run('archive-wal', name);
      await this.run('backup', name);
    }
  }

  async archiveAll(): Promise<void> {
    for (const { name } of this.#servers) await this.run('archive-wal', name);
  }

  /** Starts to stream; the segment in progress is in `streaming` as `.partial`. */
  receive(name: string): RunningProgram {
    return this.#tool.start('-c', this.#config, 'receive-wal', name);
  }

  /** Lets Barman's own retention remove all but the newest backup of a server, except for kept ones. */
  async expire(name: string): Promise<void> {
    const [general = '', ...sections] = (await readFile(this.#config, 'utf8')).split(/^(?=\[)/m);
    const own = sections.find((section) => section.startsWith(`[${name}]`)) ?? '';
    const config = `${this.#config}.expire`;
    await writeFile(config, `${general}${own}retention_policy=REDUNDANCY 1\n`);
    await giveTreeToServer(join(this.path, '..'));
    await this.#tool.run('-c', config, 'cron');
  }

  run(...args: string[]): Promise<string> {
    return this.#tool.run('-c', this.#config, ...args);
  }
}

/** Barman runs only as the user in its configuration. */
async function userName(): Promise<string> {
  const uid = serverUser()?.uid;
  if (uid === undefined) return userInfo().username;
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  return lines.find(([, , id]) => id === String(uid))?.[0] ?? '';
}
