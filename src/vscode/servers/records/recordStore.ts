import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupRecord, RecordContent, RecordOwner } from './record';
import { parseRecord } from './record';

/** How often the owner of a record says that it lives. */
export const HEARTBEAT_MS = 10_000;
/** A heart that was silent for so long has stopped, or its machine was asleep. */
const SILENCE_MS = 3 * HEARTBEAT_MS;

const SUFFIX = '.json';

export interface RecordStoreOptions {
  /** Folder that all windows of this user share. */
  readonly folder: string;
  readonly owner: RecordOwner;
  readonly now?: () => number;
  /** Whether a process of this machine is there. */
  readonly isAlive?: (pid: number) => boolean;
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/**
 * The records of running backups, one file each, so that windows do not write into each other's. A file is written
 * whole before it takes its name; its time of change is the heartbeat of its owner.
 */
export class RecordStore {
  readonly #folder: string;
  readonly #owner: RecordOwner;
  /** Taken over from windows that are gone, until the user has been told. */
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

  /** Keeps a record under this window's name. It is on disk when this ends. */
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

  /** Says that the backup's window lives. A record that is gone stays gone. */
  async beat(id: string): Promise<void> {
    const now = new Date(this.#now());
    await utimes(this.#path(id), now, now).catch(() => undefined);
  }

  async remove(id: string): Promise<void> {
    this.#claimed.delete(id);
    await rm(this.#path(id), { force: true });
  }

  /** Whether there is any record, whoever owns it. */
  async isEmpty(): Promise<boolean> {
    return (await readdir(this.#folder).catch(() => [])).length === 0;
  }

  /**
   * The records whose owner is gone, each claimed for this window: no other window will be given it while this one
   * lives and goes on calling this. Whoever has told the user removes it.
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

  /** A window that ended in the middle of a claim must not take the record with it. */
  async #putBack(): Promise<void> {
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const match = /^(.+\.json)\.(\d+)$/.exec(name);
      if (match === null || this.#isAlive(Number(match[2]))) continue;
      await rename(join(this.#folder, name), join(this.#folder, match[1] ?? '')).catch(() => undefined);
    }
  }

  async #read(path: string): Promise<BackupRecord | undefined> {
    const record = parseRecord(await readFile(path, 'utf8').catch(() => ''));
    // The id names a file: only the one that it came from.
    return record !== undefined && path === this.#path(record.id) ? record : undefined;
  }

  /**
   * The number of a process may have passed to another one, and a machine that slept has beaten no heart: where the two
   * signs contradict each other, one more heartbeat is waited for.
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

  /** Of several windows that find a record, the one that takes it away first puts its own name on it. */
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
    // It is there, but belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
