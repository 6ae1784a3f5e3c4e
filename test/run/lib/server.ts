import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild, stopChild } from './children';
import { type ServerInstallation, serverMain } from './serverInstall';
import { PATIENCE_MS } from '../../support/patience';

export interface ServerOptions {
  /** New directory for the server's data; the caller removes it after the server has stopped. */
  readonly dataFolder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Settings for every open folder. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Ask for trust in the open folder as a user's VS Code does; by default every one is trusted. */
  readonly askForTrust?: boolean;
}

export interface Server {
  readonly port: number;
  /** Everything that it has printed so far. */
  output(): string;
  /** Settles when the server has ended, for any reason. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Starts a VS Code server on a free port of this machine. */
export async function startServer(installation: ServerInstallation, options: ServerOptions): Promise<Server> {
  await writeSettings(options.dataFolder, { ...quietSettings, ...options.settings });
  let output = '';
  let announce: (port: number) => void = () => undefined;
  const listening = new Promise<number>((resolve) => {
    announce = resolve;
  });
  const child = startChild(installation.node, [serverMain(installation), ...serverArguments(options)], {
    env: { ...options.env, VSCODE_AGENT_FOLDER: undefined },
    onOutput: (text) => {
      output += text;
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (port !== undefined) announce(Number(port));
    },
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.once('error', () => {
      resolve();
    });
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, undefined);
  });
  const port = await Promise.race([listening, ended.then(() => undefined), late]);
  clearTimeout(timer);
  if (port === undefined) {
    await stopChild(child);
    throw new Error(`The VS Code server ${installation.vscodeVersion} did not start.\n${output}`);
  }
  return { port, output: () => output, ended, stop: () => stopChild(child) };
}

/**
 * The user's settings, in the place where code-server's build of VS Code keeps them, and the machine's: settings with
 * the scope `machine` are read from there alone.
 */
async function writeSettings(dataFolder: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  for (const owner of ['User', 'Machine']) {
    const folder = join(dataFolder, 'data', owner);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'settings.json'), JSON.stringify(settings, null, 2));
  }
}

const quietSettings = {
  'files.simpleDialog.enable': true,
  'window.dialogStyle': 'custom',
  'window.autoDetectColorScheme': false,
  // If the system does not ask for high contrast, VS Code would not apply such a theme from the settings.
  'window.autoDetectHighContrast': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.layoutControl.enabled': false,
  'editor.minimap.enabled': false,
  'workbench.enableExperiments': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'git.enabled': false,
  'chat.disableAIFeatures': true,
};

function serverArguments(options: ServerOptions): string[] {
  const always = [
    ...['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms'],
    ...['--server-data-dir', options.dataFolder, '--telemetry-level', 'off'],
    // Without it, recent versions silently ignore the extension in the page's address.
    '--enable-smoke-test-driver',
  ];
  return options.askForTrust === true ? always : [...always, '--disable-workspace-trust'];
}

export interface PageAddress {
  readonly port: number;
  /** An absolute path of a directory, or of a `.code-workspace` file. */
  readonly workspace: string;
  /** An extension's directory, to run it in development mode beside the installed ones. */
  readonly extension?: string;
  /** A module that exports `run()`, to be run inside the extension host. */
  readonly tests?: string;
}

/** The address of a VS Code window. */
export function pageAddress({ port, workspace, extension, tests }: PageAddress): string {
  const kind = workspace.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const path = workspace.split('/').map(encodeURIComponent).join('/');
  const address = `http://127.0.0.1:${port}/?${kind}=${path}`;
  if (extension === undefined) return address;
  const remote = (local: string): string => `vscode-remote://127.0.0.1:${port}${local}`;
  const payload = [
    ['extensionDevelopmentPath', remote(extension)],
    ...(tests === undefined ? [] : [['extensionTestsPath', remote(tests)]]),
    ['skipWelcome', 'true'],
  ];
  return `${address}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}
