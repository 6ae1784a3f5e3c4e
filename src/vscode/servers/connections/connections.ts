import { userInfo } from 'node:os';
import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import type { ConnectionSpec, ResolvedConnection } from '../../../postgres/connection/connectionSpec';
import type { PostgresLayer } from '../../../postgres/api';
import { SETTINGS, SETTINGS_PREFIX } from '../../ids';
import { Disposable } from '../../services/disposable';
import { answersFromEnvironment, type ConnectionAnswers, type ProcessEnvironment } from './connectionAnswers';
import { parseConnections, type ParsedConnections } from '../../../engine/backup/connectionSetting';
import type { PasswordStore } from './passwordStore';

export interface ConnectionsChange {
  /** Names whose values differ from before. */
  readonly changed: readonly string[];
}

/** The connections of the setting. A workspace cannot add one: the setting belongs to the machine. */
export class Connections extends Disposable {
  readonly passwords: PasswordStore;
  readonly #load: () => Promise<PostgresLayer>;
  readonly #changed = this._register(new vscode.EventEmitter<ConnectionsChange>());
  readonly onDidChange = this.#changed.event;
  #parsed: ParsedConnections = { connections: [], problems: [] };
  /** Kept because a resolved connection remembers the password that worked. */
  #resolved = new Map<string, Promise<ResolvedConnection>>();

  constructor(passwords: PasswordStore, load: () => Promise<PostgresLayer>) {
    super();
    this.passwords = passwords;
    this.#load = load;
    this.#parsed = readSetting();
    this._register(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`${SETTINGS_PREFIX}.${SETTINGS.connections}`)) this.#reread();
      }),
    );
  }

  get all(): readonly ConnectionSpec[] {
    return this.#parsed.connections;
  }

  get problems(): readonly string[] {
    return this.#parsed.problems;
  }

  find(name: string): ConnectionSpec | undefined {
    return this.all.find((each) => each.name === name);
  }

  /**
   * The connection with all its values resolved. With `asking`, the user may be asked for a password, which must not
   * happen only because a view is visible.
   */
  resolve(name: string, asking: boolean): Promise<ResolvedConnection> {
    const key = `${asking ? 'asking' : 'quiet'} ${name}`;
    const known = this.#resolved.get(key);
    if (known !== undefined) return known;
    const made = this.#resolve(name, asking);
    this.#resolved.set(key, made);
    made.catch(() => this.#resolved.delete(key));
    return made;
  }

  /** Called if the password that is used without questions has changed. */
  forgetResolved(name: string): void {
    for (const kind of ['asking', 'quiet']) this.#resolved.delete(`${kind} ${name}`);
  }

  /** Adds a connection, or replaces `replaced`. */
  async save(spec: ConnectionSpec, replaced: string | undefined): Promise<void> {
    const before = this.all;
    const changed = before.map((each) => (each.name === replaced ? spec : each));
    await this.#write(before.some(({ name }) => name === replaced) ? changed : [...before, spec]);
  }

  async remove(name: string): Promise<void> {
    await this.#write(this.all.filter((each) => each.name !== name));
    this.forgetResolved(name);
    await this.passwords.forget(name);
  }

  /** Answers for a new connection, from the environment. */
  defaultAnswers(): ConnectionAnswers {
    return answersFromEnvironment(this.environment, systemUser());
  }

  get environment(): ProcessEnvironment {
    return process.env;
  }

  readonly isAbsolute = isAbsolute;

  async #resolve(name: string, asking: boolean): Promise<ResolvedConnection> {
    const layer = await this.#load();
    const spec = this.find(name) ?? { name };
    const ask = asking ? this.passwords.asking : this.passwords.quietly;
    return layer.resolveConnection(spec, this.environment, ask);
  }

  async #write(specs: readonly ConnectionSpec[]): Promise<void> {
    await vscode.workspace
      .getConfiguration(SETTINGS_PREFIX)
      .update(SETTINGS.connections, specs, vscode.ConfigurationTarget.Global);
    this.#reread();
  }

  #reread(): void {
    const before = new Map(this.all.map((spec) => [spec.name, JSON.stringify(spec)]));
    this.#parsed = readSetting();
    const changed = this.all
      .filter((spec) => before.get(spec.name) !== JSON.stringify(spec))
      .map(({ name }) => name);
    if (changed.length === 0 && before.size === this.all.length) return;
    for (const name of changed) this.forgetResolved(name);
    this.#changed.fire({ changed });
  }
}

function readSetting(): ParsedConnections {
  return parseConnections(
    vscode.workspace.getConfiguration(SETTINGS_PREFIX).get<unknown>(SETTINGS.connections),
  );
}

/** libpq's default for the user. */
function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    // In containers, the user of a process may have no name.
    return 'postgres';
  }
}
