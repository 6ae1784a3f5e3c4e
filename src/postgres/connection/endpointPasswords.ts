import { readTextIfThere, SOCKET_FOLDERS } from './libpqFiles/clientFiles';
import type { AskPassword, ConnectionTarget, Endpoint } from './connectionSpec';
import { findPassword } from './libpqFiles/passwordFile';
import { PostgresError } from '../postgresError';

interface Sources {
  /** From the service or PGPASSWORD. */
  readonly fixed: string | undefined;
  readonly file: string | undefined;
  readonly askPassword: AskPassword;
}

/** Refused passwords after which no more are asked for at an endpoint. */
const MOST_REFUSALS = 3;

/** The passwords of one connection; what the user entered is remembered as long as this object exists. */
export class EndpointPasswords {
  readonly #target: ConnectionTarget;
  readonly #sources: Sources;
  /** Private fields do not show in logs and JSON. */
  readonly #given = new Map<string, string>();
  /** Refusals in a row, by endpoint. */
  readonly #refusals = new Map<string, number>();

  constructor(target: ConnectionTarget, sources: Sources) {
    this.#target = target;
    this.#sources = sources;
  }

  /** The password for an endpoint; undefined if there is none, or if the refused one is fixed. */
  async get(endpoint: Endpoint, rejected: boolean, signal: AbortSignal): Promise<string | undefined> {
    const known = this.#sources.fixed ?? (await this.#fromFile(endpoint));
    if (known !== undefined && known !== '') return rejected ? undefined : known;
    const key = `${endpoint.host}:${endpoint.port}`;
    const given = this.#given.get(key);
    const refusals = rejected ? (this.#refusals.get(key) ?? 0) + 1 : 0;
    this.#refusals.set(key, refusals);
    if (given !== undefined && !rejected) return given;
    if (refusals >= MOST_REFUSALS) return undefined;
    const asked = await this.#sources.askPassword(
      { target: this.#target, host: endpoint.host, rejected },
      signal,
    );
    if (signal.aborted) throw new PostgresError({ reason: 'canceled', message: 'Canceled.', remedy: '' });
    if (asked !== undefined) this.#given.set(key, asked);
    return asked;
  }

  async #fromFile({ host, port }: Endpoint): Promise<string | undefined> {
    const { file } = this.#sources;
    const text = file === undefined ? undefined : await readTextIfThere(file, 'password file');
    if (text === undefined) return undefined;
    const { database, user } = this.#target;
    // A server with the usual socket has the name localhost.
    const name = SOCKET_FOLDERS.includes(host) ? 'localhost' : host;
    return findPassword(text, { host: name, port, database, user });
  }
}
