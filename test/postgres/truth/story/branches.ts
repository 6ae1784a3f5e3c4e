import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { lowLevelBackup } from '../../support/lowLevelBackup';
import type { Settings } from '../../support/postmaster';
import { TestServer } from '../../support/testServer';
import { copyHome, copySpaces, linkSpaces, ownTree } from './copyCluster';
import { type Lived, Life } from './life';
import { liveMinimally, type MinimalTail } from './minimal';
import { backUpStandby, type StandbyBackup } from './standbyBackup';
import { BASEBACKUP_LABEL, type Moment, segmentNames, type StoryBackup } from './story';

/** Where a branch leaves timeline 1. */
export type BranchName = keyof typeof PLACES;

/** A server that left timeline 1 and lived on, on timeline 2. */
export interface Branch {
  /** Holds what it archived: the history file, segments, the backup history file. */
  readonly files: string;
  /** Its own moments, after those that it shares with timeline 1. */
  readonly moments: readonly Moment[];
  /** How many moments of timeline 1 it shares. */
  readonly shared: number;
  /** A backup that was taken on the branch. */
  readonly backup: StoryBackup;
}

/** From which backup, and after which moment; none is the end of the backup itself. */
const PLACES = {
  /** Before the late backup was started. */
  beforeLate: { from: 'early', after: 5 },
  /** Between its start and its stop. */
  duringLate: { from: 'early', after: 7 },
  /** Exactly at its stop. */
  atStop: { from: 'late', after: undefined },
  /** After its stop, in the segment after that of the stop: a stop ends its segment. */
  justAfterStop: { from: 'late', after: 10 },
  /** One segment later. */
  afterLate: { from: 'late', after: 12 },
} as const;

/** Makes each branch when it is first asked for. */
export class Branches {
  readonly #home: string;
  readonly #lived: Lived;
  readonly #made = new Map<BranchName, Promise<Branch>>();
  #tail: Promise<MinimalTail> | undefined;
  #standby: Promise<StandbyBackup> | undefined;
  /** One at a time: all of them write timeline 2 into one archive, from which their files are moved away. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(home: string, lived: Lived) {
    this.#home = home;
    this.#lived = lived;
  }

  /** What timeline 1 would have gone on with. */
  minimalTail(): Promise<MinimalTail> {
    // After the branches, whose files are in the archive for a while.
    this.#tail ??= this.#last.then(() => liveMinimally(this.#lived.server.major, this.#home, this.#lived));
    this.#last = this.#tail.catch(() => undefined);
    return this.#tail;
  }

  /** A backup from a standby. */
  standby(): Promise<StandbyBackup> {
    // After the branches, whose files are in the archive for a while.
    this.#standby ??= this.#last.then(() => backUpStandby(this.#lived, this.#home));
    this.#last = this.#standby.catch(() => undefined);
    return this.#standby;
  }

  get(name: BranchName): Promise<Branch> {
    let made = this.#made.get(name);
    if (made === undefined) {
      made = this.#last.then(() => this.#make(name));
      this.#last = made.catch(() => undefined);
      this.#made.set(name, made);
    }
    return made;
  }

  async #make(name: BranchName): Promise<Branch> {
    const { from, after } = PLACES[name];
    const { server: origin, archive, moments } = this.#lived;
    const home = join(this.#home, `branch-${name}`);
    await mkdir(home);
    const trunk = join(home, 'trunk');
    await copyHome(this.#lived[from].home, trunk);
    const shared = after ?? this.#lived[from].moments;
    const target: Settings =
      after === undefined
        ? { recovery_target: 'immediate' }
        : { recovery_target_name: moments[after - 1]?.point ?? '' };
    const server = await TestServer.restore(origin, join(trunk, 'set'), {
      ...target,
      recovery_target_action: 'promote',
    });
    try {
      const life = new Life(server, 2, `${name}-`);
      await life.tell();
      const backup = await this.#backUp(life, join(home, 'backup'), shared);
      await life.tell();
      await server.switchWal();
      await life.tell();
      await server.switchWal();
      await server.stop();
      const files = join(home, 'files');
      await takeAway(archive, files);
      await rm(trunk, { recursive: true });
      return { files, moments: life.moments, shared, backup };
    } finally {
      await server.destroy();
    }
  }

  async #backUp(life: Life, home: string, shared: number): Promise<StoryBackup> {
    const { server } = life;
    const set = join(home, 'set');
    const begun = shared + life.moments.length;
    const taken = await lowLevelBackup(server, set, {
      label: BASEBACKUP_LABEL,
      writesDuring: async () => {
        await life.tell();
        await copySpaces(server.dataDirectory, home);
      },
    });
    await rm(join(set, 'tablespace_map'));
    await linkSpaces(home);
    await ownTree(home);
    const names = await segmentNames(server.archive);
    const segments = names.filter((name) => name >= taken.startWalFile && name <= taken.stopWalFile);
    return {
      home,
      set,
      taken,
      told: life.moments.at(-1)?.told ?? '',
      moments: shared + life.moments.length,
      begun,
      segments,
    };
  }
}

/** Moves what a branch wrote on timeline 2 out of the archive. */
async function takeAway(archive: string, to: string): Promise<void> {
  await mkdir(to);
  for (const name of await readdir(archive)) {
    if (name.startsWith('00000002')) await rename(join(archive, name), join(to, name));
  }
}
