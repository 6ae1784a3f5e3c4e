/** What is stored about a backup outside of the window that runs it. Never a password. */
export interface BackupRecord {
  readonly version: 1;
  readonly id: string;
  /**
   * `running`: it was not ended. `aborted`: its window closed properly and ended it. `stopped`: the server has ended
   * it, and its label has not reached the copy yet.
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
  /** The directory of the copy, if it is known. */
  readonly folder?: string;
  /** The SQL that ends the backup mode of the server; empty for a backup that ends with its session. */
  readonly endSql: string;
  /** The result of the stop in base64, as long as it is not in the copy. */
  readonly labelFile?: string;
  readonly tablespaceMap?: string;
  readonly owner: RecordOwner;
}

/** The process that runs the backup, and its machine. */
export interface RecordOwner {
  readonly machine: string;
  readonly pid: number;
  /** New at every start of an extension host, because process numbers are reused. */
  readonly session: string;
}

/** The part of a record that the backup's window provides. */
export type RecordContent = Omit<BackupRecord, 'version' | 'owner'>;

const TEXTS = ['id', 'label', 'connection', 'startTime', 'startLsn', 'startSegment', 'endSql'] as const;
const OPTIONAL_TEXTS = ['systemIdentifier', 'folder', 'labelFile', 'tablespaceMap'] as const;

/** Parses a record; undefined if it is invalid. A file may contain anything. */
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
