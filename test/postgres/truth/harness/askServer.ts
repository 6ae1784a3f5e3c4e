import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { type CheckedRelations, checkRelations } from '../story/checkRelations';
import type { Restored } from './restored';
import { type Address, inSession, troubleWhenOpen, tellAll, valueOf } from '../story/told';

const LIMIT_MS = 30_000;

/** Asks the server of a data directory as soon as it waits at its target or has opened, lets it open, and writes to it. */
export async function askServer(
  data: string,
  major: number,
  drafts: readonly string[] = ['0'],
  which: CheckedRelations = 'all',
): Promise<Omit<Restored, 'log'>> {
  let told = '';
  const corruptions: string[] = [];
  try {
    const address = await addressOf(data);
    if (!(await waitFor(address, isSettled)))
      return { outcome: 'hung', told, corruptions, trouble: 'no end' };
    told = await tellAll(address);
    corruptions.push(...(await checkRelations(address, major, which)));
    await inSession(address, 'postgres', letOpen);
    if (!(await waitFor(address, isOpen))) return { outcome: 'hung', told, corruptions, trouble: 'not open' };
    const trouble = await troubleWhenOpen(address, drafts);
    if (trouble !== '') return { outcome: 'opened', told, corruptions, trouble };
    await goOn(address);
    const opened = await tellAll(address);
    if (opened !== told) return { outcome: 'opened', told, corruptions, trouble: `then it knew: ${opened}` };
    return { outcome: 'opened', told, corruptions, trouble: '' };
  } catch (error) {
    return { outcome: 'opened', told, corruptions, trouble: String(error) };
  }
}

/** By the lock file: port in its fourth line, socket directory in the fifth, address in the sixth. */
async function addressOf(data: string): Promise<Address> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
  const [port = '', sockets = '', listen = ''] = lines.slice(3, 6).map((line) => line.trim());
  return { port: Number(port), host: listen === '' ? sockets : '127.0.0.1' };
}

async function waitFor(address: Address, state: (client: Client) => Promise<boolean>): Promise<boolean> {
  const end = Date.now() + LIMIT_MS;
  return inSession(address, 'postgres', async (client) => {
    while (!(await state(client))) {
      if (Date.now() > end) return false;
      await delay(10);
    }
    return true;
  });
}

async function isOpen(client: Client): Promise<boolean> {
  return (await valueOf(client, 'SELECT pg_is_in_recovery()')) === 'false';
}

async function isSettled(client: Client): Promise<boolean> {
  if (await isOpen(client)) return true;
  try {
    return (await valueOf(client, 'SELECT pg_is_wal_replay_paused()')) === 'true';
  } catch (error) {
    // Recovery may have ended between the two questions.
    if (error instanceof Error && error.message.includes('recovery is not in progress')) return true;
    throw error;
  }
}

async function letOpen(client: Client): Promise<void> {
  // While it waits it may take restart points, at which it would clean up the archive if configured to.
  await client.query('CHECKPOINT');
  if (!(await isOpen(client))) await client.query('SELECT pg_wal_replay_resume()');
}

/** Uses so many transaction numbers that rows from after the backup, if there are any, would become visible. */
const TRANSACTIONS = 60;

async function goOn(address: Address): Promise<void> {
  await inSession(address, 'postgres', async (client) => {
    await client.query('SET default_transaction_read_only = off');
    await client.query('CREATE TABLE goes_on AS SELECT 1 AS one');
    for (let i = 0; i < TRANSACTIONS; i++) await client.query('SELECT txid_current()');
  });
}
