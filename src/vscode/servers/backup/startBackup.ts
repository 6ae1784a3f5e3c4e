import type { PreflightCheck } from '../../../postgres/checks/preflight';
import type { RunningBackup, StartOptions, StartProgress } from '../../../postgres/session/backupTypes';
import { errorText } from '../../services/log';
import { isCanceled, connectServer } from '../connectServer';
import type { ServerServices, ConnectedServer } from '../serverServices';
import type { HeldBackup, Switched } from '../watch/serverState';
import { checksText, startDetail } from './beforeStart';
import { copyRequestOf } from './copyRequest';
import type { StartAnswers } from './startSteps';
import { defaultLabel, startSteps } from './startSteps';
import { showRunning } from './showBackup';
import { offerSwitch, offerSwitchBack } from './offerSwitch';

/** Asks, checks, shows what will run, starts, and shows what to copy. */
export async function startBackup(services: ServerServices, name: string): Promise<void> {
  const connected = await connectServer(services, name);
  const answers = await askForAnswers(services, name, connected);
  if (answers === undefined) return;
  const checks = await checksOf(services, connected, answers);
  if (!(await mayStart(services, connected, answers, checks))) return;
  const switched = await offerSwitch(services, connected, checks);
  if (switched === 'given-up') return;
  const backup = await startOrSwitchBack(services, name, connected, answers, switched);
  if (backup === undefined) return;
  const folder = folderOf(answers);
  const copy = await copyRequestOf(connected.facts, connected.connection.target, answers.mode, folder);
  const { stop, abort } = connected.layer.backupSql(connected.facts.version, answers);
  const held: HeldBackup = {
    backup,
    connection: name,
    sql: { stop, abort },
    ...(folder === undefined ? {} : { folder }),
    ...(copy === undefined ? {} : { copy }),
    archives: archivesOf(connected.facts),
    ...(connected.facts.tablespaces.known ? {} : { tablespacesUnknown: connected.facts.tablespaces.why }),
    ...(switched === undefined ? {} : { switched }),
  };
  await services.held.add(held);
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

async function checksOf(
  services: ServerServices,
  { layer, facts }: ConnectedServer,
  answers: StartAnswers,
): Promise<readonly PreflightCheck[]> {
  const archives = facts.archiveMode !== 'off';
  return layer.checkBeforeStart(facts, {
    ...answers,
    waitForArchive: archives,
    walFrom: archives ? 'archive' : 'server',
    usedLabels: await usedLabels(services),
  });
}

/** Used labels, with the place of their backup: a known set, or one that this window holds. */
async function usedLabels({ knownLabels, held, t }: ServerServices): Promise<ReadonlyMap<string, string>> {
  const used = new Map(await knownLabels());
  for (const { backup, connection } of held.all)
    used.set(backup.started.label, t('running on {0}', connection));
  return used;
}

/** The same as `archivesIn` of src/postgres, which is loaded late. */
function archivesOf({ archiveMode, role }: ConnectedServer['facts']): boolean {
  return archiveMode === 'always' || (archiveMode === 'on' && role === 'primary');
}

/** Also offers to put the switch file back if the backup does not start. */
async function startOrSwitchBack(
  services: ServerServices,
  name: string,
  connected: ConnectedServer,
  answers: StartAnswers,
  switched: Switched | undefined,
): Promise<RunningBackup | undefined> {
  let backup: RunningBackup | undefined;
  try {
    backup = await start(services, name, connected, answers);
    return backup;
  } finally {
    if (backup === undefined && switched !== undefined) void offerSwitchBack(services, switched, true);
  }
}

/** Says what prevents the start, or asks for confirmation with all facts. */
async function mayStart(
  { ui, t }: ServerServices,
  { layer, facts }: ConnectedServer,
  answers: StartAnswers,
  checks: readonly PreflightCheck[],
): Promise<boolean> {
  const errors = checks.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    await ui.refuse(t('This backup cannot be started'), checksText(errors));
    return false;
  }
  const { start } = layer.backupSql(facts.version, answers);
  return ui.confirm({
    question: t('Start the backup {0}?', answers.label),
    detail: startDetail(t, checks, start, folderOf(answers)),
    action: t('Start Backup'),
  });
}

async function start(
  services: ServerServices,
  name: string,
  { layer, connection }: ConnectedServer,
  { mode, label, fast }: StartAnswers,
): Promise<RunningBackup | undefined> {
  const { ui, t, log } = services;
  try {
    return await ui.progress(t('Starting the backup {0}', label), (report, signal) => {
      const onProgress = (progress: StartProgress): void => {
        if (progress.kind === 'checkpoint')
          report(t('waiting for the checkpoint, {0} s', Math.floor(progress.waitedSeconds)));
        if (progress.kind === 'server-message')
          log.info(`${name}: ${progress.message.severity}: ${progress.message.text}`);
      };
      const options: StartOptions = { mode, label, fast, onProgress };
      return layer.startBackup(connection, options, signal);
    });
  } catch (error) {
    if (!(await isCanceled(services, error))) throw error;
    log.info(`${name}: the start of a backup was canceled: ${errorText(error)}`);
    void ui.report('info', `${t('No backup was started.')} ${errorText(error)}`);
    return undefined;
  }
}
