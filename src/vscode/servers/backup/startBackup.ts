import {
  type BackupServer,
  type BackupWish,
  checksBeforeStart,
  hold,
  startHeld,
} from '../../../engine/backup/holdBackup';
import type { PreflightCheck } from '../../../postgres/checks/preflight';
import type { RunningBackup, StartProgress } from '../../../postgres/session/backupTypes';
import { errorText, isCanceled } from '../../services/log';
import { connectServer } from '../connectServer';
import type { ServerServices, ConnectedServer } from '../serverServices';
import type { Switched } from '../../../engine/backup/heldBackup';
import { checksText, startDetail } from './beforeStart';
import { type StartAnswers, defaultLabel, startSteps } from './startSteps';
import { showRunning } from './showBackup';
import { offerSwitch, offerSwitchBack } from './offerSwitch';

/** Asks, checks, shows what will run, starts, and shows what to copy. */
export async function startBackup(services: ServerServices, name: string): Promise<void> {
  const connected = await connectServer(services, name);
  const answers = await askForAnswers(services, name, connected);
  if (answers === undefined) return;
  const server = { ...connected, name };
  const wish = { ...answers, folder: folderOf(answers) };
  const { checks, errors } = checksBeforeStart(server, wish, await usedLabels(services));
  if (errors.length > 0) {
    await services.ui.refuse(services.t('This backup cannot be started'), checksText(errors));
    return;
  }
  if (!(await mayStart(services, server, wish, checks))) return;
  const switched = await offerSwitch(services, connected, checks);
  if (switched === 'given-up') return;
  const backup = await startOrSwitchBack(services, server, wish, switched);
  if (backup === undefined) return;
  const held = await hold(services.held, server, wish, backup, switched);
  services.watch.refresh(name);
  await showRunning(services, held);
}

function folderOf({ wantsFolder, folder }: StartAnswers): string | undefined {
  return wantsFolder && folder !== '' ? folder : undefined;
}

async function askForAnswers(
  { ui, t }: ServerServices,
  name: string,
  { layer, facts }: ConnectedServer,
): Promise<StartAnswers | undefined> {
  const labelProblem = (label: string): string | undefined => {
    const check = layer.checkLabel(label);
    return check === undefined ? undefined : `${check.message} ${check.remedy}`;
  };
  const [mode = 'non-exclusive'] = facts.modes;
  const answers: StartAnswers = {
    label: defaultLabel(new Date()),
    fast: true,
    mode,
    wantsFolder: false,
    folder: '',
  };
  return ui.ask(
    t('Start a backup of {0}', name),
    startSteps(t, { modes: facts.modes, labelProblem }),
    answers,
  );
}

/** Used labels, with the place of their backup: a known set, or one that this window holds. */
async function usedLabels({ knownLabels, held, t }: ServerServices): Promise<ReadonlyMap<string, string>> {
  const used = new Map(await knownLabels());
  for (const { backup, connection } of held.all)
    used.set(backup.started.label, t('running on {0}', connection));
  return used;
}

/** Also offers to put the switch file back if the backup does not start. */
async function startOrSwitchBack(
  services: ServerServices,
  server: BackupServer,
  wish: BackupWish,
  switched: Switched | undefined,
): Promise<RunningBackup | undefined> {
  let backup: RunningBackup | undefined;
  try {
    backup = await start(services, server, wish);
    return backup;
  } finally {
    if (backup === undefined && switched !== undefined) void offerSwitchBack(services, switched, true);
  }
}

/** Asks for confirmation with all facts. */
function mayStart(
  { ui, t }: ServerServices,
  { layer, facts }: BackupServer,
  wish: BackupWish,
  checks: readonly PreflightCheck[],
): Promise<boolean> {
  const { start } = layer.backupSql(facts.version, wish);
  return ui.confirm({
    question: t('Start the backup “{0}”?', wish.label),
    detail: startDetail(t, checks, start, wish.folder),
    action: t('Start Backup'),
  });
}

async function start(
  services: ServerServices,
  server: BackupServer,
  wish: BackupWish,
): Promise<RunningBackup | undefined> {
  const { ui, t, log } = services;
  const { name } = server;
  try {
    return await ui.progress(t('Starting the backup “{0}”', wish.label), (report, signal) => {
      const onProgress = (progress: StartProgress): void => {
        if (progress.kind === 'checkpoint')
          report(t('waiting for the checkpoint, {0} s', Math.floor(progress.waitedSeconds)));
        if (progress.kind === 'server-message')
          log.info(`${name}: ${progress.message.severity}: ${progress.message.text}`);
      };
      return startHeld(server, wish, onProgress, signal);
    });
  } catch (error) {
    if (!isCanceled(error)) throw error;
    log.info(`${name}: the start of a backup was canceled: ${errorText(error)}`);
    void ui.report('info', `${t('No backup was started.')} ${errorText(error)}`);
    return undefined;
  }
}
