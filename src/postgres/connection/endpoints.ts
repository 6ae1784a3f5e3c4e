import { isAbsolute } from 'node:path';
import { socketFolder } from './libpqFiles/clientFiles';
import type { ConnectionTarget, Endpoint } from './connectionSpec';
import { configuration, type Settings } from './settings';

const DEFAULT_PORT = 5432;

/** The hosts of a connection in the order in which they are tried: lists of equal length, or one port for all. */
export function endpointsOf(settings: Settings): ConnectionTarget['hosts'] {
  const hosts = listOf(settings.get('host'));
  const addresses = listOf(settings.get('hostaddr'));
  const ports = listOf(settings.get('port')).map(portOf);
  const count = Math.max(hosts.length, addresses.length, 1);
  if (hosts.length > 0 && addresses.length > 0 && hosts.length !== addresses.length) {
    throw configuration(
      'The lists of hosts and of host addresses differ in length.',
      'Specify one address per host.',
    );
  }
  if (ports.length > 1 && ports.length !== count) {
    throw configuration(
      'The lists of hosts and of ports differ in length.',
      'Specify one port, or one per host.',
    );
  }
  return Array.from({ length: count }, (_, i): Endpoint => {
    const port = ports[i] ?? ports[0] ?? DEFAULT_PORT;
    const address = addresses[i] ?? '';
    const host = (hosts[i] ?? '') === '' ? (address === '' ? defaultHost(port) : address) : (hosts[i] ?? '');
    return address === '' ? { host, port } : { host, address, port };
  });
}

/** Whether a host is the directory of a Unix socket. */
export function isSocketFolder(host: string): boolean {
  return isAbsolute(host);
}

function defaultHost(port: number): string {
  return socketFolder(port) ?? 'localhost';
}

function listOf(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(',').map((part) => part.trim());
}

function portOf(text: string): number {
  if (text === '') return DEFAULT_PORT;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65535) return port;
  throw configuration(`“${text}” is not a port.`, 'Ports are numbers from 1 to 65535.');
}
