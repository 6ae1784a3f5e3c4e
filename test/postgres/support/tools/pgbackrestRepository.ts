import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { giveTreeToServer } from '../serverUser';
import type { TestServer } from '../testServer';
import { BackupTool } from './toolPrograms';

export type CompressType = 'none' | 'gz' | 'lz4' | 'zst' | 'bz2';

/** A repository that pgBackRest itself writes, with one stanza, `main`. */
export class PgbackrestRepository {
  readonly path: string;
  readonly #config: string;
  readonly #tool: BackupTool;

  private constructor(path: string, config: string, tool: BackupTool) {
    this.path = path;
    this.#config = config;
    this.#tool = tool;
  }

  static async create(home: string): Promise<PgbackrestRepository> {
    const path = join(home, 'pgbackrest');
    await mkdir(path);
    const tool = await BackupTool.pgbackrest(home);
    return new PgbackrestRepository(path, join(home, 'pgbackrest.conf'), tool);
  }

  /** The shell command that stores a segment. */
  get push(): string {
    return `pgbackrest --config="${this.#config}" --stanza=main --log-level-console=warn archive-push "$1"`;
  }

  /** Configures the place of the server, and the format in which everything is stored from now on. */
  async configure(
    server: TestServer,
    compressType: CompressType,
    options: readonly string[] = [],
  ): Promise<void> {
    const log = join(this.path, '..');
    const lines = [
      '[global]',
      `repo1-path=${this.path}`,
      'repo1-retention-full=9',
      `log-path=${log}`,
      `lock-path=${join(log, 'lock')}`,
      'log-level-file=off',
      'start-fast=y',
      `compress-type=${compressType}`,
      ...options,
      '[main]',
      `pg1-path=${server.dataDirectory}`,
      `pg1-port=${String(server.port)}`,
      `pg1-socket-path=${server.socketFolder}`,
      'pg1-user=postgres',
    ];
    await writeFile(this.#config, `${lines.join('\n')}\n`);
    await mkdir(join(log, 'lock'), { recursive: true });
    await giveTreeToServer(log);
  }

  async createStanza(): Promise<void> {
    await this.run('stanza-create');
  }

  async backup(type: 'full' | 'diff' | 'incr'): Promise<void> {
    await this.run(`--type=${type}`, 'backup');
  }

  run(...args: string[]): Promise<string> {
    return this.#tool.run(`--config=${this.#config}`, '--stanza=main', '--log-level-console=warn', ...args);
  }
}
