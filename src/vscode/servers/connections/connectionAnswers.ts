import type { ConnectionSpec, SslMode } from '../../../postgres/connection/connectionSpec';
import { SSL_MODES } from '../../../core/backup/connectionChoices';

export type Where = 'tcp' | 'socket' | 'service';

/** The answers about a connection: every value as text, empty if not given. */
export interface ConnectionAnswers {
  readonly where: Where;
  readonly host: string;
  readonly socket: string;
  readonly service: string;
  readonly port: string;
  readonly user: string;
  readonly database: string;
  /** A mode; empty if the service defines it. */
  readonly sslmode: string;
  readonly sslrootcert: string;
  readonly certificate: 'none' | 'file';
  readonly sslcert: string;
  readonly sslkey: string;
  readonly password: 'ask' | 'file';
  readonly passfile: string;
  readonly name: string;
}

export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

/** Where Debian and most packages put the socket; libpq's own default depends on its build. */
const USUAL_SOCKET_FOLDER = '/var/run/postgresql';

/** The proposed values: libpq's environment variables, then its defaults. */
export function answersFromEnvironment(env: ProcessEnvironment, systemUser: string): ConnectionAnswers {
  const host = env['PGHOST'] ?? '';
  const isSocket = host.startsWith('/');
  const service = env['PGSERVICE'] ?? '';
  return {
    where: service !== '' ? 'service' : isSocket ? 'socket' : 'tcp',
    host: host === '' || isSocket ? 'localhost' : host,
    socket: isSocket ? host : USUAL_SOCKET_FOLDER,
    service,
    port: env['PGPORT'] ?? '5432',
    user: env['PGUSER'] ?? systemUser,
    database: env['PGDATABASE'] ?? 'postgres',
    sslmode: SSL_MODES.find((mode) => mode === env['PGSSLMODE']) ?? 'prefer',
    sslrootcert: env['PGSSLROOTCERT'] ?? '',
    certificate: env['PGSSLCERT'] === undefined ? 'none' : 'file',
    sslcert: env['PGSSLCERT'] ?? '',
    sslkey: env['PGSSLKEY'] ?? '',
    password: env['PGPASSFILE'] === undefined ? 'ask' : 'file',
    passfile: env['PGPASSFILE'] ?? '',
    name: '',
  };
}

/** The answers for changing a connection; values that it does not have come from `base`. */
export function answersOf(spec: ConnectionSpec, base: ConnectionAnswers): ConnectionAnswers {
  const { host } = spec;
  const isSocket = host?.startsWith('/') === true;
  const service = spec.service !== undefined;
  return {
    where: service ? 'service' : isSocket ? 'socket' : 'tcp',
    host: host === undefined || isSocket ? base.host : host,
    socket: isSocket ? host : base.socket,
    service: spec.service ?? base.service,
    port: spec.port === undefined ? base.port : String(spec.port),
    user: spec.user ?? (service ? '' : base.user),
    database: spec.database ?? (service ? '' : base.database),
    sslmode: spec.sslmode ?? (service ? '' : base.sslmode),
    sslrootcert: spec.sslrootcert ?? '',
    certificate: spec.sslcert === undefined ? 'none' : 'file',
    sslcert: spec.sslcert ?? '',
    sslkey: spec.sslkey ?? '',
    password: spec.passfile === undefined ? 'ask' : 'file',
    passfile: spec.passfile ?? '',
    name: spec.name,
  };
}

/** The entry for the setting. Answers to questions that no longer apply are left out. */
export function specOf(answers: ConnectionAnswers): ConnectionSpec {
  const { where, sslmode } = answers;
  const tls = usesTls(answers);
  const text = (key: string, value: string, wanted = true): Record<string, string> =>
    wanted && value.trim() !== '' ? { [key]: value.trim() } : {};
  return {
    name: answers.name.trim(),
    ...text('service', answers.service, where === 'service'),
    ...text('host', where === 'socket' ? answers.socket : answers.host, where !== 'service'),
    ...(where === 'service' ? {} : { port: Number(answers.port) }),
    ...text('user', answers.user),
    ...text('database', answers.database),
    ...(sslmode === '' || where === 'socket' ? {} : { sslmode: sslmode as SslMode }),
    ...text('sslrootcert', answers.sslrootcert, tls && verifies(answers)),
    ...text('sslcert', answers.sslcert, tls && answers.certificate === 'file'),
    ...text('sslkey', answers.sslkey, tls && answers.certificate === 'file'),
    ...text('passfile', answers.passfile, answers.password === 'file'),
  };
}

/** Whether the connection may be encrypted at all: never through a socket. */
export function usesTls({ where, sslmode }: ConnectionAnswers): boolean {
  return where !== 'socket' && sslmode !== 'disable';
}

/** Whether the server's certificate is checked. */
export function verifies({ sslmode }: ConnectionAnswers): boolean {
  return sslmode === 'verify-ca' || sslmode === 'verify-full';
}

/** "postgres@db1:5433": the proposed name. */
export function nameFor(answers: ConnectionAnswers): string {
  if (answers.where === 'service') return answers.service;
  const host = answers.where === 'socket' ? 'local' : answers.host;
  return `${answers.user === '' ? '' : `${answers.user}@`}${host}${answers.port === '5432' ? '' : `:${answers.port}`}`;
}
