import type * as vscode from 'vscode';
import type { PostgresLayer } from '../../postgres/api';
import type { ResolvedConnection } from '../../postgres/connection/connectionSpec';
import type { ServerFacts } from '../../postgres/facts/serverFacts';
import type { CompleteRequest } from '../complete/completeSet';
import type { Translate } from '../tree/model/context';
import type { HeldBackups } from './backup/heldBackups';
import type { Connections } from './connections/connections';
import type { Ui } from './dialogs/ui';
import type { BackupDocuments } from './documents/backupDocuments';
import type { ServerWatch } from './watch/serverWatch';

/** What the work with servers shares. */
export interface ServerServices {
  readonly t: Translate;
  readonly ui: Ui;
  readonly log: vscode.LogOutputChannel;
  readonly connections: Connections;
  readonly held: HeldBackups;
  readonly watch: ServerWatch;
  readonly documents: BackupDocuments;
  readonly layer: () => Promise<PostgresLayer>;
  /** Brings the WAL of a set into its own folder and verifies it; says itself what came of it. */
  readonly complete: (request: CompleteRequest) => Promise<void>;
  /** Labels of the sets that the workspace shows, with where each set is. */
  readonly knownLabels: () => Promise<ReadonlyMap<string, string>>;
  /** Whether the folder is trusted: in another one nothing connects. */
  readonly isTrusted: () => boolean;
  /** Runs a command of this or another extension. */
  readonly execute: (command: string, ...args: readonly unknown[]) => Promise<unknown>;
}

/** A server that has just answered. */
export interface ConnectedServer {
  readonly layer: PostgresLayer;
  readonly connection: ResolvedConnection;
  readonly facts: ServerFacts;
}
