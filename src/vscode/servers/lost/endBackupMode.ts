import { errorAdvice, isCanceled } from '../../services/log';
import type { ServerServices } from '../serverServices';

/**
 * Ends the exclusive backup of a connection's server, after a confirmation.
 * @returns whether it is over, so that nothing is left to report
 */
export async function endBackupMode(services: ServerServices, name: string, sql: string): Promise<boolean> {
  const { ui, t, connections, log, isTrusted } = services;
  if (!isTrusted()) {
    await ui.refuse(
      t('Servers are not contacted'),
      t('This folder is not trusted. Trust it, or run the statement with psql:\n\n{0}', sql),
    );
    return false;
  }
  const confirmed = await ui.confirm({
    question: t('End the backup mode of {0}?', name),
    detail: `${t('This ends the exclusive backup that is running on the server, even if it is a newer one that was started somewhere else.')}\n\n${sql}`,
    action: t('End Backup Mode'),
  });
  if (!confirmed) return false;
  try {
    const layer = await services.layer();
    const { message } = await ui.progress(t('Ending the backup mode of {0}', name), async (_report, signal) =>
      layer.endExclusiveBackup(await connections.resolve(name, true), signal),
    );
    services.watch.refresh(name);
    void ui.report('info', `${name}: ${message}`);
    return true;
  } catch (error) {
    if (isCanceled(error)) return false;
    log.error(errorAdvice(error));
    void ui.report('error', errorAdvice(error));
    return false;
  }
}
