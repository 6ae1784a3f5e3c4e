import type { Duplex } from 'node:stream';
import type { Client } from 'pg';

/** A login is a challenge, some parameters and perhaps a notice: a few kilobytes. */
export const LARGEST_LOGIN = 1024 * 1024;

/**
 * Counts what a server sends from its first byte until the session is there. Whoever answers at an address may send
 * without end, and the driver keeps what is no whole message yet. Gives a function that ends the counting.
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
  // What comes before the encryption is one byte; of the handshake OpenSSL itself takes no more than some kilobytes.
  if (encrypted) connection.once('sslconnect', watch);
  else watch();
  return () => {
    connection.off('sslconnect', watch);
    watched?.off('data', count);
  };
}
