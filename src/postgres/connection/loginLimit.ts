import type { Duplex } from 'node:stream';
import type { Client } from 'pg';

/** A login is a challenge, some parameters and perhaps a notice: a few kilobytes. */
export const LARGEST_LOGIN = 1024 * 1024;

/**
 * Counts the bytes from a server until the session is established. A peer may send without end, and the driver keeps
 * incomplete messages. Returns a function that ends the counting.
 */
export function limitLogin({ connection }: Client, encrypted: boolean, tooMuch: () => void): () => void {
  let received = 0;
  let watched: Duplex | undefined;
  const count = ({ length }: Uint8Array): void => {
    received += length;
    if (received > LARGEST_LOGIN) tooMuch();
  };
  const watch = (): void => {
    const { stream }: { stream: Duplex } = connection;
    watched = stream.on('data', count);
  };
  // One byte comes before the encryption; OpenSSL itself limits the handshake to some kilobytes.
  if (encrypted) connection.once('sslconnect', watch);
  else watch();
  return () => {
    connection.off('sslconnect', watch);
    watched?.off('data', count);
  };
}
