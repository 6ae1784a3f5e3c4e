import { copyFile, lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { forgiveVanished } from '../copyTree';

const LEFT_OUT = /^(?:postmaster\.(?:pid|opts)|pg_internal\.init.*|pgsql_tmp.*)$/;
/** Kept empty, or copied last. */
const EMPTIED = new Set(['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_stat_tmp', 'pg_subtrans']);

export type CopyOrder = 'forward' | 'backward';

/**
 * Copies a running server's data directory and its tablespaces as slowly as it takes to have something happen after each few
 * files: a backup of hours, in a second. The tablespaces become directories of the copy.
 */
export async function copyInSteps(
  from: string,
  to: string,
  order: CopyOrder,
  step: () => Promise<void>,
): Promise<void> {
  let copied = 0;
  const enter = async (path: string): Promise<void> => {
    await mkdir(join(to, path), { recursive: true });
    const names = (await readdir(join(from, path)).catch(forgiveVanished)) ?? [];
    names.sort();
    if (order === 'backward') names.reverse();
    for (const name of names) {
      const inner = join(path, name);
      if (LEFT_OUT.test(name) || inner === join('global', 'pg_control')) continue;
      await copyOne(inner).catch(forgiveVanished);
      if (++copied % FILES_PER_STEP === 0) await step();
    }
  };
  const copyOne = async (path: string): Promise<void> => {
    const facts = await lstat(join(from, path));
    const isLink = facts.isSymbolicLink();
    if (EMPTIED.has(path)) await mkdir(join(to, path), { recursive: true });
    else if (facts.isDirectory() || isLink) await enter(path);
    else if (facts.isFile()) await copyFile(join(from, path), join(to, path));
  };
  await enter('');
  await mkdir(join(to, 'pg_wal', 'archive_status'), { recursive: true });
  await copyFile(join(from, 'global', 'pg_control'), join(to, 'global', 'pg_control'));
}

const FILES_PER_STEP = 25;
