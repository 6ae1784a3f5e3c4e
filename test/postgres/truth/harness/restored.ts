/** What a restore ended with. */
export interface Restored {
  readonly outcome:
    | 'opened'
    /** The server, or a command before it, ended by itself. */
    | 'refused'
    /** It neither answered nor ended in the time that was given. */
    | 'hung';
  /** What the server knew when it paused or had opened; empty if it did not answer. */
  readonly told: string;
  /** What was wrong with its relations, by amcheck. */
  readonly corruptions: readonly string[];
  /** What went wrong when it was asked. */
  readonly trouble: string;
  readonly log: string;
}

/** Where the restored servers are. */
export interface Place {
  /** An empty directory of the servers' user that is removed afterwards. */
  readonly home: string;
  readonly data: string;
}
