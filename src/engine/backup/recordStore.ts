import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { type BackupRecord, parseRecord, type RecordContent, type RecordOwner } from './record';

/** How often the owner of a record renews its heartbeat. */
export const HEARTBEAT_MS = 10_000;
/** After so much silence the owner has ended, or its machine was asleep. */
const SILENCE_MS = 3 * HEARTBEAT_MS;

const SUFFIX = '.json';

export interface RecordStoreOptions {
  /** Directory that all windows of this user share. */
  readonly folder: string;
  readonly owner: RecordOwner;
  readonly now?: () => number;
  /** Whether a process of this machine exists. */
  readonly isAlive?: (pid: number) => boolean;
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/**
 * The records of running backups, one file each, so that windows do not overwrite each other's. A file is complete
 * before it gets its name; its modification time is the heartbeat of its owner.
 */
export class RecordStore {
  readonly #folder: string;
  readonly #owner: RecordOwner;
  /** Taken over from windows that are gone, until they were reported to the user. */
  readonly #claimed = new Set<string>();
  readonly #now: () => number;
  readonly #isAlive: (pid: number) => boolean;
  readonly #wait: (milliseconds: number) => Promise<void>;

  constructor(options: RecordStoreOptions) {
    this.#folder = options.folder;
    this.#owner = options.owner;
    this.#now = options.now ?? Date.now;
    this.#isAlive = options.isAlive ?? processIsAlive;
    this.#wait =
      options.wait ?? ((milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)));
  }

  /** Writes a record under this window's name. Resolves when it is on disk. */
  async write(record: RecordContent): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const whole: BackupRecord = { ...record, version: 1, owner: this.#owner };
    const temporary = `${this.#path(record.id)}.new`;
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(JSON.stringify(whole));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, this.#path(record.id));
  }

  /** Renews the heartbeat of a backup's window. A removed record stays removed. */
  async beat(id: string): Promise<void> {
    const now = new Date(this.#now());
    await utimes(this.#path(id), now, now).catch(() => undefined);
  }

  async remove(id: string): Promise<void> {
    this.#claimed.delete(id);
    await rm(this.#path(id), { force: true });
  }

  /** Whether there is any record, of any owner. */
  async isEmpty(): Promise<boolean> {
    // What a crash left of a write is not a record; a claimed one is.
    const names = await readdir(this.#folder).catch(() => []);
    return !names.some((name) => /\.json(?:\.\d+)?$/.test(name));
  }

  /**
   * The records whose owner is gone, each claimed for this window: no other window gets them while this one runs and
   * calls this regularly. The caller removes a record after reporting it.
   */
  async takeLost(): Promise<readonly BackupRecord[]> {
    await Promise.all([...this.#claimed].map((id) => this.beat(id)));
    const lost: BackupRecord[] = [];
    for (const record of await this.#all()) {
      if (!(await this.#lives(record)) && (await this.#claim(record))) lost.push(record);
    }
    return lost;
  }

  async #all(): Promise<readonly BackupRecord[]> {
    await this.#putBack();
    const names = await readdir(this.#folder).catch(() => []);
    const found = await Promise.all(
      names.filter((name) => name.endsWith(SUFFIX)).map((name) => this.#read(join(this.#folder, name))),
    );
    return found.filter((record) => record !== undefined);
  }

  /** A window that ended during a claim must not take the record with it. */
  async #putBack(): Promise<void> {
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const match = /^(.+\.json)\.(\d+)$/.exec(name);
      if (match === null || this.#isAlive(Number(match[2]))) continue;
      await rename(join(this.#folder, name), join(this.#folder, match[1] ?? '')).catch(() => undefined);
    }
  }

  async #read(path: string): Promise<BackupRecord | undefined> {
    const record = parseRecord(await readFile(path, 'utf8').catch(() => ''));
    // The id must match the file that it came from.
    return record !== undefined && path === this.#path(record.id) ? record : undefined;
  }

  /**
   * The process number may have been reused, and a machine that slept has sent no heartbeat: if the two signs
   * contradict each other, one more heartbeat is awaited.
   */
  async #lives({ id, owner }: BackupRecord): Promise<boolean> {
    if (owner.session === this.#owner.session) return true;
    const here = owner.machine === this.#owner.machine;
    if (here && (owner.pid === this.#owner.pid || !this.#isAlive(owner.pid))) return false;
    if (await this.#beatLately(id)) return true;
    await this.#wait(2 * HEARTBEAT_MS);
    return this.#beatLately(id);
  }

  async #beatLately(id: string): Promise<boolean> {
    const state = await stat(this.#path(id)).catch(() => undefined);
    return state !== undefined && this.#now() - state.mtimeMs < SILENCE_MS;
  }

  /** If several windows find a record, the first one that renames it gets it. */
  async #claim(record: BackupRecord): Promise<boolean> {
    const taken = `${this.#path(record.id)}.${this.#owner.pid}`;
    try {
      await rename(this.#path(record.id), taken);
    } catch {
      return false;
    }
    this.#claimed.add(record.id);
    await this.write(record);
    await rm(taken, { force: true });
    return true;
  }

  #path(id: string): string {
    return join(this.#folder, `${id}${SUFFIX}`);
  }
}

function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process exists, but belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
