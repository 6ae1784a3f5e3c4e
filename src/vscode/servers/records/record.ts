/** What is kept of a backup outside of the window that runs it. Never a password. */
export interface BackupRecord {
  readonly version: 1;
  readonly id: string;
  /**
   * `running`: nobody has ended it. `aborted`: its window closed in good order and ended it. `stopped`: the server has
   * ended it, and its label has not reached the copy yet.
   */
  readonly state: 'running' | 'aborted' | 'stopped';
  readonly label: string;
  /** Name of the connection. */
  readonly connection: string;
  readonly exclusive: boolean;
  /** ISO 8601, by the server's clock. */
  readonly startTime: string;
  readonly startLsn: string;
  readonly startSegment: string;
  readonly systemIdentifier?: string;
  /** Where the copy goes, if that was told. */
  readonly folder?: string;
  /** The SQL that ends the backup mode of the server; empty for a backup that ends with its session. */
  readonly endSql: string;
  /** Base64 of what the stop returned, as long as it is not in the copy. */
  readonly labelFile?: string;
  readonly tablespaceMap?: string;
  readonly owner: RecordOwner;
}

/** The process that runs the backup, and the machine on which that number means it. */
export interface RecordOwner {
  readonly machine: string;
  readonly pid: number;
  /** Anew at every start of an extension host: process numbers come again. */
  readonly session: string;
}

/** What the window that runs a backup keeps of it. */
export type RecordContent = Omit<BackupRecord, 'version' | 'owner'>;

const TEXTS = ['id', 'label', 'connection', 'startTime', 'startLsn', 'startSegment', 'endSql'] as const;
const OPTIONAL_TEXTS = ['systemIdentifier', 'folder', 'labelFile', 'tablespaceMap'] as const;

/** A record from what a file holds; undefined where it is none. Anything may stand in a file. */
export function parseRecord(text: string): BackupRecord | undefined {
  const value = parseJson(text);
  if (!isObject(value) || value['version'] !== 1 || !isObject(value['owner'])) return undefined;
  const { owner } = value;
  const whole =
    TEXTS.every((name) => typeof value[name] === 'string') &&
    OPTIONAL_TEXTS.every((name) => value[name] === undefined || typeof value[name] === 'string') &&
    ['running', 'aborted', 'stopped'].includes(String(value['state'])) &&
    typeof value['exclusive'] === 'boolean' &&
    typeof owner['machine'] === 'string' &&
    typeof owner['session'] === 'string' &&
    Number.isInteger(owner['pid']);
  return whole ? (value as unknown as BackupRecord) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
