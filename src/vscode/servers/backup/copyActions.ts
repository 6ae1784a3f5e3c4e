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
  await services.ui.copy(copyCommands(wanted.tool, wanted.request).join('\n'));
  services.ui.mention(services.t('Copied the commands'));
}

/** Types the commands into a new terminal, as one line that the user runs himself. */
export function pasteCommand(services: ServerServices, held: HeldBackup, tool: string | undefined): void {
  const { ui, t } = services;
  const wanted = wantedOf(services, held, tool);
  if (wanted === undefined) return;
  const line = copyLine(wanted.tool, wanted.request);
  if (CONTROL.test(line)) {
    void ui.report(
      'warning',
      t(
        'A path contains a control character, which a terminal would execute. Copy the commands into a script instead.',
      ),
    );
    return;
  }
  ui.typeInTerminal(t('Copy of {0}', held.backup.started.label), line);
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
