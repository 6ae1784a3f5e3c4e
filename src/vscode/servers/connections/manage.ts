import type { ConnectionSpec } from '../../../postgres/connection/connectionSpec';
import { errorText } from '../../services/log';
import { serverFailureOf } from '../watch/serverState';
import { connectServer } from '../connectServer';
import type { ServerServices } from '../serverServices';
import { answersOf, specOf } from './connectionAnswers';
import { connectionSteps } from './connectionSteps';

/** Asks for a new connection and writes it into the setting. Returns its name; undefined if the user canceled. */
export async function addConnection(services: ServerServices): Promise<string | undefined> {
  const { t } = services;
  return edit(services, t('Add a connection'), undefined);
}

/** Asks for the values of a connection again; returns its name, which may have changed. */
export async function editConnection(services: ServerServices, name: string): Promise<string | undefined> {
  const { t } = services;
  return edit(services, t('Edit the connection {0}', name), name);
}

async function edit(
  services: ServerServices,
  title: string,
  name: string | undefined,
): Promise<string | undefined> {
  const { ui, connections, t, watch } = services;
  const base = connections.defaultAnswers();
  const known = name === undefined ? undefined : connections.find(name);
  const isTaken = (wanted: string): boolean => wanted !== name && connections.find(wanted) !== undefined;
  const steps = connectionSteps(t, isTaken, connections.isAbsolute);
  const answers = await ui.ask(title, steps, known === undefined ? base : answersOf(known, base));
  if (answers === undefined) return undefined;
  const spec = { ...unaskedOf(known), ...specOf(answers) };
  await connections.save(spec, name);
  if (name !== undefined && name !== spec.name) await connections.passwords.forget(name);
  watch.refresh(spec.name);
  const test = t('Test Connection');
  void ui
    .report('info', t('Connection {0} saved. You will be asked for the password if needed.', spec.name), test)
    .then(async (answer) => {
      if (answer === test) await testConnection(services, spec.name);
    });
  return spec.name;
}

/** Values of a connection that only the setting has: they must survive the questions. */
function unaskedOf(
  known: ConnectionSpec | undefined,
): Pick<ConnectionSpec, 'channelBinding' | 'connectTimeoutSeconds'> {
  const { channelBinding, connectTimeoutSeconds } = known ?? {};
  return {
    ...(channelBinding === undefined ? {} : { channelBinding }),
    ...(connectTimeoutSeconds === undefined ? {} : { connectTimeoutSeconds }),
  };
}

/** Removes a connection from the setting, and its password from the secret storage. */
export async function removeConnection(
  { ui, connections, heldBackups, t }: ServerServices,
  name: string,
): Promise<void> {
  if (heldBackups.all.some(({ connection }) => connection === name)) {
    await ui.refuse(
      t('The connection {0} is in use', name),
      t('A backup over this connection is running. Stop or abort it first.'),
    );
    return;
  }
  const confirmed = await ui.confirm({
    question: t('Remove the connection {0}?', name),
    detail: t(
      'The connection is removed from the settings, and its password from the secret storage. The server and the backups are not changed.',
    ),
    action: t('Remove'),
  });
  if (confirmed) await connections.remove(name);
}

/** Connects once and shows the result. */
export async function testConnection(services: ServerServices, name: string): Promise<void> {
  const { ui, t, log, watch, connections } = services;
  connections.forgetResolved(name);
  try {
    const { facts } = await connectServer(services, name);
    const { privileges, version, role, user } = facts;
    const may = privileges.startBackup ? t('may start backups') : t('may NOT start backups');
    const files = privileges.readFiles
      ? t('may read the files of the server')
      : t('may not read the files of the server, so WAL can come from an archive only');
    const roleName = role === 'primary' ? t('primary') : t('standby');
    void ui.report(
      privileges.startBackup ? 'info' : 'warning',
      t(
        '{0} answers: PostgreSQL {1}, {2}. User {3} {4} and {5}.',
        name,
        version.text,
        roleName,
        user,
        may,
        files,
      ),
    );
  } catch (error) {
    const layer = await services.layer();
    if (!layer.isPostgresError(error)) throw error;
    if (error.reason === 'canceled') return;
    log.warn(`${name}: ${errorText(error)}${error.serverText === undefined ? '' : ` (${error.serverText})`}`);
    watch.update(name, { failure: serverFailureOf(error) });
    const change = t('Edit Connection');
    void ui.report('error', `${error.message} ${error.remedy}`, change).then(async (answer) => {
      if (answer === change) await editConnection(services, name);
    });
  }
}
