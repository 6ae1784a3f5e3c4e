import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { QueryResultRow } from 'pg';
import { Client } from 'pg';
import type { WalGeometry } from '../../../src/core/wal/geometry';
import { walGeometry } from '../../../src/core/wal/geometry';
import type { Installation } from './installPostgres';
import { installPostgres } from './installPostgres';
import { cloneCluster, initializeCluster } from './newCluster';
import type { Role, Settings } from './postmaster';
import { Postmaster } from './postmaster';
import { askForRecovery, putInPlace } from './recoveryFiles';
import { scratchFolder } from '../../support/scratch';
import { giveToServer } from './serverUser';

export interface ServerOptions {
  /** Megabytes, a power of two from 1 to 1024; 11 and later only. Default: 1 from 11 on, and the fixed 16 of 10. */
  readonly walSegmentSize?: number;
  /** Added to the test settings, which they override. */
  readonly settings?: Settings;
  /** Directory for archived WAL; created if absent. Default: `archive` beside the data directory. */
  readonly archive?: string;
  /** Programs of that major version that are installed elsewhere. Default: those of the cache. */
  readonly programs?: Installation;
}

/** Little memory, no waiting for disks, quiet between tests; WAL kept short so that archives stay small. */
const TEST_SETTINGS: Settings = {
  fsync: 'off',
  dynamic_shared_memory_type: 'mmap',
  shared_buffers: '16MB',
  max_connections: '20',
  autovacuum: 'off',
  wal_level: 'replica',
  max_wal_senders: '4',
  log_timezone: 'UTC',
  timezone: 'UTC',
  archive_mode: 'on',
  wal_retrieve_retry_interval: '100ms',
};

interface Place {
  readonly installation: Installation;
  readonly data: string;
  readonly archive: string;
  readonly geometry: WalGeometry;
}

/** A real PostgreSQL server in a temporary directory that is removed with this process. */
export class TestServer {
  readonly installation: Installation;
  readonly dataDirectory: string;
  readonly archive: string;
  readonly geometry: WalGeometry;
  readonly #settings: Settings;
  #postmaster: Postmaster | undefined;

  private constructor(place: Place, settings: Settings) {
    this.installation = place.installation;
    this.dataDirectory = place.data;
    this.archive = place.archive;
    this.geometry = place.geometry;
    this.#settings = settings;
  }

  /** Makes a new cluster (superuser `postgres`, every connection trusted) and starts it. */
  static async create(major: number, options: ServerOptions = {}): Promise<TestServer> {
    const megabytes = options.walSegmentSize ?? (major >= 11 ? 1 : 16);
    const server = await TestServer.#prepare(major, megabytes, options);
    // Programs that are installed elsewhere have no template in the cache, and copying a large segment is expensive.
    const isCloned = options.programs === undefined && megabytes <= 16;
    const make = isCloned ? cloneCluster : initializeCluster;
    await make(server.installation, server.dataDirectory, megabytes);
    await server.start();
    return server;
  }

  /**
   * Recovers a new server from a set of `origin` and the origin's archive, and lets it run. It archives into the same
   * directory, so it must end on another timeline: `target` says where recovery stops.
   */
  static restore(origin: TestServer, setDirectory: string, target: Settings): Promise<TestServer> {
    return TestServer.#fromSet(origin, setDirectory, 'primary', target);
  }

  /**
   * A standby that follows `origin` through its archive, or through another directory that its WAL is copied to. It takes connections
   * as soon as it is consistent.
   */
  static standby(origin: TestServer, setDirectory: string, archive = origin.archive): Promise<TestServer> {
    const latest = { recovery_target_timeline: 'latest' };
    return TestServer.#fromSet(origin, setDirectory, 'standby', latest, archive);
  }

  static async #fromSet(
    origin: TestServer,
    setDirectory: string,
    role: Role,
    recovery: Settings,
    archive = origin.archive,
  ): Promise<TestServer> {
    const { major, geometry } = origin;
    const settings = origin.#settings;
    const megabytes = geometry.segmentSize / 1024 / 1024;
    const server = await TestServer.#prepare(major, megabytes, { archive, settings });
    await putInPlace(setDirectory, server.dataDirectory);
    const command = { restore_command: `cp "${archive}/%f" "%p"` };
    await askForRecovery(server.dataDirectory, major, { ...command, ...recovery }, role);
    await server.start({}, role);
    // The recovery settings would otherwise be in every backup of this server, and stop its recovery there again.
    if (role === 'primary' && major >= 12) await server.sql('ALTER SYSTEM RESET ALL');
    return server;
  }

  static async #prepare(major: number, megabytes: number, options: ServerOptions): Promise<TestServer> {
    const installation = options.programs ?? (await installPostgres(major));
    const home = scratchFolder(`pg${String(major)}`);
    const data = join(home, 'data');
    const archive = options.archive ?? join(home, 'archive');
    for (const folder of [data, archive, join(home, 'sockets')]) {
      await mkdir(folder, { recursive: true });
      giveToServer(folder);
    }
    const settings = { ...TEST_SETTINGS, ...archiving(archive), ...options.settings };
    const geometry = walGeometry(megabytes * 1024 * 1024, major * 10000);
    return new TestServer({ installation, data, archive, geometry }, settings);
  }

  get major(): number {
    return this.installation.major;
  }

  /** Directory of the server's Unix socket; empty on Windows, which has none. */
  get socketFolder(): string {
    return process.platform === 'win32' ? '' : join(dirname(this.dataDirectory), 'sockets');
  }

  /** TCP port on 127.0.0.1; throws while the server is stopped. */
  get port(): number {
    return this.#running().port;
  }

  /** What the server has written since its last start. */
  get log(): readonly string[] {
    return this.#running().log.lines;
  }

  async start(more: Settings = {}, role: Role = 'primary'): Promise<void> {
    const settings = { ...this.#settings, unix_socket_directories: this.socketFolder, ...more };
    this.#postmaster = await Postmaster.start(this.installation, this.dataDirectory, settings, role);
  }

  /** Shuts down cleanly; does nothing if stopped. */
  async stop(): Promise<void> {
    await this.#end('fast');
  }

  /** Ends as in a power failure: the next start needs crash recovery. */
  async crash(): Promise<void> {
    await this.#end('immediate');
  }

  /** Stops and removes the data directory, and the archive if it is beside it. */
  async destroy(): Promise<void> {
    await this.crash();
    await rm(dirname(this.dataDirectory), { recursive: true, force: true });
  }

  async #end(mode: 'fast' | 'immediate'): Promise<void> {
    const postmaster = this.#postmaster;
    this.#postmaster = undefined;
    await postmaster?.stop(mode);
  }

  /** Runs one statement in a session of its own. */
  async sql<Row extends QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.session(async (client) => (await client.query<Row>(text, values)).rows);
  }

  /** One value of one row as text; throws if the statement returns none. */
  async value(text: string): Promise<string> {
    const [row] = await this.session(async (client) => {
      return (await client.query<unknown[]>({ text, rowMode: 'array' })).rows;
    });
    if (row === undefined) throw new Error(`no row: ${text}`);
    return String(row[0]);
  }

  /** Opens a session for `work` and closes it. */
  async session<T>(work: (client: Client) => Promise<T>, database = 'postgres'): Promise<T> {
    const client = new Client({ host: '127.0.0.1', port: this.port, user: 'postgres', database });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  /** Ends the current segment, so that it is archived; returns the location where it ended. */
  async switchWal(): Promise<string> {
    return this.value('SELECT pg_switch_wal()');
  }

  #running(): Postmaster {
    if (this.#postmaster === undefined) throw new Error('the server is stopped');
    return this.#postmaster;
  }
}

function archiving(archive: string): Settings {
  const to = join(archive, '%f');
  const command =
    process.platform === 'win32'
      ? `copy "%p" "${to}"`
      : // A server that crashed archives its last file once more: the same file again is not a failure.
        `cmp -s "%p" "${to}" || test ! -f "${to}" && cp "%p" "${to}.new" && mv "${to}.new" "${to}"`;
  return { archive_command: command };
}
