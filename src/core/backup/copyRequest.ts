/** A tablespace that is outside of the data directory. */
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
  /** Where the copy goes; absent: the command asks for it by failing with a message. */
  readonly target?: string;
  /** Name by which `ssh` reaches the server's machine; absent if the command runs on it. */
  readonly host?: string;
}
