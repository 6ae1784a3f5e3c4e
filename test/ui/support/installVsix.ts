import { runCommand } from '../../run/lib/children';
import { serverMain } from '../../run/lib/serverInstall';
import type { ServerInstallation } from '../../run/lib/serverInstall';

/**
 * Installs a VSIX as a user does on the command line: `--install-extension FILE`.
 * @param dataFolder of the server that is started afterwards
 * @throws {Error} with the server's words if it refuses the package
 */
export async function installVsix(
  installation: ServerInstallation,
  dataFolder: string,
  file: string,
): Promise<void> {
  const args = [
    ...[serverMain(installation), '--accept-server-license-terms', '--server-data-dir', dataFolder],
    ...['--install-extension', file],
  ];
  const env = { VSCODE_AGENT_FOLDER: undefined };
  const { output, reason } = await runCommand(installation.node, args, { env });
  if (reason !== '' || !output.includes('was successfully installed'))
    throw new Error(`${reason}\n${output}`);
}
