import { join } from 'node:path';
import * as vscode from 'vscode';
import { MCP_PROVIDER } from '../ids';
import { Disposable } from '../services/disposable';
import { t } from '../services/translate';

/** How to start the command line as a server for AI agents. */
export interface McpServer {
  readonly label: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly version: string;
}

/** The API for such servers, which VS Code has from 1.101 on. */
interface McpApi {
  readonly lm?: {
    readonly registerMcpServerDefinitionProvider?: (id: string, provider: McpProvider) => vscode.Disposable;
  };
  readonly McpStdioServerDefinition?: new (
    label: string,
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    version: string,
  ) => object;
}

interface McpProvider {
  readonly onDidChangeMcpServerDefinitions: vscode.Event<void>;
  readonly provideMcpServerDefinitions: () => object[];
}

/**
 * Offers AI agents of the window a server that answers about the backups in the workspace's directories, and reads nothing
 * else. VS Code asks the user before it starts one.
 */
export class McpServers extends Disposable {
  readonly #context: vscode.ExtensionContext;
  /** Whether this VS Code can ask for the servers. */
  readonly isRegistered: boolean;

  constructor(context: vscode.ExtensionContext) {
    super();
    this.#context = context;
    const { lm, McpStdioServerDefinition: Definition } = vscode as unknown as McpApi;
    // 1.100 has the interface as a proposal, which it refuses to extensions.
    const register = isFrom(1, 101) ? lm?.registerMcpServerDefinitionProvider : undefined;
    this.isRegistered = register !== undefined && Definition !== undefined;
    if (register === undefined || Definition === undefined) return;
    const changed = this._register(new vscode.EventEmitter<void>());
    const tell = (): void => {
      changed.fire();
    };
    this._register(vscode.workspace.onDidChangeWorkspaceFolders(tell));
    this._register(vscode.workspace.onDidGrantWorkspaceTrust(tell));
    this._register(
      register(MCP_PROVIDER, {
        onDidChangeMcpServerDefinitions: changed.event,
        provideMcpServerDefinitions: () =>
          this.offered().map(
            ({ label, command, args, env, version }) => new Definition(label, command, args, env, version),
          ),
      }),
    );
  }

  /** None in a workspace that is not trusted, or has no directory on this machine. */
  offered(): readonly McpServer[] {
    const roots = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    if (!vscode.workspace.isTrusted || roots.length === 0) return [];
    const { version } = this.#context.extension.packageJSON as { readonly version: string };
    return [
      {
        label: t('PostgreSQL backups of this workspace'),
        // The window's own program runs scripts as Node does if this variable says so.
        command: process.execPath,
        env: { ELECTRON_RUN_AS_NODE: '1' },
        args: [
          join(this.#context.extensionPath, 'dist', 'cli.js'),
          'mcp',
          ...roots.flatMap(({ uri }) => ['--root', uri.fsPath]),
        ],
        version,
      },
    ];
  }
}

function isFrom(major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = vscode.version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
