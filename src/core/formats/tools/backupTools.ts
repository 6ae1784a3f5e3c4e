import { shellQuote } from '../../ground/shellWord';
import { pgbackrestChain } from './pgbackrestFiles';

/**
 * What is known of a backup tool. A column is a fact about the tool as its manual or its source has it; rules ask for the
 * fact and never for the tool. A new tool is one row here and one reader in `core/catalog/tools`.
 */
interface BackupTool {
  /** The tool as its makers write it. */
  readonly name: string;
  /**
   * How the data files of a backup are stored. `plain`: as a server has them. `stored`: in a form of the tool's own. `pages`:
   * in directories that look like a data directory, but with pages in a form of the tool's own, and in an incremental backup
   * only with what changed. Only the tool turns the last two back into a data directory.
   */
  readonly dataFiles: 'plain' | 'stored' | 'pages';
  /** The method that the metadata name is what a backup holds (`full`, `diff`, `PAGE`), not how it was copied. */
  readonly methodIsType: boolean;
  /**
   * The list with which the files of a backup are compared, by the function that `core/verify/files/verifyFiles.ts` has for
   * the tool. `found`: its reader says where it is. `named`: it always is `listName` in the backup's directory, and is compared if
   * the files were seen in the tool's own form.
   */
  readonly fileList: 'none' | 'found' | 'named';
  readonly listName?: string;
  /** The earlier backups that may hold files of a backup, of the names in its parent directory; if absent, a backup holds all its files itself. */
  readonly holders?: (name: string, names: readonly string[]) => readonly string[];
  /** Names of WAL files carry a checksum of the content. */
  readonly sumsInWalNames: boolean;
  /** Directory of a backup in which its files may be as tars of pg_basebackup; absent if the tool writes none. */
  readonly tarsIn?: string;
  /** Tablespaces are copied to directories of the backup that are named by their OID. */
  readonly tablespacesByOid?: boolean;
  /** Files beside or above an archive, one of which the tool needs to read it. */
  readonly archiveFiles?: readonly string[];
  /** Compressed WAL files have no suffix that shows it. */
  readonly walPackedWithoutSuffix: boolean;
  /** A server's WAL directories are beside each other, and a history file in any of them is enough. */
  readonly sharesHistories: boolean;
  /** It asks the server for the stop location only after the copy: the location may be later than the backup needs. */
  readonly asksStopLater: boolean;
  readonly retention: RetentionRule;
  /** How a user lets the tool remove old backups and WAL. */
  readonly expiresBy: string;
  /** The `restore_command` by the tool for an archive. Names in capitals are to be filled in. Absent if the tool has no such command. */
  readonly fetchWal?: (archive: string) => string;
  /** The tool's command that restores the backup at a path to `$data`, and what to know of it; by the tool's manual. */
  readonly restore: (backup: string) => ToolRestore;
}

/** Which WAL the tool's retention leaves in an archive. */
interface RetentionRule {
  /** For a backup past archive retention it keeps just the backup's own WAL (`expire`, `--wal-depth`). */
  readonly keepsOwnWal: boolean;
  /** Segments after the end of a kept backup that it may keep with it, because its idea of the end is later. */
  readonly keptPastEnd: number;
  /**
   * True: from a timeline with another backup, the tool removes nothing. False: it removes WAL from all timelines alike.
   */
  readonly byTimeline: boolean;
}

/** A tool's restore command. */
export interface ToolRestore {
  readonly command: string;
  /** What has to follow. */
  readonly then?: readonly string[];
  readonly text: readonly string[];
}

const TOOLS = {
  barman: {
    name: 'Barman',
    dataFiles: 'plain',
    methodIsType: false,
    fileList: 'none',
    sumsInWalNames: false,
    tarsIn: 'data',
    tablespacesByOid: true,
    walPackedWithoutSuffix: true,
    sharesHistories: true,
    asksStopLater: true,
    // `get_timelines_to_protect` of 3.4.
    retention: { keepsOwnWal: false, keptPastEnd: 1, byTimeline: true },
    expiresBy: 'its retention_policy and barman cron, or barman delete',
    fetchWal: (archive) => `barman-wal-restore BACKUPHOST ${shellQuote(part(archive, 2, 'SERVER'))} %f %p`,
    restore: (backup) => ({
      command: `barman recover ${word(backup, 3)} ${word(backup, 1)} "$data"`,
      text: [
        'Tablespaces are restored to their original directories, unless you add --tablespace NAME:LOCATION.',
      ],
    }),
  },
  pgbackrest: {
    name: 'pgBackRest',
    dataFiles: 'stored',
    methodIsType: true,
    fileList: 'named',
    listName: 'backup.manifest',
    holders: pgbackrestChain,
    sumsInWalNames: true,
    archiveFiles: ['archive.info', 'archive.info.copy'],
    walPackedWithoutSuffix: false,
    sharesHistories: false,
    asksStopLater: false,
    retention: { keepsOwnWal: true, keptPastEnd: 0, byTimeline: false },
    expiresBy: 'pgbackrest expire',
    fetchWal: (archive) =>
      `pgbackrest --stanza=${shellQuote(part(archive, 2, 'STANZA'))} archive-get %f "%p"`,
    restore: (backup) => ({
      command: `pgbackrest --stanza=${word(backup, 2)} --set=${word(backup, 1)} --type=none --pg1-path="$data" --tablespace-map-all="\${data}_tablespaces" restore`,
      text: [`If this is not the configured repository, add --repo1-path=${above(backup, 3)}.`],
    }),
  },
  'wal-g': {
    name: 'WAL-G',
    dataFiles: 'stored',
    methodIsType: true,
    fileList: 'found',
    sumsInWalNames: false,
    walPackedWithoutSuffix: false,
    sharesHistories: false,
    asksStopLater: false,
    retention: { keepsOwnWal: false, keptPastEnd: 0, byTimeline: false },
    expiresBy: 'wal-g delete',
    fetchWal: () => 'wal-g wal-fetch %f "%p"',
    restore: (backup) => ({
      command: `wal-g backup-fetch "$data" ${word(backup, 1)}`,
      text: [
        `If this is not the configured storage, set WALG_FILE_PREFIX=${above(backup, 2)} first. Tablespaces are restored to their original directories, unless you add --restore-spec: do not let it write into those of a running server.`,
      ],
    }),
  },
  pgmoneta: {
    name: 'pgmoneta',
    dataFiles: 'plain',
    methodIsType: true,
    fileList: 'found',
    sumsInWalNames: false,
    walPackedWithoutSuffix: false,
    sharesHistories: false,
    asksStopLater: false,
    retention: { keepsOwnWal: false, keptPastEnd: 0, byTimeline: false },
    expiresBy: 'its retention setting, or pgmoneta-cli delete',
    restore: (backup) => ({
      command: `pgmoneta-cli restore ${word(backup, 3)} ${word(backup, 1)} current "$data.pgmoneta"`,
      then: ['cp -a "$data.pgmoneta"/*/. "$data/"', 'rm -rf "$data.pgmoneta"'],
      text: ['pgmoneta creates a directory SERVER-ID in the directory that it is given.'],
    }),
  },
  pg_probackup: {
    name: 'pg_probackup',
    dataFiles: 'pages',
    methodIsType: true,
    fileList: 'found',
    sumsInWalNames: false,
    walPackedWithoutSuffix: false,
    sharesHistories: false,
    asksStopLater: true,
    retention: { keepsOwnWal: true, keptPastEnd: 0, byTimeline: false },
    expiresBy: 'pg_probackup delete --expired --delete-wal',
    fetchWal: (archive) =>
      `pg_probackup archive-get -B ${shellQuote(archive.split('/').slice(0, -2).join('/'))} --instance ${shellQuote(part(archive, 1, 'INSTANCE'))} --wal-file-path=%p --wal-file-name=%f`,
    restore: (backup) => ({
      command: `pg_probackup restore -B ${above(backup, 3)} --instance ${word(backup, 2)} -i ${word(backup, 1)} -D "$data"`,
      text: [
        'Tablespaces are restored to their original directories, unless you add -T OLD=NEW: do not let it write into those of a running server.',
      ],
    }),
  },
} as const satisfies Record<string, BackupTool>;

/** The backup tools whose repositories are read. */
export type Tool = keyof typeof TOOLS;

/** The tools with a list of a backup's files. */
export type ListingTool = {
  [T in Tool]: (typeof TOOLS)[T]['fileList'] extends 'none' ? never : T;
}[Tool];

/** What is known of a tool. */
export function factsOfTool(tool: Tool): BackupTool {
  return TOOLS[tool];
}

/** What is known of the tool whose repository has this layout; undefined for the layouts of no tool. */
export function toolOf(layout: string): BackupTool | undefined {
  return isTool(layout) ? TOOLS[layout] : undefined;
}

/** Whether a layout is that of a tool's repository. */
export function isTool(layout: string): layout is Tool {
  return Object.hasOwn(TOOLS, layout);
}

/** Whether a layout is that of a tool that lists the files of a backup. */
export function listsFiles(layout: string): layout is ListingTool {
  return isTool(layout) && TOOLS[layout].fileList !== 'none';
}

/** A tool as its makers write it. */
export function toolName(tool: Tool): string {
  return TOOLS[tool].name;
}

/** A part of a path, counted from its end; `fallback` if there is none. */
function part(path: string, fromEnd: number, fallback: string): string {
  return path.split('/').at(-fromEnd) ?? fallback;
}

/** The same as a word of a shell. */
function word(path: string, fromEnd: number): string {
  return shellQuote(part(path, fromEnd, ''));
}

/** The directory some levels above a path, as a word of a shell. */
function above(path: string, levels: number): string {
  return shellQuote(path.split('/').slice(0, -levels).join('/') || '/');
}
