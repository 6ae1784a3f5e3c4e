import type { Reached, DeskServices } from './controllerServices';

/**
 * Connects and looks at a server, asking for a password where one is wanted. What it tells is shown in the view, too.
 * @throws PostgresError
 */
export async function reach(services: DeskServices, name: string): Promise<Reached> {
  const { t, ui, connections, watch } = services;
  const layer = await services.layer();
  const reached = await ui.progress(t('Connecting to {0}', name), async (_report, signal) => {
    const connection = await connections.resolve(name, true);
    return { layer, connection, facts: await layer.readServerFacts(connection, signal) };
  });
  watch.learn(name, { facts: reached.facts });
  for (const note of reached.connection.notes) services.log.info(`${name}: ${note}`);
  // What was typed serves the view as well from now on.
  void connections.passwords.worked(name).then(() => {
    watch.refresh(name);
  });
  return reached;
}

/** Whether an error only says that the user has given up. */
export async function isCanceled(services: Pick<DeskServices, 'layer'>, error: unknown): Promise<boolean> {
  const layer = await services.layer();
  return layer.isPostgresError(error) && error.reason === 'canceled';
}
