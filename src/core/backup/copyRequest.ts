/** A tablespace outside of the data directory. */
export interface CopiedTablespace {
  readonly oid: string;
  readonly name: string;
  /** Absolute path on the server's machine. */
  readonly location: string;
}

export interface CopyRequest {
  /** Absolute path of the data directory on the server's machine. */
  readonly dataDirectory: string;
  /** `server_version_num`. */
  readonly versionNum: number;
  readonly exclusive: boolean;
  readonly tablespaces: readonly CopiedTablespace[];
  /** Target of the copy; if absent, the command fails with a message that asks for it. */
  readonly target?: string;
  /** Name by which `ssh` reaches the server's machine; absent if the command runs on it. */
  readonly host?: string;
}
