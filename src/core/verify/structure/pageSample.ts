import { pageLocation } from '../../formats/cluster/pageLocation';
import { formatLsn, type Lsn } from '../../ground/lsn';
import { isFailure } from '../../ground/ports';
import type { Look } from './look';

/** Files of which pages are looked at, and pages of each. All of a small cluster, a sample of a large one. */
const MOST_FILES = 2000;
const MOST_PAGES = 8;
/** Main forks and visibility maps: pages of free space maps and temporary tables carry no location. */
const RELATION_FILE = /^\d{1,10}(?:_vm)?(?:\.\d{1,6})?$/;
const DATABASE = /^\d{1,10}$/;
const VERSION = 'PG_';

/**
 * Pages that were changed after the end of the backup, by their own location: then files were copied too late, and recovery
 * calls the data consistent too early. In the copy of a standby the end is the minimum recovery point of its pg_control.
 */
export async function checkPageSample(look: Look): Promise<void> {
  await checkPagesUntil(look, endOf(look));
}

/**
 * Looks for pages that were changed after a known end. Returns how many files have some; undefined if not all of the sample
 * could be looked at.
 */
export async function checkPagesUntil(look: Look, end: End | undefined): Promise<number | undefined> {
  const { input } = look;
  // An incremental backup has files of another form.
  if (end === undefined || input.kind === 'incremental') return undefined;
  let newer = 0;
  const sample = new Sample(MOST_FILES);
  await sampleFiles(look, sample);
  for (const name of sample.names) {
    if (look.aborted) return undefined;
    const found = await latestPage(look, name);
    if (found === undefined || found <= end.lsn) continue;
    newer++;
    const args = { reason: end.reason, found: formatLsn(found), stop: formatLsn(end.lsn) };
    look.addFile('copied-after-stop', 'error', name, args);
  }
  return newer;
}

interface End {
  readonly lsn: Lsn;
  readonly reason: 'stop' | 'recovery-point';
}

function endOf({ input }: Look): End | undefined {
  const { takenFrom, control, stop } = input;
  if (takenFrom !== 'standby') return stop === undefined ? undefined : { lsn: stop.lsn, reason: 'stop' };
  const point = control?.crcOk === true ? control.minRecoveryPoint : 0n;
  return point === 0n ? undefined : { lsn: point, reason: 'recovery-point' };
}

/** A fixed number of names out of any number, each as likely as the other, the same ones for the same order. */
class Sample {
  readonly names: string[] = [];
  readonly #most: number;
  #seen = 0;
  #random = 0x2545f491;

  constructor(most: number) {
    this.#most = most;
  }

  add(name: string): void {
    this.#seen++;
    if (this.names.length < this.#most) this.names.push(name);
    else {
      // Numbers that look random, from a generator of Lehmer's kind: a sample must not follow the order of names.
      this.#random = (this.#random * 48271) % 0x7fffffff;
      const place = this.#random % this.#seen;
      if (place < this.#most) this.names[place] = name;
    }
  }
}

async function sampleFiles(look: Look, sample: Sample): Promise<void> {
  await sampleFolder(look, 'global', sample);
  await sampleDatabases(look, 'base', sample);
  for (const { name: space, kind } of await look.list('pg_tblspc')) {
    if (kind !== 'directory') continue;
    for (const { name } of await look.list(`pg_tblspc/${space}`))
      if (name.startsWith(VERSION)) await sampleDatabases(look, `pg_tblspc/${space}/${name}`, sample);
  }
}

async function sampleDatabases(look: Look, folder: string, sample: Sample): Promise<void> {
  for (const { name, kind } of await look.list(folder))
    if (kind === 'directory' && DATABASE.test(name)) await sampleFolder(look, `${folder}/${name}`, sample);
}

async function sampleFolder(look: Look, folder: string, sample: Sample): Promise<void> {
  for await (const batch of look.tree.list(look.path(folder))) {
    if (isFailure(batch) || look.aborted) return;
    for (const { name, kind } of batch)
      if (kind === 'file' && RELATION_FILE.test(name)) sample.add(`${folder}/${name}`);
  }
}

/** The latest location on some pages of a file: the first, the last, and some between. */
async function latestPage(look: Look, name: string): Promise<Lsn | undefined> {
  const pageSize = look.input.control?.blockSize ?? 8192;
  const path = look.path(name);
  const facts = await look.tree.stat(path);
  if (isFailure(facts) || facts.kind !== 'file') return undefined;
  const last = Math.floor(facts.size / pageSize) - 1;
  let latest: Lsn | undefined;
  for (const page of pagesOf(last)) {
    const bytes = await look.tree.read(path, page * pageSize, pageSize);
    if (isFailure(bytes)) return latest;
    const lsn = pageLocation(bytes);
    if (lsn !== undefined && (latest === undefined || lsn > latest)) latest = lsn;
  }
  return latest;
}

function* pagesOf(last: number): Generator<number> {
  const count = Math.min(MOST_PAGES, last + 1);
  for (let i = 0; i < count; i++) yield count === 1 ? 0 : Math.round((i * last) / (count - 1));
}
