import type { ConnectedServer, ServerServices } from './serverServices';

/**
 * Connects to a server and reads its facts, asking for a password if necessary. The view shows the facts, too.
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
  // The view uses a typed password as well from now on.
  void connections.passwords.worked(name).then(() => {
    watch.refresh(name);
  });
  return connected;
}
