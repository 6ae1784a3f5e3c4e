import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import * as vscode from 'vscode';
import type { PostgresLayer } from '../../postgres/api';
import { type ArchiveOffer, archiveOffersOf } from '../complete/archiveOffer';
import { CONTEXT_KEYS } from '../ids';
import { Disposable } from '../services/disposable';
import { errorText } from '../services/log';
import { t } from '../services/translate';
import type { TreeNode } from '../tree/model/node';
import type { TreeContext } from '../tree/model/context';
import { serverRoots } from '../tree/nodes/serverNodes';
import { ACTIONS } from './actions';
import { HeldBackups } from '../../engine/backup/heldBackups';
import type { ActionArgument } from './backup/pickBackup';
import { Connections } from './connections/connections';
import { PasswordStore } from './connections/passwordStore';
import { connectionAddress } from './connections/place';
import type { ServerContext } from './serverContext';
import { windowPasswords } from './dialogs/passwordDialogs';
import { windowUi } from './dialogs/windowUi';
import type { Ui } from './dialogs/ui';
import { BackupDocuments } from './documents/backupDocuments';
import { watchLostBackups } from './lost/lostBackups';
import { reportLostSession } from './lost/lostSession';
import { RecordStore } from '../../engine/backup/recordStore';
import type { ServerServices } from './serverServices';
import { BackupStatus } from './statusBar';
import { serverFailureOf } from './watch/serverState';
import { ServerWatch } from './watch/serverWatch';
import { sleep } from './watch/sleep';

/** How long a closing window waits for its servers; VS Code itself waits five seconds. */
const CLOSE_LIMIT_MS = 4000;

/** Manages connections and running backups of this window: a bundle of its own, loaded on demand. */
export class ServerController extends Disposable {
  readonly services: ServerServices;
  readonly #records: RecordStore;
  readonly #status: BackupStatus;
  readonly #changed = this._register(new vscode.EventEmitter<void>());
  /** The content of the view has changed. */
  readonly onDidChange = this.#changed.event;
  readonly #closing = new AbortController();

  constructor(
    context: vscode.ExtensionContext,
    { log, documentsChanged, recordFolder, complete, knownLabels }: ServerContext,
  ) {
    super();
    const passwords = new PasswordStore(context.secrets, windowPasswords(t));
    const connections = this._register(new Connections(passwords, loadLayer));
    this.#status = this._register(new BackupStatus(t));
    this.#records = new RecordStore({
      folder: recordFolder,
      owner: { machine: hostname(), pid: process.pid, session: randomUUID() },
    });
    const watch = new ServerWatch({
      read: async (name, signal) =>
        (await loadLayer()).readServerFacts(await connections.resolve(name, false), signal),
      failureOf: serverFailureOf,
      changed: () => {
        this.#changed.fire();
      },
      sleep,
    });
    const held = new HeldBackups(this.#records, {
      changed: () => {
        this.#status.show(held.all);
        this.#changed.fire();
      },
      lost: (backup, lost) => reportLostSession(this.services, backup, lost),
      unrecorded: (_backup, error) => {
        log.error(`The record of a running backup cannot be written: ${errorText(error)}`);
      },
    });
    const documents = this._register(new BackupDocuments(t, documentsChanged));
    const execute = async (command: string, ...args: readonly unknown[]): Promise<unknown> =>
      vscode.commands.executeCommand(command, ...args);
    const ui: Ui = { ...windowUi };
    this.services = {
      t,
      ui,
      log,
      connections,
      heldBackups: held,
      watch,
      documents,
      layer: loadLayer,
      complete,
      knownLabels,
      isTrusted: () => vscode.workspace.isTrusted,
      execute,
    };
    this.#follow(watch, held);
  }

  /** The top of the view "Servers". */
  roots(context: TreeContext): readonly TreeNode[] {
    const { connections, watch, heldBackups } = this.services;
    if (!vscode.workspace.isTrusted) return [];
    const states = connections.all.map((spec) => ({
      connection: spec.name,
      place: connectionAddress(spec),
      ...watch.lookOf(spec.name),
    }));
    return serverRoots(states, heldBackups.all, context);
  }

  /** Called when the view becomes visible or hidden. */
  setVisible(visible: boolean): void {
    this.services.watch.setWatching(visible && vscode.workspace.isTrusted);
  }

  /** Runs a command about servers. */
  async run(id: keyof typeof ACTIONS, target: ActionArgument): Promise<void> {
    await ACTIONS[id](this.services, target);
  }

  /** Directories of this machine into which servers of this system identifier archive, as far as is known. */
  async archivesOf(systemIdentifier: string): Promise<readonly ArchiveOffer[]> {
    const { connections, watch, isTrusted } = this.services;
    if (!isTrusted()) return [];
    const offers = connections.all.map(({ name }) => {
      const { facts } = watch.lookOf(name);
      const isOurs =
        facts?.systemIdentifier.known === true && facts.systemIdentifier.value === systemIdentifier;
      return isOurs ? archiveOffersOf(name, facts) : Promise.resolve([]);
    });
    return (await Promise.all(offers)).flat();
  }

  /** Reports backups whose windows are gone. Ends at once if there is none. */
  async reportLost(): Promise<void> {
    await watchLostBackups(this.services, this.#records, this.#closing.signal);
  }

  /** Called when the window closes: asks every server to end its backup cleanly, and waits a little. */
  async close(): Promise<void> {
    this.#closing.abort();
    const limit = new AbortController();
    await Promise.race([this.services.heldBackups.abortAll(), sleep(CLOSE_LIMIT_MS, limit.signal)]);
    limit.abort();
  }

  override dispose(): void {
    this.#closing.abort();
    this.services.watch.dispose();
    this.services.heldBackups.dispose();
    super.dispose();
  }

  #follow(watch: ServerWatch, held: HeldBackups): void {
    const { connections, log } = this.services;
    const names = (): readonly string[] => connections.all.map(({ name }) => name);
    watch.setConnections(names());
    for (const problem of connections.problems) log.warn(`setting connections: ${problem}`);
    this._register(
      connections.onDidChange(({ changed }) => {
        watch.setConnections(names(), changed);
        this.#changed.fire();
      }),
    );
    this._register(
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.#changed.fire();
      }),
    );
    this.#status.show(held.all);
    void vscode.commands.executeCommand('setContext', CONTEXT_KEYS.serversRead, true);
  }
}

export function openServerController(
  context: vscode.ExtensionContext,
  serverContext: ServerContext,
): ServerController {
  return new ServerController(context, serverContext);
}

async function loadLayer(): Promise<PostgresLayer> {
  const { postgres } = await import('../../postgres/entry');
  return postgres;
}
