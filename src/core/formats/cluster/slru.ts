/**
 * The logs of transactions, of which a server keeps a window: numbered pages, 32 in each file (`slru.h`). The number of a
 * page wraps with the numbers that it is made from.
 */
export interface Slru {
  /** Directory in the data directory. */
  readonly directory: string;
  /** Entries of a page of `pageSize` bytes. */
  readonly perPage: (pageSize: number) => number;
  /** Whether a server reads the page of the next entry when recovery ends: not while nothing is on that page. */
  readonly begins: (entry: number, pageSize: number) => boolean;
}

/** Pages in one file (`SLRU_PAGES_PER_SEGMENT`). */
export const PAGES_PER_FILE = 32;
const ENTRIES = 2 ** 32;
const SINCE_XACT = 100000;
/** From 9.3 on four members are a group: a byte of flags each, then their transactions. */
const GROUPS_SINCE = 90300;
const GROUP_MEMBERS = 4;
const GROUP_BYTES = 20;

/** Two bits for each transaction (`TrimCLOG` in clog.c). */
export function transactionLog(versionNum: number): Slru {
  const perPage = (pageSize: number): number => pageSize * 4;
  return {
    directory: versionNum >= SINCE_XACT ? 'pg_xact' : 'pg_clog',
    perPage,
    begins: (xid, pageSize) => xid % perPage(pageSize) !== 0,
  };
}

/** Four bytes for each multixact: where its members begin (`TrimMultiXact` in multixact.c; eight bytes from 19 on). */
export const MULTIXACT_OFFSETS: Slru = {
  directory: 'pg_multixact/offsets',
  perPage: (pageSize) => pageSize / 4,
  begins: (multi, pageSize) => multi % (pageSize / 4) !== 0,
};

/** The members of multixacts. */
export function multixactMembers(versionNum: number): Slru {
  const inGroups = versionNum >= GROUPS_SINCE;
  const perPage = (pageSize: number): number =>
    inGroups ? Math.floor(pageSize / GROUP_BYTES) * GROUP_MEMBERS : pageSize / 4;
  return {
    directory: 'pg_multixact/members',
    perPage,
    begins: (offset, pageSize) => offset % perPage(pageSize) >= (inGroups ? GROUP_MEMBERS : 1),
  };
}

/** A page: its file, and the byte at which it begins there. */
export interface SlruPage {
  readonly file: number;
  readonly offset: number;
}

/** The page of an entry. */
export function pageOf({ perPage }: Slru, entry: number, pageSize: number): SlruPage {
  const page = Math.floor(entry / perPage(pageSize));
  return { file: Math.floor(page / PAGES_PER_FILE), offset: (page % PAGES_PER_FILE) * pageSize };
}

/** How many files there can be, after which numbering begins again. */
export function filesOf({ perPage }: Slru, pageSize: number): number {
  return Math.ceil(ENTRIES / perPage(pageSize) / PAGES_PER_FILE);
}

/** The name of a file: at least four digits. */
export function slruFileName(file: number): string {
  return file.toString(16).toUpperCase().padStart(4, '0');
}
