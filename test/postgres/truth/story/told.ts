import { Client } from 'pg';

/** Where a server listens: a host or the directory of its Unix socket, and the port. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** The second database of the story. */
export const SECOND_DATABASE = 'shop';

/** A server may wait for a standby, or for a lock of another, indefinitely. */
const QUERY_LIMIT_MS = 30_000;

/** Does something in a session of its own. */
export async function inSession<T>(
  { host, port }: Address,
  database: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({ host, port, user: 'postgres', database, query_timeout: QUERY_LIMIT_MS });
  // A server that ends breaks its connections; the query that runs says so already.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The first column of the first row as text; 'null' if there is no row. */
export async function valueOf(client: Client, text: string, values: unknown[] = []): Promise<string> {
  const { rows } = await client.query<unknown[]>({ text, values, rowMode: 'array' });
  const value = rows[0]?.[0];
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

const LABELS = "SELECT coalesce(string_agg(label, ' ' ORDER BY id), '') FROM moments";
const OTHERS = `SELECT (SELECT count(*) FROM aside)
  || ' ' || (SELECT sum(amount * id) || '/' || count(*) FROM ledger)
  || ' ' || (SELECT coalesce(sum(length(body)), 0) FROM letters)
  || ' ' || (SELECT count(*) FROM pg_class WHERE relname IN ('doomed', 'made'))`;
const GOODS = "SELECT count(*) || '/' || coalesce(sum(price), 0) FROM goods";

/**
 * Everything that a server knows, as one text: the labels of the moments, then what else changes with them. Each moment
 * of the story has a text of its own, so a text that no moment has means wrong rows.
 */
export async function tellAll(address: Address): Promise<string> {
  const first = await inSession(address, 'postgres', tellFirst);
  return `${first} | ${await inSession(address, SECOND_DATABASE, tellSecond)}`;
}

/** The part of the first database. Rows are read with and without the indexes, which must agree. */
export async function tellFirst(client: Client): Promise<string> {
  const texts: string[] = [];
  for (const plan of ['enable_seqscan', 'enable_indexscan']) {
    await client.query(`SET ${plan} = off`);
    texts.push(await tellOnce(client));
    await client.query(`RESET ${plan}`);
  }
  const [byIndex = '', byHeap = ''] = texts;
  return byIndex === byHeap ? byHeap : `by index ${byIndex}, by heap ${byHeap}`;
}

async function tellOnce(client: Client): Promise<string> {
  const labels = await valueOf(client, LABELS);
  const isMade = (await valueOf(client, "SELECT to_regclass('made') IS NOT NULL")) === 'true';
  const made = isMade ? await valueOf(client, 'SELECT count(*) FROM made') : 'none';
  return `${labels} | ${await valueOf(client, OTHERS)} ${made}`;
}

/** What only an open server shows: a transaction that was prepared before every backup, and an unlogged table with so many rows. */
export async function troubleWhenOpen(address: Address, expected: readonly string[]): Promise<string> {
  return inSession(address, 'postgres', async (client) => {
    const held = await valueOf(client, "SELECT count(*) FROM pg_prepared_xacts WHERE gid = 'held'");
    const drafts = await valueOf(client, 'SELECT count(*) FROM draft');
    if (held !== '1') return 'the prepared transaction is lost';
    return expected.includes(drafts) ? '' : `the unlogged table has ${drafts} rows`;
  });
}

/** The part of the second database. */
export async function tellSecond(client: Client): Promise<string> {
  return valueOf(client, GOODS);
}
