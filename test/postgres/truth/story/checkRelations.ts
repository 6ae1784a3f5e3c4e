import type { Client } from 'pg';
import { type Address, inSession, SECOND_DATABASE, valueOf } from './told';

/**
 * What pg_amcheck would report, by the functions of the extension `amcheck` that the story has installed: every B-tree index with its
 * table (up to 10 the index alone), and from 14 every heap. Empty if all is well.
 */
export async function checkRelations(
  address: Address,
  major: number,
  which: CheckedRelations = 'all',
): Promise<string[]> {
  const problems: string[] = [];
  for (const database of ['postgres', SECOND_DATABASE]) {
    const found = await inSession(address, database, (client) => checkDatabase(client, major, which));
    problems.push(...found.map((problem) => `${database}: ${problem}`));
  }
  return problems;
}

/** All, or only those of the story: the catalogues are most of a small database. */
export type CheckedRelations = 'all' | 'own';

const INDEXES = `FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
  WHERE relam = 403 AND indisvalid AND relpersistence = 'p'`;
/** `FirstNormalObjectId`. */
const FIRST_OF_USERS = 16384;
const HEAPS = "FROM pg_class WHERE relkind IN ('r', 'm', 't') AND relpersistence = 'p'";

async function checkDatabase(client: Client, major: number, which: CheckedRelations): Promise<string[]> {
  const more = major >= 11 ? ', true' : '';
  const own = which === 'all' ? '' : `AND pg_class.oid >= ${FIRST_OF_USERS}`;
  const checks = [
    { from: INDEXES, id: 'indexrelid', check: (id: string) => `bt_index_check(${id}::regclass${more})` },
  ];
  if (major >= 14) checks.push({ from: HEAPS, id: 'oid', check: corruptions });
  const problems: string[] = [];
  for (const { from, id, check } of checks) {
    const isClean = await areClean(client, `SELECT ${check(id)}::text ${from} ${own}`);
    if (isClean) continue;
    for (const name of await names(client, `SELECT ${id}::regclass::text ${from} ${own} ORDER BY 1`)) {
      const said = await valueOf(client, `SELECT ${check('$1')}::text`, [name]).catch(String);
      if (said !== '') problems.push(`${name}: ${said}`);
    }
  }
  return problems;
}

function corruptions(id: string): string {
  return `(SELECT coalesce(min(msg), '') FROM verify_heapam(${id}::regclass))`;
}

/** All in one statement, which is fast; which relation it is, is asked only if that fails. */
async function areClean(client: Client, text: string): Promise<boolean> {
  try {
    return (await names(client, text)).every((said) => said === '');
  } catch {
    return false;
  }
}

async function names(client: Client, text: string): Promise<string[]> {
  const { rows } = await client.query<unknown[]>({ text, rowMode: 'array' });
  return rows.map(([name]) => String(name));
}
