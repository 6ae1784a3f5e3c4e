import type { ServerFacts } from '../../../postgres/facts/serverFacts';

/** What is known about the server of one connection. */
export interface ServerState {
  readonly connection: string;
  /** Where the connection leads, in one line: "localhost:5432", "service nightly". */
  readonly place: string;
  /**
   * The facts of the last look. They stay while the server is unreachable; `failure` then says since when they are old.
   */
  readonly facts?: ServerFacts;
  readonly failure?: ServerFailure;
}

export interface ServerFailure {
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
  /** Not tried again automatically: every refused password counts against the user. */
  readonly waitsForUser: boolean;
}
