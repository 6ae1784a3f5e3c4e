import type { BackupServer, BackupWish } from '../../../engine/backup/holdBackup';
import { startBackup, type StartHost } from '../../../engine/backup/startBackup';
import type { RunningBackup, StartProgress } from '../../../postgres/session/backupTypes';
import { errorText, isCanceled } from '../../services/log';
import { connectServer } from '../connectServer';
import type { ServerServices } from '../serverServices';
import { checksText, startDetail } from './beforeStart';
import { type StartAnswers, defaultLabel, startSteps } from './startSteps';
import { showRunning } from './showBackup';
import { offerSwitchBack, switchHost } from './offerSwitch';

/** Starts a backup: shows the questions of the engine, its progress, then what to copy. */
export async function startDialog(services: ServerServices, name: string): Promise<void> {
  const server = { ...(await connectServer(services, name)), name };
  const held = await startBackup(services.heldBackups, server, hostOf(services, name));
  if (held === undefined) return;
  services.watch.refresh(name);
  await showRunning(services, held);
}

function hostOf(services: ServerServices, name: string): StartHost {
  const { ui, t } = services;
  return {
    ...switchHost(services),
    wish: (server) => askForWish(services, server),
    usedLabels: () => usedLabels(services),
    refuse: (errors) => ui.refuse(t('This backup cannot be started'), checksText(errors)),
    agree: ({ label, folder }, checks, sql) =>
      ui.confirm({
        question: t('Start the backup “{0}”?', label),
        detail: startDetail(t, checks, sql, folder),
        action: t('Start Backup'),
      }),
    during: (wish, work) => showStart(services, name, wish, work),
    offerSwitchBack: (switched) => {
      void offerSwitchBack(services, switched, true);
    },
  };
}

function folderOf({ wantsFolder, folder }: StartAnswers): string | undefined {
  return wantsFolder && folder !== '' ? folder : undefined;
}

async function askForWish(
  { ui, t }: ServerServices,
  { layer, facts, name }: BackupServer,
): Promise<BackupWish | undefined> {
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
  const given = await ui.ask(
    t('Start a backup of {0}', name),
    startSteps(t, { modes: facts.modes, labelProblem }),
    answers,
  );
  return given && { ...given, folder: folderOf(given) };
}

/** Used labels, with the place of their backup: a known set, or one that this window holds. */
async function usedLabels({
  knownLabels,
  heldBackups,
  t,
}: ServerServices): Promise<ReadonlyMap<string, string>> {
  const used = new Map(await knownLabels());
  for (const { backup, connection } of heldBackups.all)
    used.set(backup.started.label, t('running on {0}', connection));
  return used;
}

async function showStart(
  { ui, t, log }: ServerServices,
  name: string,
  { label }: BackupWish,
  work: Parameters<StartHost['during']>[1],
): Promise<RunningBackup | undefined> {
  try {
    return await ui.progress(t('Starting the backup “{0}”', label), (report, signal) => {
      const onProgress = (progress: StartProgress): void => {
        if (progress.kind === 'checkpoint')
          report(t('waiting for the checkpoint, {0} s', Math.floor(progress.waitedSeconds)));
        if (progress.kind === 'server-message')
          log.info(`${name}: ${progress.message.severity}: ${progress.message.text}`);
      };
      return work(onProgress, signal);
    });
  } catch (error) {
    if (!isCanceled(error)) throw error;
    log.info(`${name}: the start of a backup was canceled: ${errorText(error)}`);
    void ui.report('info', `${t('No backup was started.')} ${errorText(error)}`);
    return undefined;
  }
}
