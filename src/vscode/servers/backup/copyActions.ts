import { copyCommands, copyLine, type CopyTool, copyToolsOf } from '../../../core/backup/copyCommands';
import type { CopyRequest } from '../../../core/backup/copyRequest';
import { factsText } from '../documents/backupText';
import type { ServerServices } from '../serverServices';
import type { HeldBackup } from '../../../engine/backup/heldBackup';
import { backupPageOf } from './showBackup';

/** Characters that a terminal would act on. */
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Copies the facts of a backup to the clipboard. */
export async function copyFacts(services: ServerServices, held: HeldBackup): Promise<void> {
  await services.ui.copy(factsText(backupPageOf(services, held), services.t));
  services.ui.mention(services.t('Copied the facts about the backup'));
}

/** Copies the commands that copy the data directory to the clipboard. */
export async function copyCommand(
  services: ServerServices,
  held: HeldBackup,
  tool: string | undefined,
): Promise<void> {
  const wanted = wantedOf(services, held, tool);
  if (wanted === undefined) return;
  const commands = copyCommands(wanted.tool, wanted.request);
  if (refusesControls(services, commands)) return;
  await services.ui.copy(commands.join('\n'));
  services.ui.mention(services.t('Copied the commands'));
}

/** Types the commands into a new terminal, as one line that the user runs himself. */
export function pasteCommand(services: ServerServices, held: HeldBackup, tool: string | undefined): void {
  const { ui, t } = services;
  const wanted = wantedOf(services, held, tool);
  if (wanted === undefined) return;
  const line = copyLine(wanted.tool, wanted.request);
  if (refusesControls(services, [line])) return;
  ui.typeInTerminal(t('Copy of {0}', held.backup.started.label), line);
}

/** Refuses commands that would not stay quoted on their way through a terminal: a server's paths may hold anything. */
function refusesControls({ ui, t }: ServerServices, lines: readonly string[]): boolean {
  if (!lines.some((line) => CONTROL.test(line))) return false;
  void ui.report(
    'warning',
    t(
      'A path of the server contains a control character, which a terminal would act on. Write a script that copies it.',
    ),
  );
  return true;
}

interface Wanted {
  readonly tool: CopyTool;
  readonly request: CopyRequest;
}

function wantedOf(
  { ui, t }: ServerServices,
  { copy, folder }: HeldBackup,
  wanted: string | undefined,
): Wanted | undefined {
  if (copy === undefined) {
    void ui.report('warning', t('The server does not show the path of its data directory.'));
    return undefined;
  }
  const tools = copyToolsOf(copy);
  const tool = tools.find((each) => each === wanted) ?? tools[0] ?? 'rsync';
  return { tool, request: { ...copy, ...(folder === undefined ? {} : { target: folder }) } };
}
