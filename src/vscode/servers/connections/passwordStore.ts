import type { AskPassword, PasswordRequest } from '../../../postgres/connection/connectionSpec';

/** The part of `SecretStorage` that is needed here. */
export interface Secrets {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

export interface PasswordDialogs {
  /** Undefined if the user canceled. */
  askPassword(connection: string, user: string, host: string, rejected: boolean): Promise<string | undefined>;
  /** Asks whether a password that has just worked is to be saved beyond this window. */
  offerToKeep(connection: string): Promise<boolean>;
}

const PREFIX = 'pgBackupInspector.password:';

/**
 * Passwords by connection. A saved password is bound to host, port and user: a connection that was changed to lead
 * elsewhere does not use it.
 */
export class PasswordStore {
  readonly #secrets: Secrets;
  readonly #dialogs: PasswordDialogs;
  /** Typed in this window, by connection and place. */
  readonly #typed = new Map<string, string>();
  /** Typed passwords that were not yet offered to be saved, by connection. */
  readonly #fresh = new Map<string, string>();

  constructor(secrets: Secrets, dialogs: PasswordDialogs) {
    this.#secrets = secrets;
    this.#dialogs = dialogs;
  }

  /** Returns the known password and never asks: for work that the user did not request. */
  readonly quietly: AskPassword = async (request) =>
    request.rejected ? undefined : this.#known(request.target.name, placeOf(request));

  /** Returns the known password, and asks if there is none or if it was refused. */
  readonly asking: AskPassword = async (request) => {
    const { name, user } = request.target;
    const place = placeOf(request);
    if (!request.rejected) {
      const known = await this.#known(name, place);
      if (known !== undefined) return known;
    } else await this.#forgetRefused(name, place);
    const typed = await this.#dialogs.askPassword(name, user, request.host, request.rejected);
    if (typed === undefined) return undefined;
    this.#typed.set(`${name}\n${place}`, typed);
    this.#fresh.set(name, place);
    return typed;
  };

  /** Called after a login. Asks, once for each password, whether it is to be saved. */
  async worked(name: string): Promise<void> {
    const place = this.#fresh.get(name);
    this.#fresh.delete(name);
    const typed = place === undefined ? undefined : this.#typed.get(`${name}\n${place}`);
    if (place === undefined || typed === undefined || !(await this.#dialogs.offerToKeep(name))) return;
    await this.#secrets.store(PREFIX + name, JSON.stringify({ ...(await this.#kept(name)), [place]: typed }));
  }

  async forget(name: string): Promise<void> {
    for (const key of this.#typed.keys()) if (key.startsWith(`${name}\n`)) this.#typed.delete(key);
    this.#fresh.delete(name);
    await this.#secrets.delete(PREFIX + name);
  }

  async #known(name: string, place: string): Promise<string | undefined> {
    const kept = await this.#kept(name);
    return this.#typed.get(`${name}\n${place}`) ?? (Object.hasOwn(kept, place) ? kept[place] : undefined);
  }

  async #forgetRefused(name: string, place: string): Promise<void> {
    this.#typed.delete(`${name}\n${place}`);
    const { [place]: refused, ...others } = await this.#kept(name);
    if (refused !== undefined) await this.#secrets.store(PREFIX + name, JSON.stringify(others));
  }

  async #kept(name: string): Promise<Readonly<Record<string, string>>> {
    try {
      const value: unknown = JSON.parse((await this.#secrets.get(PREFIX + name)) ?? '{}');
      return typeof value === 'object' && value !== null ? (value as Record<string, string>) : {};
    } catch {
      return {};
    }
  }
}

function placeOf({ target, host }: PasswordRequest): string {
  const port = target.hosts.find((each) => each.host === host)?.port ?? 0;
  return `${target.user}@${host}:${port}`;
}
