import { parseConnections } from '../engine/backup/connectionSetting';
import { userSettings } from '../io/editorSettings';
import type { PostgresLayer } from '../postgres/api';
import type { ConnectionSpec, ResolvedConnection } from '../postgres/connection/connectionSpec';
import type { Context } from './context';
import { UsageError } from './invocation';

/** The setting of the extension. */
const SETTING = 'pgBackupInspector.connections';

/**
 * The connection that `--connection` means: a connection string, the name of a connection in the editor’s user settings, or a
 * service. Missing values come from libpq’s variables; the user is not asked for a password.
 * @throws {UsageError} if it means none, or is malformed
 */
export async function connectionCalled(
  { environment }: Pick<Context, 'environment'>,
  postgres: PostgresLayer,
  text: string,
): Promise<ResolvedConnection> {
  if (text.trim() === '') throw new UsageError('--connection is empty');
  const { readConninfo } = await import('../postgres/connection/conninfo');
  let isService = false;
  try {
    const spec = readConninfo(text) ?? (await namedConnection(text, environment));
    isService = spec.service === text;
    return await postgres.resolveConnection(spec, environment, () => Promise.resolve(undefined));
  } catch (error) {
    const elsewhere = isService
      ? ' The user settings of VS Code have no connection with this name either.'
      : '';
    if (postgres.isPostgresError(error) && error.reason === 'configuration')
      throw new UsageError(`--connection: ${error.message} ${error.remedy}${elsewhere}`.trim());
    throw error;
  }
}

/** A name that no settings have is taken for a service; its absence is reported with the files that were searched. */
async function namedConnection(name: string, environment: Context['environment']): Promise<ConnectionSpec> {
  for (const { settings } of await userSettings(environment)) {
    const value: unknown =
      typeof settings === 'object' && settings !== null && Object.hasOwn(settings, SETTING)
        ? (settings as Readonly<Record<string, unknown>>)[SETTING]
        : undefined;
    const found = parseConnections(value).connections.find((connection) => connection.name === name);
    if (found !== undefined) return found;
  }
  return { name, service: name };
}
