import type * as vscode from 'vscode';
import type { PostgresLayer } from '../../postgres/api';
import type { ResolvedConnection } from '../../postgres/connection/connectionSpec';
import type { ServerFacts } from '../../postgres/facts/serverFacts';
import type { ArchiveOffer } from '../complete/archiveOffer';
import type { CompletionRequest } from '../../engine/complete/completionHost';
import type { Translate } from '../../core/ground/translate';
import type { HeldBackups } from '../../engine/backup/heldBackups';
import type { Connections } from './connections/connections';
import type { Ui } from './dialogs/ui';
import type { BackupDocuments } from './documents/backupDocuments';
import type { ServerWatch } from './watch/serverWatch';

/** What all code for servers shares. */
export interface ServerServices {
  readonly t: Translate;
  readonly ui: Ui;
  readonly log: vscode.LogOutputChannel;
  readonly connections: Connections;
  readonly heldBackups: HeldBackups;
  readonly watch: ServerWatch;
  readonly documents: BackupDocuments;
  readonly layer: () => Promise<PostgresLayer>;
  /** Copies the WAL of a set into its own directory, verifies it, and reports the result itself. */
  readonly complete: (request: CompletionRequest<ArchiveOffer>) => Promise<void>;
  /** Labels of the listed sets, with the path of each set. */
  readonly knownLabels: () => Promise<ReadonlyMap<string, string>>;
  /** Whether the workspace is trusted; otherwise nothing connects. */
  readonly isTrusted: () => boolean;
  /** Runs a command of this or another extension. */
  readonly execute: (command: string, ...args: readonly unknown[]) => Promise<unknown>;
}

/** A server to which a connection was just made. */
export interface ConnectedServer {
  readonly layer: PostgresLayer;
  readonly connection: ResolvedConnection;
  readonly facts: ServerFacts;
}
