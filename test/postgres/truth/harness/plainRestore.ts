import { appendFile, chmod, mkdir, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installPostgres } from '../../support/installPostgres';
import { Postmaster, ServerRefused, type Settings } from '../../support/postmaster';
import type { AccidentCopy } from './accidentCopy';
import { type CheckedRelations, checkRelations } from '../story/checkRelations';
import { copyFast, ownTree } from '../story/copyCluster';
import type { Restored } from './restored';
import { placeForRestore } from './runScript';
import { troubleWhenOpen, tellAll } from '../story/told';

/**
 * A restore as the manual has it: a copy of the files with tablespaces of its own, a restore_command, and nothing else. `more` are further
 * recovery settings, such as a target.
 */
export async function restorePlainly(
  copy: AccidentCopy,
  more: Settings = {},
  which: CheckedRelations = 'all',
): Promise<Restored> {
  const { major } = copy.story;
  const { home, data } = placeForRestore();
  try {
    await copyFast(copy.set, data);
    await ownSpaces(copy, home, data);
    await mkdir(join(data, 'pg_wal', 'archive_status'), { recursive: true });
    if (!copy.standalone) await requestRecovery(data, major, { ...restoreCommand(copy), ...more });
    await ownTree(home);
    await chmod(data, 0o700);
    return await startAndAsk(data, copy, which);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function restoreCommand({ archive, restoreCommand: command }: AccidentCopy): Settings {
  return { restore_command: command.replaceAll('%a', archive) };
}

/** Up to 11 recovery.conf; from 12 an empty file and ordinary settings. */
async function requestRecovery(data: string, major: number, settings: Settings): Promise<void> {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`);
  if (major <= 11) await writeFile(join(data, 'recovery.conf'), lines.join(''));
  else {
    await writeFile(join(data, 'recovery.signal'), '');
    await appendFile(join(data, 'postgresql.auto.conf'), `\n${lines.join('')}`);
  }
}

/** Links that lead to the tablespaces of the copy lead to copies of them; any other link stays as it is. */
async function ownSpaces(copy: AccidentCopy, home: string, data: string): Promise<void> {
  const spaces = join(copy.home, 'spaces');
  await copyFast(spaces, join(home, 'spaces'));
  await mkdir(join(data, 'pg_tblspc'), { recursive: true });
  for (const oid of await readdir(join(home, 'spaces'))) {
    const link = join(data, 'pg_tblspc', oid);
    const leadsTo = await readlink(link).catch(() => '');
    if (leadsTo !== join(spaces, oid)) continue;
    await rm(link);
    await symlink(join(home, 'spaces', oid), link);
  }
}

/** Nothing that recovery depends on; the restored server archives nothing and is heard on its own port only. */
const SETTINGS: Settings = {
  archive_mode: 'off',
  unix_socket_directories: '',
  // A server that crashes after recovery would restart endlessly.
  restart_after_crash: 'off',
};

async function startAndAsk(
  data: string,
  { story: { major }, drafts }: AccidentCopy,
  which: CheckedRelations,
): Promise<Restored> {
  let server: Postmaster;
  try {
    server = await Postmaster.start(await installPostgres(major), data, SETTINGS);
  } catch (error) {
    if (!(error instanceof ServerRefused) || isOurFault(error.log)) throw error;
    return { outcome: 'refused', told: '', corruptions: [], trouble: '', log: error.log.join('\n') };
  }
  const address = { host: '127.0.0.1', port: server.port };
  let told = '';
  let trouble = '';
  const corruptions: string[] = [];
  try {
    told = await tellAll(address);
    corruptions.push(...(await checkRelations(address, major, which)));
    trouble = await troubleWhenOpen(address, drafts);
  } catch (error) {
    trouble = String(error);
  }
  await server.stop('immediate');
  return { outcome: 'opened', told, corruptions, trouble, log: server.log.lines.join('\n') };
}

/** A server that could not even look must never count as one that refused. */
function isOurFault(log: readonly string[]): boolean {
  return log.some((line) => /permission denied|no space left|could not bind|command not found/i.test(line));
}
