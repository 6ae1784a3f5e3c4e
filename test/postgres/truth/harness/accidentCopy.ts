import { copyFile, link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { scratchFolder } from '../../../support/scratch';
import { withCommitTimes } from '../../support/commitTimes';
import { replaceFile } from '../../support/linkTree';
import { runProgram } from '../../support/runProgram';
import { copyHome, linkHome, linkSpaces, ownTree } from '../story/copyCluster';
import type { Branch, BranchName } from '../story/branches';
import type { Dice } from './dice';
import { type MomentPaths, momentPaths, segmentAt } from '../story/paths';
import { type Moment, segmentNames, type Story, type StoryBackup } from '../story/story';

type Bytes = Buffer | string;
type Change = (bytes: Buffer) => Bytes;

/**
 * A copy of a backup and of the archive, on which accidents happen. Files are hard links until one is replaced: nothing here writes
 * into a file in place.
 */
export class AccidentCopy {
  readonly story: Story;
  readonly backup: StoryBackup;
  readonly dice: Dice;
  /** Holds `set` and `spaces`. */
  readonly home: string;
  /** The data directory. */
  readonly set: string;
  readonly archive: string;
  /** What is left of the story's life elsewhere on the host; nothing may change it. */
  readonly elsewhere: string;
  /** Whether no archive is offered: the set must do with its own pg_wal. */
  standalone = false;
  /** What a careful administrator sets; `%a` is the archive. */
  restoreCommand = 'cp "%a/%f" "%p"';
  /** Rows of the unlogged table after a restore: recovery empties it. */
  drafts: readonly string[] = ['0'];
  /** What a restore has to bring back at least, if not what the backup has: a number of moments of timeline 1. */
  moments: number | undefined;
  /** The server of timeline 2 whose files are in the archive. */
  branch: Branch | undefined;
  /** Moments of timeline 1 after the end of the story. */
  tail: readonly Moment[] = [];
  /** Times of moments whose clock was changed, by their labels. */
  readonly times = new Map<string, string>();
  readonly #root: string;
  readonly #atEnd: (() => void)[] = [];

  private constructor(root: string, story: Story, backup: StoryBackup, dice: Dice) {
    this.#root = root;
    this.story = story;
    this.backup = backup;
    this.dice = dice;
    this.home = join(root, 'backup');
    this.set = join(this.home, 'set');
    this.archive = join(root, 'archive');
    this.elsewhere = join(root, 'elsewhere');
  }

  static async of(story: Story, backup: StoryBackup, dice: Dice): Promise<AccidentCopy> {
    const copy = new AccidentCopy(scratchFolder('accident'), story, backup, dice);
    await linkHome(backup.home, copy.home);
    await runProgram('cp', ['-al', story.archive, copy.archive]);
    await mkdir(copy.elsewhere);
    return copy;
  }

  /** Makes the files of the backup its own, so that their modes can be changed. */
  async copyFiles(): Promise<void> {
    await rm(this.home, { recursive: true });
    await copyHome(this.backup.home, this.home);
  }

  /** Replaces the backup by another copy of the story. */
  async takeInstead(home: string): Promise<void> {
    await rm(this.home, { recursive: true });
    await linkHome(home, this.home);
  }

  /** The text of a file of the data directory. */
  async keep(path: string): Promise<string> {
    return readFile(this.at(path), 'utf8');
  }

  /** Leaves the set's own pg_wal empty, as a backup has it. */
  async emptyWal(): Promise<void> {
    await rm(this.at('pg_wal'), { recursive: true });
    await mkdir(this.at('pg_wal/archive_status'), { recursive: true });
  }

  /** The moments along each timeline that the archive holds. */
  get paths(): MomentPaths {
    return momentPaths(this.story, this.branch, this.tail, this.times);
  }

  /** Sets the clock of the server back, from the first of these moments of timeline 1 to the last: their commits get earlier times. */
  async setClockBack(first: number, last: number, byMicroseconds: number): Promise<void> {
    const moments = this.story.moments.slice(first - 1, last);
    for (const { label, time } of moments) this.times.set(label, earlier(time, byMicroseconds));
    const names = new Set(moments.map(({ lsn }) => segmentAt(1, lsn, this.story.segmentSize)));
    for (const name of names)
      await this.changeWal(name, (bytes) =>
        Buffer.from(withCommitTimes(bytes, (time) => time - BigInt(byMicroseconds))),
      );
  }

  async archiveNames(): Promise<string[]> {
    return readdir(this.archive);
  }

  /** Segments of the branch whose files were added to the archive, ascending. */
  async branchSegments(): Promise<string[]> {
    return this.branch === undefined ? [] : segmentNames(this.branch.files);
  }

  /** Does something when the copy is removed. */
  atEnd(work: () => void): void {
    this.#atEnd.push(work);
  }

  /** Gives every file to the servers' user: the user who runs the tests made the accidents. */
  async settle(): Promise<void> {
    await ownTree(this.#root);
  }

  async remove(): Promise<void> {
    for (const work of this.#atEnd) work();
    await rm(this.#root, { recursive: true, force: true });
  }

  get root(): string {
    return this.#root;
  }

  /** The segment of the backup at a place: 0 is the first, -1 the last. */
  needed(place: number): string {
    const name = this.backup.segments.at(place);
    if (name === undefined) throw new Error(`the backup has no segment ${String(place)}`);
    return name;
  }

  /** The archived segments after those that the backup needs. */
  async later(): Promise<string[]> {
    const last = this.needed(-1);
    return (await segmentNames(this.archive)).filter((name) => name > last);
  }

  /** Names of all segments in the archive, ascending. */
  async segments(): Promise<string[]> {
    return segmentNames(this.archive);
  }

  /** Path of a file of the data directory. */
  at(path: string): string {
    return join(this.set, path);
  }

  async change(path: string, change: Change): Promise<void> {
    await replaceFile(this.at(path), change(await readFile(this.at(path))));
  }

  async write(path: string, content: Bytes): Promise<void> {
    await mkdir(dirname(this.at(path)), { recursive: true });
    await replaceFile(this.at(path), content);
  }

  async drop(path: string): Promise<void> {
    await rm(this.at(path), { recursive: true });
  }

  async changeWal(name: string, change: Change): Promise<void> {
    await replaceFile(join(this.archive, name), change(await readFile(join(this.archive, name))));
  }

  async writeWal(name: string, content: Bytes): Promise<void> {
    await replaceFile(join(this.archive, name), content);
  }

  async readWal(name: string): Promise<Buffer> {
    return readFile(join(this.archive, name));
  }

  async dropWal(name: string): Promise<void> {
    await rm(join(this.archive, name));
  }

  /** Puts files of a directory into the archive, in place of those of the same name. */
  async addToArchive(from: string, keep: (name: string) => boolean = () => true): Promise<void> {
    for (const name of (await readdir(from)).filter(keep)) {
      await rm(join(this.archive, name), { force: true });
      await link(join(from, name), join(this.archive, name));
    }
  }

  /** Puts what a branch archived into the archive. */
  async addBranch(name: BranchName, keep: (name: string) => boolean = () => true): Promise<void> {
    this.branch = await this.story.branches.get(name);
    await this.addToArchive(this.branch.files, keep);
  }

  /** Puts into the archive what timeline 1 went on with, partly with wal_level = minimal. */
  async addMinimalTail(): Promise<void> {
    const { files, moments } = await this.story.branches.minimalTail();
    this.tail = moments;
    await this.addToArchive(files);
  }

  /** Puts WAL of the archive into the set's own pg_wal, too. */
  async addToSet(names: readonly string[]): Promise<void> {
    await mkdir(this.at('pg_wal'), { recursive: true });
    for (const name of names) {
      await rm(this.at(`pg_wal/${name}`), { force: true });
      await link(join(this.archive, name), this.at(`pg_wal/${name}`));
    }
  }

  /** Takes a file of the set from another copy of the story. */
  async takeFrom(home: string, path: string): Promise<void> {
    await rm(this.at(path), { recursive: true, force: true });
    await copyFile(join(home, 'set', path), this.at(path));
  }

  /** Recreates the links to the tablespaces. */
  async linkSpaces(): Promise<void> {
    await linkSpaces(this.home);
  }

  /** Writes a file beside the backup. */
  async writeElsewhere(name: string, content: Bytes): Promise<string> {
    const path = join(this.elsewhere, name);
    await writeFile(path, content);
    return path;
  }
}

/** A time `YYYY-MM-DD HH:MM:SS.ffffff+00`, so much earlier. */
function earlier(time: string, byMicroseconds: number): string {
  const [seconds = '', micros = ''] = time.replace('+00', '').split('.');
  const all = Date.parse(`${seconds.replace(' ', 'T')}Z`) * 1000 + Number(micros) - byMicroseconds;
  const text = new Date(Math.floor(all / 1000)).toISOString().slice(0, 19).replace('T', ' ');
  return `${text}.${String(all % 1_000_000).padStart(6, '0')}+00`;
}
