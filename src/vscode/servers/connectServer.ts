import type { ConnectedServer, ServerServices } from './serverServices';

/**
 * Connects and looks at a server, asking for a password where one is wanted. What it tells is shown in the view, too.
 * @throws PostgresError
 */
export async function connectServer(services: ServerServices, name: string): Promise<ConnectedServer> {
  const { t, ui, connections, watch } = services;
  const layer = await services.layer();
  const connected = await ui.progress(t('Connecting to {0}', name), async (_report, signal) => {
    const connection = await connections.resolve(name, true);
    return { layer, connection, facts: await layer.readServerFacts(connection, signal) };
  });
  watch.update(name, { facts: connected.facts });
  for (const note of connected.connection.notes) services.log.info(`${name}: ${note}`);
  // What was typed serves the view as well from now on.
  void connections.passwords.worked(name).then(() => {
    watch.refresh(name);
  });
  return connected;
}

/** Whether an error only says that the user has given up. */
export async function isCanceled(services: Pick<ServerServices, 'layer'>, error: unknown): Promise<boolean> {
  const layer = await services.layer();
  return layer.isPostgresError(error) && error.reason === 'canceled';
}
