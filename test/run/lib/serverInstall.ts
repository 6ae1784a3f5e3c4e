import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './children';
import { withLock } from './lock.mjs';
import type { Project } from './project';
import { ensureSystemPackage } from './systemPackages';

/** A VS Code server: the same workbench and extension host as on the desktop, shown by a browser. */
export interface ServerInstallation {
  readonly vscodeVersion: string;
  readonly node: string;
  /** Directory with `out/server-main.js`. */
  readonly folder: string;
}

/** The program of a server, for its Node. */
export function serverMain({ folder }: ServerInstallation): string {
  return join(folder, 'out', 'server-main.js');
}

export interface ServerVersion {
  readonly vscode: string;
  /** Version of npm's `code-server`, which contains the server. */
  readonly package: string;
  /** The Node that it was built for: its native parts load in no other. */
  readonly node: string;
  /** Packages that have to be compiled; the rest is prebuilt or not needed. */
  readonly rebuild: readonly string[];
  readonly needsRipgrep: boolean;
}

/** The oldest version that package.json promises, and a recent one. */
export const oldestServer: ServerVersion = {
  vscode: '1.100.3',
  package: '4.100.3',
  node: '20.20.2',
  rebuild: ['@vscode/spdlog', 'native-watchdog'],
  needsRipgrep: true,
};
export const recentServer: ServerVersion = {
  vscode: '1.139.1',
  package: '4.139.1',
  node: '24.21.0',
  rebuild: ['@vscode/spdlog', '@vscode/native-watchdog'],
  needsRipgrep: false,
};

/**
 * Returns the server, installing it into the cache if it is not there. A marker file, written last, distinguishes a
 * whole installation from an interrupted one.
 * @throws {Error} if it cannot be installed here
 */
export async function ensureServer(project: Project, version: ServerVersion): Promise<ServerInstallation> {
  const base = join(project.cache, 'vscode-server', version.package);
  const installation: ServerInstallation = {
    vscodeVersion: version.vscode,
    node: join(base, 'node_modules', nodePackage(), 'bin', 'node'),
    folder: join(base, 'node_modules', 'code-server', 'lib', 'vscode'),
  };
  const marker = join(base, 'installed');
  if (existsSync(marker)) return installation;
  await withLock(`${base}.lock`, async () => {
    if (existsSync(marker)) return;
    console.log(`Installing the VS Code server ${version.vscode} into ${base} …`);
    await rm(base, { recursive: true, force: true });
    await install(base, version, installation.folder);
    await writeFile(marker, `${version.vscode}\n`);
  });
  return installation;
}

function nodePackage(): string {
  return `node-${process.platform}-${process.arch}`;
}

async function install(base: string, version: ServerVersion, folder: string): Promise<void> {
  if (process.platform !== 'linux') {
    throw new Error(
      'The VS Code server is used on Linux only; elsewhere the desktop build must be downloadable.',
    );
  }
  await ensureSystemPackage('g++', ['g++', 'make', 'python3'], "a compiler for the server's native parts");
  await mkdir(base, { recursive: true });
  await writeFile(join(base, 'package.json'), '{ "private": true }\n');
  const node = `${nodePackage()}@${version.node}`;
  // The package's own installation step requires Kerberos headers and a download; its work is done below.
  await npm(['install', `code-server@${version.package}`, node, '--ignore-scripts'], base);
  await npm(['install', '--omit=dev', '--ignore-scripts'], folder);
  const nodeFolder = join(base, 'node_modules', nodePackage());
  await npm(['rebuild', ...version.rebuild], folder, {
    npm_config_nodedir: nodeFolder,
    PATH: `${join(nodeFolder, 'bin')}:${process.env['PATH'] ?? ''}`,
  });
  if (version.needsRipgrep) await addRipgrep(base, folder);
}

/** Without ripgrep this version's `workspace.findFiles` fails; its package would have downloaded it from elsewhere. */
async function addRipgrep(base: string, folder: string): Promise<void> {
  const name = `@vscode/ripgrep-${process.platform}-${process.arch}`;
  await npm(['install', `${name}@1.18.0`, '--ignore-scripts'], base);
  const target = join(folder, 'node_modules', '@vscode', 'ripgrep', 'bin');
  await mkdir(target, { recursive: true });
  await copyFile(join(base, 'node_modules', name, 'bin', 'rg'), join(target, 'rg'));
  await chmod(join(target, 'rg'), 0o755);
}

async function npm(args: readonly string[], cwd: string, env: Record<string, string> = {}): Promise<void> {
  const { ok, output, reason } = await runCommand('npm', [...args, '--no-audit', '--no-fund'], {
    cwd,
    env,
  });
  if (!ok) throw new Error(`npm ${args.join(' ')} ${reason}\n${output}`);
}
