import { configuration } from './settings';

const REMEDY = 'Its form is postgresql://USER@HOST:PORT/DATABASE?KEY=VALUE.';

/**
 * The keywords and values of a connection URI; undefined if a text is none. Several hosts are separated by commas, and an
 * address of IPv6 is in brackets (`conninfo_uri_parse_options` in fe-connect.c).
 */
export function conninfoUri(text: string): [string, string][] | undefined {
  const rest = /^postgres(?:ql)?:\/\/([^]*)$/.exec(text)?.[1];
  if (rest === undefined) return undefined;
  const match = /^(?:([^@/?]*)@)?([^/?]*)(?:\/([^?]*))?(?:\?([^]*))?$/.exec(rest);
  if (match === null) throw malformed();
  const [, login, hosts = '', database, query] = match;
  return [...loginPairs(login), ...hostPairs(hosts), ...pair('dbname', database), ...queryPairs(query)];
}

function loginPairs(login: string | undefined): [string, string][] {
  if (login === undefined) return [];
  const colon = login.indexOf(':');
  if (colon < 0) return pair('user', login);
  return [...pair('user', login.slice(0, colon)), ['password', '']];
}

function hostPairs(text: string): [string, string][] {
  if (text === '') return [];
  const hosts: string[] = [];
  const ports: string[] = [];
  for (const part of text.split(',')) {
    const match = /^(?:\[([^\]]+)\]|([^:[\]]*))(?::(\d*))?$/.exec(part);
    if (match === null) throw malformed();
    hosts.push(decoded(match[1] ?? match[2] ?? ''));
    ports.push(match[3] ?? '');
  }
  const hasPort = ports.some((port) => port !== '');
  return [['host', hosts.join(',')], ...(hasPort ? pair('port', ports.join(',')) : [])];
}

function queryPairs(query: string | undefined): [string, string][] {
  if (query === undefined || query === '') return [];
  return query.split('&').map((part) => {
    const equals = part.indexOf('=');
    if (equals < 1) throw malformed();
    const [key, value] = [decoded(part.slice(0, equals)), decoded(part.slice(equals + 1))];
    // For URIs of JDBC, as libpq takes them.
    return key === 'ssl' && value === 'true' ? ['sslmode', 'require'] : [key, value];
  });
}

function pair(key: string, value: string | undefined): [string, string][] {
  return value === undefined || value === '' ? [] : [[key, decoded(value)]];
}

function decoded(text: string): string {
  try {
    const plain = decodeURIComponent(text);
    if (!plain.includes('\0')) return plain;
  } catch {
    // Reported below.
  }
  throw malformed();
}

function malformed(): Error {
  return configuration('The connection URI is malformed.', REMEDY);
}
